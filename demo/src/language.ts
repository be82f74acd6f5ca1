import { en, ja } from "react-sora-e2ee";

export const languages = {
  en: {
    messages: en,
    texts: {
      title: "Sealed meeting",
      channel: "Channel",
      channelHint: "Whoever knows this name can join.",
      role: "I want to",
      sendrecv: "Talk and listen",
      sendonly: "Only talk",
      recvonly: "Only listen",
      server: "Server's view",
      theme: "Theme",
      system: "Like the system",
      light: "Light",
      dark: "Dark",
      language: "日本語",
    },
  },
  ja: {
    messages: ja,
    texts: {
      title: "暗号化ミーティング",
      channel: "チャネル",
      channelHint: "この名前を知っている人は、だれでも参加できます。",
      role: "参加方法",
      sendrecv: "話す・聞く",
      sendonly: "話すだけ",
      recvonly: "聞くだけ",
      server: "サーバーの視点",
      theme: "テーマ",
      system: "システムに合わせる",
      light: "ライト",
      dark: "ダーク",
      language: "English",
    },
  },
} as const;

export type Language = keyof typeof languages;
export type Texts = { readonly [Key in keyof (typeof languages)["en"]["texts"]]: string };

export function browserLanguage(): Language {
  return navigator.language.startsWith("ja") ? "ja" : "en";
}
