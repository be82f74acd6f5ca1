import { en, ja } from "react-sora-e2ee";

export const languages = {
  en: {
    messages: en,
    texts: {
      title: "Sealed meeting",
      lead: "Everyone's audio and video is encrypted on their own device. The server cannot see or hear it.",
      channel: "Channel",
      channelHint: "Whoever knows this name can join. Share the link to invite others.",
      name: "Your name",
      namePlaceholder: "Guest",
      role: "I want to",
      sendrecv: "Talk and listen",
      sendonly: "Only talk",
      recvonly: "Only listen",
      join: "Join",
      copy: "Copy invitation link",
      copied: "Link copied",
      copyFailed: "Could not copy. The link is in the address bar.",
      events: "Events",
      guest: "Guest",
      chat: "Chat",
      chatHint:
        "Sealed on your device like your voice: the server cannot read it. Who comes later sees only what follows.",
      chatLine: "Your message",
      chatSend: "Send",
      chatFailed: "This was not sent. Try again in a moment.",
      alone: "You are the only one here. Share the link to invite others.",
      ended: "You are no longer in the call.",
      rejoin: "Join again",
      back: "Back to the start",
      language: "日本語",
    },
  },
  ja: {
    messages: ja,
    texts: {
      title: "暗号化ミーティング",
      lead: "音声と映像は各自の端末で暗号化されます。サーバーが見聞きすることはできません。",
      channel: "チャネル",
      channelHint: "この名前を知っている人なら参加できます。リンクを送って招待しましょう。",
      name: "あなたの名前",
      namePlaceholder: "ゲスト",
      role: "参加のしかた",
      sendrecv: "話す・聞く",
      sendonly: "話すだけ",
      recvonly: "聞くだけ",
      join: "参加する",
      copy: "招待リンクをコピー",
      copied: "コピーしました",
      copyFailed: "コピーできませんでした。リンクはアドレスバーにあります。",
      events: "できごと",
      guest: "ゲスト",
      chat: "チャット",
      chatHint:
        "音声と同じように端末で暗号化されます。サーバーは読めません。あとから参加した人には、それ以降の分だけが届きます。",
      chatLine: "メッセージ",
      chatSend: "送信",
      chatFailed: "送信できませんでした。少し待ってから、もう一度お試しください。",
      alone: "ほかの参加者はまだいません。リンクを送って招待しましょう。",
      ended: "通話から退出しました。",
      rejoin: "もう一度参加する",
      back: "最初の画面に戻る",
      language: "English",
    },
  },
} as const;

export type Language = keyof typeof languages;
export type Texts = { readonly [Key in keyof (typeof languages)["en"]["texts"]]: string };

export function isLanguage(value: unknown): value is Language {
  return typeof value === "string" && Object.hasOwn(languages, value);
}

export function browserLanguage(): Language {
  return navigator.language.startsWith("ja") ? "ja" : "en";
}
