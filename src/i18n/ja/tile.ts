import type { tile as english } from "../en/tile.ts";
import type { Translation } from "../types.ts";

export const tile: Translation<typeof english> = {
  "tile.label": "{name}：{status}",
  "tile.you": "{name}（自分）",
  "tile.verified": "確認済み",
  "tile.microphone-off": "マイクはオフです",
  "tile.reconnecting": "再接続しています…",
  "tile.play": "音声を再生",
  "tile.play.of": "{name}の音声を再生",
};
