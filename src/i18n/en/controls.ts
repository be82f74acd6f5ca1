import type { Dictionary } from "../types.ts";

export const controls = {
  "control.label": "Call controls",
  "control.microphone": "Microphone",
  "control.camera": "Camera",
  "control.microphone.off": "Mute",
  "control.microphone.off.label": "Mute microphone",
  "control.microphone.on": "Unmute",
  "control.microphone.on.label": "Unmute microphone",
  "control.camera.off": "Stop camera",
  "control.camera.on": "Start camera",
  "control.more": "More",
  "control.starting": "Starting…",
  "control.screen": "Share screen",
  "control.screen.choosing": "Choosing…",
  "control.screen.stop": "Stop sharing",
  "control.screen.denied": "Not allowed",
  "control.screen.none": "Nothing to share",
  "control.screen.broken": "Failed",
  "control.devices": "Devices",
  "control.leave": "Leave",
} as const satisfies Dictionary;
