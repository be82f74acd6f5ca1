import type { opened as english } from "../en/opened.ts";
import type { Translation } from "../types.ts";

export const opened: Translation<typeof english> = {
  "opened.badge": "{status}（{total} 人中 {opened} 人が復号）",
  "opened.label": "あなたの音声と映像を復号できている参加者",
  "opened.off": "この通話では、復号できているかどうかを参加者どうしで知らせ合っていません。",
  "opened.alone": "ほかに受信している参加者はいません。",
  "opened.idle": "送信していないため、復号するものはありません。",
  "opened.silent": "復号できているかどうかを知らせている参加者はいません。",
  "opened.told": "{total} 人中 {opened} 人が復号できています",
  "opened.told.detail": "各参加者のアプリが、自分の状態を 2 秒ごとに知らせています。",
  "opened.opens": "復号できています",
  "opened.waiting": "確認できるものがまだ届いていません",
  "opened.not-receiving": "受信していません",
  "opened.does-not-say": "状態は不明です（通知がありません）",
  "opened.cannot": "復号できません（{why}）",
  "opened.name.cannot": "{name}は復号できません（{why}）。",
  "opened.others.cannot": { other: "ほかに {count} 人が復号できません。" },
  "why.silent": "届いていません",
  "why.unprotected": "あなたの鍵が届いていません",
};
