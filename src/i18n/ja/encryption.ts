import type { encryption as english } from "../en/encryption.ts";
import type { Translation } from "../types.ts";

export const encryption: Translation<typeof english> = {
  "encryption.exchanging": "鍵を交換中",
  "encryption.exchanging.detail": "この参加者の音声や映像を復号するための鍵が、まだ届いていません。",
  "encryption.ready": "受信待ち",
  "encryption.ready.detail": "鍵はそろっています。現在、音声や映像は届いていません。",
  "encryption.encrypted": "暗号化済み",
  "encryption.encrypted.detail":
    "この参加者の音声や映像は暗号化されて届き、この端末で復号されています（数秒以内に確認）。",
  "encryption.failing": "復号できません",
  "encryption.unprotected": "暗号化なし",
  "encryption.unprotected.detail":
    "この参加者はエンドツーエンド暗号化を使わずに参加しています。音声と映像は再生しません。",
  "encryption.protected": "保護されています",
  "encryption.protected.detail": "あなたの音声と映像は、すべてこの端末で暗号化してから送信しています。",
  "encryption.waiting": "送信していません",
  "encryption.waiting.detail": "この端末からは何も送信していません。",
  "encryption.blocked": "送信を停止中",
  "encryption.blocked.detail": "音声と映像を暗号化できないため、この端末からは何も送信していません。",
  "failing.no-key": "音声や映像は届いていますが、鍵がないため復号できません。",
  "failing.auth-failed":
    "音声や映像は届いていますが、途中で改変されたか、別の鍵で暗号化されたため、復号できません。",
  "failing.replayed": "一度届いた音声や映像が、もう一度届いています。再生しません。",
  "failing.wrong-sender": "この参加者の名義で、別の人が暗号化した音声や映像が届いています。再生しません。",
  "failing.other-agreement":
    "この参加者は別の鍵交換方式を使っているため、お互いの音声や映像を再生できません。",
  "failing.malformed": "届いたデータは壊れているか、暗号化されていません。再生しません。",

  "details.label": "{name}の暗号化",
  "details.label.self": "自分が送信する音声と映像の暗号化",
  "details.exchanging": "{name}の音声や映像を復号するための鍵が、まだ届いていません。",
  "details.exchanging.do":
    "通常は数秒で届きます。届かない場合は、{name}にいったん退出して参加し直すよう伝えてください。",
  "details.ready": "鍵はそろっています。現在、{name}の音声や映像は届いていません。",
  "details.ready.do": "{name}のマイクとカメラがオフになっている可能性があります。届きしだい確認します。",
  "details.encrypted": "{name}の音声や映像は暗号化されて届き、この端末で復号されています（数秒以内に確認）。",
  "details.unprotected": "{name}はエンドツーエンド暗号化を使わずに参加しています。音声と映像は再生しません。",
  "details.unprotected.do":
    "エンドツーエンド暗号化に対応したアプリで参加し直すよう、{name}に伝えてください。",
  "details.waiting.do":
    "送信するには、マイクかカメラをオンにしてください。すでにオンの場合は、数秒お待ちください。",
  "details.blocked.do":
    "いったん退出して、参加し直してください。繰り返す場合は、ブラウザーを更新するか、別のブラウザーを使ってください。",
  "details.arrives.audio": "{name}の音声は届いていますが",
  "details.arrives.video": "{name}の映像は届いていますが",
  "details.arrives.both": "{name}の音声と映像は届いていますが",
  "details.arrives.something": "{name}の音声や映像は届いていますが",
  "details.no-key": "{arrives}、鍵がないため復号できません。",
  "details.no-key.do":
    "数秒お待ちください。直らない場合は、{name}にいったん退出して参加し直すよう伝えてください。",
  "details.auth-failed": "{arrives}、途中で改変されたか、別の鍵で暗号化されたため、復号できません。",
  "details.auth-failed.do":
    "数秒お待ちください。直らない場合は、{name}にいったん退出して参加し直すよう伝えてください。それでも繰り返す場合は、だれかが通信を改変しているおそれがあります。別のネットワークを使ってください。",
  "details.replayed": "{arrives}、一度届いたものの繰り返しです。再生しません。",
  "details.replayed.do":
    "特に操作は必要ありません。長く続く場合は、サーバーやネットワークが過去の録音や録画を送り直しているおそれがあります。この通話を信頼しないでください。",
  "details.wrong-sender": "{arrives}、別の人が暗号化したものです。再生しません。",
  "details.wrong-sender.do":
    "サーバーやネットワークが、別の人を{name}に見せかけているおそれがあります。直らない場合は退出し、別の手段で{name}に確かめてください。",
  "details.other-agreement":
    "別の鍵交換方式で暗号化されているため、ここでは復号できません。音声も映像も再生しません。",
  "details.other-agreement.do": "{name}に、ほかの参加者と同じ設定で参加し直してもらってください。",
  "details.malformed": "{arrives}、壊れているか、暗号化されていません。再生しません。",
  "details.malformed.do": "エンドツーエンド暗号化を有効にして参加し直すよう、{name}に伝えてください。",
  "details.since": "{time}から",
  "details.verified": "確認済み",
  "details.verified.detail": "{name}と安全番号を照合しました。その後、鍵は変わっていません。",
  "details.unverified": "未確認",
  "details.unverified.detail":
    "{name}と安全番号をまだ照合していません。間にだれも入り込んでいないことは、照合して初めてわかります。",
  "details.compare": "安全番号を照合",
  "details.show": "安全番号を表示",
  "details.technical": "技術的な詳細",
  "details.key-id": "鍵 ID",
  "details.fingerprint": "識別鍵のフィンガープリント",
  "details.unknown": "まだわかりません",
  "details.received": "受信 {received} フレーム：復号 {passed}、拒否 {refused}、鍵待ち {waiting}",
  "details.sent": "送信対象 {received} フレーム：暗号化 {passed}、破棄 {dropped}",

  "media.audio": "音声",
  "media.video": "映像",
  "media.never": "まだ届いていません。",
  "media.quiet": "現在は届いていません。",
  "media.opens": "届いており、復号できています。",
  "media.opened": "これまでに届いたものは、すべて復号できました。",
  "media.fails": "届いていますが、再生できません（{why}）。",
  "media.failed": "これまでに届いたものは、すべて再生できませんでした（{why}）。",
  "media.partly": "届いているものの一部を再生できません（{why}）。",
  "media.partly-so-far": "これまでに届いたものの一部を再生できませんでした（{why}）。",
  "media.waiting": "届いており、鍵を待っています。",
  "media.unsent": "送信するものはまだありません。",
  "media.sealed": "これまでに送信したものは、すべて先に暗号化しました。",
  "media.dropped": "一部は暗号化できなかったため、送信しませんでした。",
  "why.no-key": "鍵がありません",
  "why.auth-failed": "途中で改変されたか、別の鍵が使われました",
  "why.replayed": "一度届いたものです",
  "why.wrong-sender": "別の人が暗号化しました",
  "details.post-quantum": "耐量子の鍵交換です。全員が X25519 と ML-KEM-768 を併用しています。",
  "why.other-agreement": "別の鍵交換方式を使っています",
  "why.malformed": "壊れているか、暗号化されていません",

  "banner.label": "この通話の暗号化",
  "banner.encrypted": "受信する音声と映像は暗号化されています。",
  "banner.alone": "ほかに送信している人がいないため、確認するものはまだありません。",
  "banner.settling": "まだ確認できていません：{names}",
  "banner.not-encrypted": "暗号化されていないか、復号できません：{names}",
  "banner.not-encrypted.detail": "復号できたもの以外は再生しません。",
  "banner.self.protected": "あなたが送信する音声と映像は暗号化されています。",
  "banner.both": "受信も送信も暗号化されています。",
  "banner.self.waiting": "あなたは送信していません。",
  "banner.show": "{name}：暗号化の詳細",
};
