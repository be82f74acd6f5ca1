import type { controls as english } from "../en/controls.ts";
import type { Translation } from "../types.ts";

export const controls: Translation<typeof english> = {
  "control.label": "通話の操作",
  "control.microphone": "マイク",
  "control.microphone.off": "マイクをオフにする",
  "control.microphone.on": "マイクをオンにする",
  "control.camera": "カメラ",
  "control.camera.off": "カメラをオフにする",
  "control.camera.on": "カメラをオンにする",
  "control.leave": "退出",
};
