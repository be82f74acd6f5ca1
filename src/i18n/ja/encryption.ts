import type { encryption as english } from "../en/encryption.ts";
import type { Translation } from "../types.ts";

export const encryption: Translation<typeof english> = {
  "encryption.exchanging": "鍵を交換中",
  "encryption.exchanging.detail": "この参加者の鍵がまだ届いていません。",
  "encryption.ready": "準備完了",
  "encryption.ready.detail": "鍵はそろいました。音声や映像はまだ届いていません。",
  "encryption.encrypted": "暗号化済み",
  "encryption.encrypted.detail":
    "この参加者の音声と映像は暗号化されて届き、この端末で復号されています（数秒以内に確認）。",
  "encryption.failing": "復号できません",
  "encryption.unprotected": "暗号化なし",
  "encryption.unprotected.detail":
    "この参加者はエンドツーエンド暗号化を使わずに参加しています。音声と映像は再生しません。",
  "encryption.protected": "保護されています",
  "encryption.protected.detail": "あなたの音声と映像は、すべてこの端末で暗号化してから送信しています。",
  "encryption.waiting": "送信していません",
  "encryption.waiting.detail": "この端末からは何も送信していません。",
  "encryption.blocked": "送信を停止中",
  "encryption.blocked.detail": "音声と映像を保護できないため、この端末からは何も送信していません。",
  "failing.no-key": "音声や映像は届いていますが、鍵がないため復号できません。",
  "failing.auth-failed": "届いた音声や映像が途中で改変されているか、別の鍵で暗号化されています。",
  "failing.replayed": "一度届いた音声や映像が繰り返し届いています。再生しません。",
  "failing.wrong-sender": "この参加者の名義で、別の人が暗号化した音声や映像が届いています。再生しません。",
  "failing.malformed": "届いたデータは、暗号化された音声や映像ではありません。再生しません。",
};
