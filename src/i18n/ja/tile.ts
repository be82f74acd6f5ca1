import type { tile as english } from "../en/tile.ts";
import type { Translation } from "../types.ts";

export const tile: Translation<typeof english> = {
  "tile.label": "{name}：{status}",
  "tile.you": "{name}（自分）",
  "tile.screen.of": "{name}の画面",
  "tile.screen.claimed": "{name}の画面（未確認）",
  "tile.screen.own": "自分の画面",
  "tile.verified": "確認済み",
  "tile.microphone-off": "マイクはオフです",
  "tile.camera-off": "カメラはオフです",
  "tile.microphone-muted": "システムによりマイクがミュートされています",
  "tile.camera-muted": "システムによりカメラが停止されています",
  "tile.speaking": "発言中",
  "tile.pinned": "ピン留め中",
  "tile.reconnecting": "再接続しています…",
  "tile.play": "音声を再生",
  "tile.play.of": "{name}の音声を再生",
  "badge.details": "{status}：詳細を表示",
  "badge.details.of": "{status}：{name}の詳細を表示",
  "quality.good": "接続は良好",
  "quality.fair": "接続がやや不安定",
  "quality.poor": "接続が不安定",
  "quality.lost": "接続が途切れています",
};
