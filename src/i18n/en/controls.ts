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
  "screen-sound.none": "The others do not hear the sound of your screen.",
  "screen-sound.none.do":
    "To share it, share again, choose a tab, and turn on its sound in the browser's dialog.",
  "screen-sound.unsupported.do": "This browser cannot share it. Use Chrome or Edge for that.",
  "control.devices": "Devices",
  "control.leave": "Leave",
} as const satisfies Dictionary;
