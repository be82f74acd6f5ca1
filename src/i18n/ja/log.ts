import type { log as english } from "../en/log.ts";
import type { Translation } from "../types.ts";

export const log: Translation<typeof english> = {
  "log.label": "イベントの記録",
  "log.empty": "まだ何も起きていません。",
  "log.phase": "{detail}",
  "log.peer-joined": "{name}が参加しました",
  "log.peer-left": "{name}が退出しました",
  "log.encryption": "{name}：{detail}",
  "log.self-encryption": "自分：{detail}",
  "log.verified": "{name}を確認済みにしました",
  "log.unverified": "{name}の確認が取り消されました",
  "log.changed": "照合した後に、{name}の鍵が変わりました",
  "log.refused": "{name}からのデータを拒否しました：{detail}",
  "log.error": "エラー：{detail}",
  "log.device.audio.lost": "自分のマイクが使用できなくなりました",
  "log.device.video.lost": "自分のカメラが使用できなくなりました",
  "log.device.audio.on": "自分のマイクが再び使えるようになりました",
  "log.device.video.on": "自分のカメラが再び使えるようになりました",
  "log.device.audio.muted": "システムが自分のマイクをミュートしました",
  "log.device.video.muted": "システムが自分のカメラを停止しました",
  "log.device.audio.replaced": "別のマイクに切り替わりました",
  "log.device.video.replaced": "別のカメラに切り替わりました",
  "log.someone": "だれか",
};
