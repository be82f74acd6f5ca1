import type { announce as english } from "../en/announce.ts";
import type { Translation } from "../types.ts";

export const announce: Translation<typeof english> = {
  "announce.present": "通話の参加者：{names}",
  "announce.joined": "{names}が参加しました",
  "announce.left": "{names}が退出しました",
  "announce.encrypted": "暗号化済み：{names}",
  "announce.failing": "音声や映像を復号できません：{names}",
  "announce.unprotected": "暗号化なし：{names}",
  "announce.unverified": "確認が取り消されました：{names}",
  "announce.changed": "照合した後に鍵が変わりました：{names}",
  "announce.protected": "送信する音声と映像は暗号化されています",
  "announce.blocked": "送信を停止しました。音声と映像を暗号化できません",
  "names.others": { other: "ほか {count} 人" },
};
