import type { panels as english } from "../en/panels.ts";
import type { Translation } from "../types.ts";

export const panels: Translation<typeof english> = {
  "people.label": "参加者",
  "people.count": { other: "{count} 人" },
  "people.sendrecv": "送受信",
  "people.sendonly": "送信のみ",
  "people.recvonly": "視聴のみ",
  "people.microphone-on": "マイクはオンです",
  "people.microphone-off": "マイクはオフです",
  "people.find": "名前で検索",
  "people.found": { other: "{count} 人見つかりました" },
  "stats.label": "通話の統計",
  "stats.connection": "接続",
  "stats.send": "送信",
  "stats.receive": "受信",
  "stats.round-trip": "往復遅延",
  "stats.bit-rate": "ビットレート",
  "stats.loss": "パケット損失",
  "stats.key": "鍵 ID",
  "stats.sealed": "暗号化したフレーム",
  "stats.dropped": "送信しなかったフレーム",
  "stats.opened": "復号したフレーム",
  "stats.refused": "拒否したフレーム",
  "stats.unknown": "まだわかりません",
};
