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
      videoSettings: "Video settings",
      codec: "Codec",
      simulcast: "Send three sizes (simulcast)",
      spotlight: "Spotlight",
      spotlightOff: "Off",
      layers: "Size to receive",
      auto: "Fits each tile",
      r0: "Small",
      r1: "Medium",
      r2: "Large",
      none: "No video",
      login: "Demo login",
      loginHint:
        "Optional. Any name, no password. Others then see who you are, vouched by this demo's login.",
      signIn: "Sign in",
      signedIn: "Signed in at the demo login as",
      server: "Server's view",
      blur: "Blurred background",
      image: "Background picture",
      noise: "Noise suppression",
      noBackground:
        "This browser cannot change the background. Use a current Chrome, Edge, Firefox or Safari.",
      noNoise: "This browser cannot suppress noise this way. Use Chrome or Edge.",
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
      videoSettings: "映像の設定",
      codec: "コーデック",
      simulcast: "3 種類の大きさで送信（サイマルキャスト）",
      spotlight: "スポットライト",
      spotlightOff: "使わない",
      layers: "受信する映像の大きさ",
      auto: "タイルに合わせる",
      r0: "小",
      r1: "中",
      r2: "大",
      none: "受信しない",
      login: "デモ用ログイン",
      loginHint:
        "省略できます。名前だけでログインでき、ほかの参加者には「demo loginが確認済み」と表示されます。",
      signIn: "ログイン",
      signedIn: "デモ用ログインの名前:",
      server: "サーバーの視点",
      blur: "背景をぼかす",
      image: "背景画像",
      noise: "ノイズ抑制",
      noBackground:
        "このブラウザーでは背景を変更できません。最新の Chrome、Edge、Firefox、Safari をお使いください。",
      noNoise: "このブラウザーではノイズ抑制を利用できません。Chrome または Edge をお使いください。",
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
