import type { lobby as english } from "../en/lobby.ts";
import type { Translation } from "../types.ts";

export const lobby: Translation<typeof english> = {
  "lobby.title": "参加の準備",
  "lobby.preview": "カメラのプレビュー",
  "lobby.camera-off": "カメラはオフです",
  "lobby.camera-muted": "システムによってカメラが停止されています",
  "lobby.camera-opening": "カメラを起動しています…",
  "lobby.devices": "マイク、カメラ、スピーカー",
  "lobby.name": "名前",
  "lobby.name.missing": "名前を入力してください。",
  "lobby.join": "参加する",
  "lobby.joining": "参加しています…",
  "support.yes": "このブラウザーでは、通話をエンドツーエンドで暗号化できます。",
  "support.no": "この環境からは参加できません。通話のエンドツーエンド暗号化に必要な機能がありません。",
  "support.insecure-context.what": "このページは安全な接続で開かれていません。",
  "support.insecure-context.do": "https:// で始まる URL で開いてください。",
  "support.no-webrtc.what": "このブラウザーは通話に対応していないか、通話機能が無効になっています。",
  "support.no-webrtc.do":
    "最新の Chrome、Edge、Firefox のいずれかをお使いください。お使いの場合は、WebRTC をブロックする拡張機能を無効にしてください。",
  "support.no-worker.what":
    "鍵を管理するバックグラウンド処理（Worker）を、このブラウザーでは利用できません。",
  "support.no-worker.do": "最新の Chrome、Edge、Firefox のいずれかをお使いください。",
  "support.no-webcrypto.what": "このページでは、ブラウザーの暗号機能を利用できません。",
  "support.no-webcrypto.do": "最新のブラウザーで、https:// で始まる URL を開いてください。",
  "support.no-encoded-transform.what": "このブラウザーでは、音声や映像を送信前に暗号化できません。",
  "support.no-encoded-transform.do":
    "ブラウザーを更新するか、最新の Chrome、Edge、Firefox のいずれかをお使いください。",
};
