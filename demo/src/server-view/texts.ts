import { useI18n } from "react-sora-e2ee";
import type { Verdict } from "./useServerPicture.ts";

const en = {
  asking: "Asking the server what it sees…",
  nothing: "This server has no view of its data.",
  nothingWhy: "Only the dev server of this demo shows what it receives.",
  askAgain: "Ask again",
  silent: "The server does not answer at the moment. This is the last that it said.",
  nobody: "Nothing has reached the server yet.",
  allSealed: "The server has nothing that it could see or hear.",
  allSealedCount: (count: string) => `${count} frames of picture and sound arrived. Every one was sealed.`,
  someClear: "Something reached the server that is not sealed.",
  someClearCount: (count: string) => `It can see or hear ${count} frames.`,
  you: "you",
  seen: "You see",
  seenAlt: (name: string) => `The picture of ${name}, as you see it`,
  server: "The server sees",
  serverAlt: (name: string) => `The picture of ${name}, as the server has it`,
  verdict: {
    none: "No picture is sent.",
    waiting: "The server has no whole picture yet.",
    refused: "The server tried to decode this picture. It could not.",
    noise: "The server tried to decode this picture. It could not: this noise is all that came out.",
    seen: "The server decoded this picture. It can see everything.",
    readable: "This picture is not sealed. This browser cannot decode it here, but a server can.",
    untried: "This browser cannot try to decode the picture. These dots are the bytes that the server has.",
  } satisfies Record<Verdict, string>,
  sound: {
    none: "No sound is sent.",
    waiting: "No sound has come yet.",
    sealed: "Sound: sealed too. Nothing to hear.",
    clear: "Sound: not sealed. The server can listen.",
  },
  layers: "Layers of this video that the server forwards",
  layerTo: "To",
  layer: { none: "no video", r0: "small (r0)", r1: "medium (r1)", r2: "large (r2)" },
  bytes: "Received",
  frames: "Frames",
  sealedFrames: "Sealed",
  clearFrames: "Not sealed",
  head: "First bytes of the newest frame",
  headAlt: (clear: number, header: number, sealed: number) =>
    `${clear} bytes readable, ${header} bytes of label, then sealed: ${sealed} bytes of it shown`,
  headOpen: "Nothing of it is sealed.",
  headOpenAlt: (count: number) => `${count} bytes, none of them sealed`,
  legend: "What these bytes are",
  parts: {
    clear: [
      "Readable",
      "What kind of frame it is, so that it can be passed on. Nothing of the picture itself.",
    ],
    header: ["Label", "Who sent it, and the number of the key that opens it. Not the key."],
    sealed: ["Sealed", "Picture and sound. Only the people in this call can open it."],
  },
  exampleShow: "Show an unsealed example",
  exampleHide: "Hide the example",
  exampleName: "Example without sealing",
  exampleNote:
    "Drawn and encoded on this device, and sent nowhere. The server’s half is made by the same code as above.",
  exampleSeen: "The original",
  recording: "Let the server record",
  recordingHint: "A server can always record what passes through it. See what it gets.",
  record: "Record",
  stop: "Stop recording",
  isRecording: "The server is recording.",
  recordFailed: (why: string) => `The server could not record. It says: ${why}`,
  noAnswer: "nothing at all",
  files: "Recordings of the server",
  noFiles: "Nobody sent anything while it recorded.",
  loading: "Fetching the file…",
  fileGone: "This file could not be fetched.",
  incomplete: (why: string) => `This file is not complete: ${why}`,
  leftOut: (codecs: string) => `Without ${codecs}: this kind of file has no place for it.`,
  played: {
    tried: "Trying to play it…",
    refused: "This recording cannot be played: that is the proof.",
    plays: "What plays here is all that the server has.",
  },
  player: (name: string) => `The server’s recording of ${name}`,
  download: "Download",
  downloadOf: (name: string) => `Download the recording of ${name}`,
} as const;

type Texts = Widened<typeof en>;

/** Another language has the same keys with other texts. */
type Widened<T> = T extends string
  ? string
  : T extends (...parameters: infer P) => string
    ? (...parameters: P) => string
    : { readonly [Key in keyof T]: Widened<T[Key]> };

const ja: Texts = {
  asking: "サーバーに何が見えているか問い合わせています…",
  nothing: "このサーバーの内部は見られません。",
  nothingWhy: "内部をのぞけるのは、このデモに付属する開発用サーバーだけです。",
  askAgain: "もう一度問い合わせる",
  silent: "現在、サーバーから応答がありません。最後に届いた内容を表示しています。",
  nobody: "サーバーにはまだ何も届いていません。",
  allSealed: "サーバーが見たり聞いたりできるものは、何もありません。",
  allSealedCount: (count) => `映像と音声が ${count} フレーム届き、すべて暗号化されていました。`,
  someClear: "暗号化されていないものが、サーバーに届きました。",
  someClearCount: (count) => `サーバーは ${count} フレームの内容を見聞きできます。`,
  you: "あなた",
  seen: "あなたに見える映像",
  seenAlt: (name) => `あなたに見えている${name}の映像`,
  server: "サーバーに見える映像",
  serverAlt: (name) => `サーバーが受け取った${name}の映像`,
  verdict: {
    none: "映像は送信されていません。",
    waiting: "サーバーには、映像一枚分のデータがまだそろっていません。",
    refused: "サーバーはこの映像を復元しようとしましたが、できませんでした。",
    noise: "サーバーはこの映像を復元しようとしましたが、できませんでした。出てきたのは、このノイズだけです。",
    seen: "サーバーはこの映像を復元できました。すべて見えています。",
    readable:
      "この映像は暗号化されていません。このブラウザーでは復元できませんが、サーバーなら復元できます。",
    untried:
      "このブラウザーでは映像の復元を試せません。表示している点は、サーバーが受け取ったデータそのものです。",
  },
  sound: {
    none: "音声は送信されていません。",
    waiting: "音声はまだ届いていません。",
    sealed: "音声：こちらも暗号化済み。聞き取れません。",
    clear: "音声：暗号化されていません。サーバーは聞くことができます。",
  },
  layers: "サーバーが転送しているこの映像のレイヤー",
  layerTo: "宛先：",
  layer: { none: "映像なし", r0: "小（r0）", r1: "中（r1）", r2: "大（r2）" },
  bytes: "受信量",
  frames: "フレーム",
  sealedFrames: "暗号化",
  clearFrames: "暗号化なし",
  head: "最新フレームの先頭",
  headAlt: (clear, header, sealed) =>
    `読み取れる ${clear} バイト、ラベル ${header} バイト、そのあとは暗号文（表示は ${sealed} バイト分）`,
  headOpen: "まったく暗号化されていません。",
  headOpenAlt: (count) => `${count} バイト、すべて暗号化されていません`,
  legend: "それぞれのバイトの意味",
  parts: {
    clear: ["読み取れる部分", "中継に必要な、フレームの種類だけを示します。映像そのものは含みません。"],
    header: ["ラベル", "送信者と、復号に使う鍵の番号です。鍵そのものではありません。"],
    sealed: ["暗号文", "映像と音声です。復号できるのは、この通話の参加者だけです。"],
  },
  exampleShow: "暗号化しない例を見る",
  exampleHide: "例を閉じる",
  exampleName: "暗号化しない場合の例",
  exampleNote:
    "この端末で描画してエンコードした映像です。どこにも送信していません。サーバー側の表示は、上と同じ処理によるものです。",
  exampleSeen: "元の映像",
  recording: "サーバーに録画させてみる",
  recordingHint: "サーバーは、通過するデータをいつでも録画できます。何が残るのか確かめてみましょう。",
  record: "録画する",
  stop: "録画を止める",
  isRecording: "サーバーが録画しています。",
  recordFailed: (why) => `サーバーは録画できませんでした。サーバーの応答：${why}`,
  noAnswer: "なし",
  files: "サーバーの録画",
  noFiles: "録画中に、映像や音声を送った人はいませんでした。",
  loading: "ファイルを取得しています…",
  fileGone: "このファイルを取得できませんでした。",
  incomplete: (why) => `このファイルは完全ではありません。理由：${why}`,
  leftOut: (codecs) => `${codecs} はこのファイル形式に入れられないため、含まれていません。`,
  played: {
    tried: "再生を試しています…",
    refused: "この録画は再生できません。それが、暗号化されている証拠です。",
    plays: "ここで再生されるものが、サーバーに残ったすべてです。",
  },
  player: (name) => `サーバーによる${name}の録画`,
  download: "ダウンロード",
  downloadOf: (name) => `${name}の録画をダウンロード`,
};

/** The panel's own texts, in the language of the nearest `I18nProvider`. */
export function useServerTexts(): Texts {
  return useI18n().locale.startsWith("ja") ? ja : en;
}
