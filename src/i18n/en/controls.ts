import type { Dictionary } from "../types.ts";

export const controls = {
  "control.label": "Call controls",
  "control.microphone": "Microphone",
  "control.microphone.off": "Turn microphone off",
  "control.microphone.on": "Turn microphone on",
  "control.camera": "Camera",
  "control.camera.off": "Turn camera off",
  "control.camera.on": "Turn camera on",
  "control.leave": "Leave",
} as const satisfies Dictionary;
