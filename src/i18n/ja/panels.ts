import type { panels as english } from "../en/panels.ts";
import type { Translation } from "../types.ts";

export const panels: Translation<typeof english> = {
  "participants.label": "参加者",
  "participants.count": { other: "{count} 人" },
  "participants.screens": { other: "画面 {count} 件" },
  "participants.and-screens": "{participants}、{screens}",
  "participants.screen": "画面を共有",
  "participants.screen.claimed":
    "「{name}の画面」として接続していますが、本人の画面かどうかは確認されていません。",
  "participants.sendonly": "送信のみ",
  "participants.recvonly": "視聴のみ",
  "participants.messaging": "メッセージのみ",
  "participants.microphone-on": "マイクはオンです",
  "participants.microphone-off": "マイクはオフです",
  "participants.find": "名前で検索",
  "participants.found": { other: "{count} 人見つかりました" },
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
