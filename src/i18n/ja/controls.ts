import type { controls as english } from "../en/controls.ts";
import type { Translation } from "../types.ts";

export const controls: Translation<typeof english> = {
  "control.label": "通話の操作",
  "control.microphone": "マイク",
  "control.camera": "カメラ",
  "control.microphone.off": "ミュート",
  "control.microphone.off.label": "マイクをミュート",
  "control.microphone.on": "ミュート解除",
  "control.microphone.on.label": "マイクのミュート解除",
  "control.camera.off": "カメラを停止",
  "control.camera.on": "カメラを開始",
  "control.more": "その他",
  "control.starting": "起動中…",
  "control.screen": "画面共有",
  "control.screen.choosing": "選択中…",
  "control.screen.stop": "共有を停止",
  "control.screen.denied": "許可なし",
  "control.screen.none": "対象なし",
  "control.screen.broken": "共有失敗",
  "screen-sound.none": "共有中の画面の音は、ほかの参加者に聞こえません。",
  "screen-sound.none.do":
    "音も共有するには、共有し直してタブを選び、ブラウザーのダイアログで音声の共有をオンにしてください。",
  "screen-sound.unsupported.do":
    "このブラウザーは画面の音の共有に対応していません。Chrome または Edge を使ってください。",
  "control.devices": "デバイス",
  "control.leave": "退出",
};
