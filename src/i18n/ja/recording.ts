import type { recording as english } from "../en/recording.ts";
import type { Translation } from "../types.ts";

export const recording: Translation<typeof english> = {
  "recording.start": "録画",
  "recording.stop": "録画を停止",
  "recording.cancel": "録画をキャンセル",
  "recording.busy": "処理中…",
  "recording.problem": "失敗",
  "recording.label": "録画",
  "recording.by": "{name}が {time} から録画しています。",
  "recording.asks": "{name}がこの通話の録画を希望しています。",
  "recording.included": "あなたも録画に含まれます。",
  "recording.excluded": "あなたは録画に含まれません。",
  "recording.sending": "回答を送信しています…",
  "recording.answer": "回答する",
  "recording.change": "回答を変更",
  "recording.own.asking": "ほかの参加者の回答を待っています。録画はまだ始まっていません。",
  "recording.own.since": "{time} から録画しています。",
  "recording.own.large": "ブラウザーのメモリー上の録画が大きくなっています。停止して保存してください。",
  "recording.own.count": { other: "{count} 人中 {agreed} 人が同意" },
  "recording.own.agreed": "{name}：同意",
  "recording.own.declined": "{name}：拒否（録画に含まれません）",
  "recording.own.unanswered": "{name}：未回答（録画に含まれません）",
  "recording.own.proceed": "同意した人だけで録画を開始",
  "recording.dialog.title": "録画に同意しますか？",
  "recording.dialog.asking": "{name}が、この通話を自分の端末に録画したいと言っています。",
  "recording.dialog.recording":
    "{name}が、この通話を自分の端末に録画しています。あなたはまだ録画に含まれていません。",
  "recording.dialog.what":
    "同意すると、あなたの映像と音声、共有する画面が録画されます。拒否すると、録画に含まれません。回答はいつでも変更できます。",
  "recording.dialog.trust":
    "録画ファイルは暗号化されません。また、改造されたソフトウェアを使えば、断りなく録画できてしまいます。",
  "recording.agree": "同意する",
  "recording.decline": "拒否する",
  "recording.announce.you": "あなた",
  "recording.announce.started": "録画が始まりました：{name}",
  "recording.announce.stopped": "録画が終わりました：{name}",
  "recording.saved": "録画を保存しました：{name}",
  "recording.drawn": "録画対象外",
};
