import type { meeting as english } from "../en/meeting.ts";
import type { Translation } from "../types.ts";

export const meeting: Translation<typeof english> = {
  "meeting.lead": "音声と映像は、それぞれの端末で暗号化されます。サーバーは見ることも聞くこともできません。",
  "meeting.guest": "ゲスト",
  "meeting.alone": "ほかの参加者はまだいません。リンクを送って招待しましょう。",
  "meeting.alone.no-link": "ほかの参加者はまだいません。",
  "meeting.invite": "招待リンクをコピー",
  "meeting.invite.copied": "コピーしました",
  "meeting.invite.failed": "コピーできませんでした。リンクを選択してコピーしてください。",
  "meeting.invite.link": "招待リンク",
  "meeting.second": "別のタブで開く",
  "meeting.people": "参加者",
  "meeting.events": "イベント",
  "meeting.chat": "チャット",
  "meeting.chat.unread": "チャット（{count}）",
  "meeting.chat.hint":
    "音声と同じように端末で暗号化され、サーバーは読めません。途中から参加した人には、参加後のメッセージだけが届きます。",
  "meeting.chat.line": "メッセージ",
  "meeting.chat.send": "送信",
  "meeting.chat.failed": "送信できませんでした。少し待ってから、もう一度お試しください。",
  "meeting.panel.close": "{panel}を閉じる",
  "meeting.pin": "{name}をピン留め",
  "meeting.unpin": "{name}のピン留めを外す",
  "meeting.details.of": "{name}の暗号化",
  "meeting.left": "通話から退出しました。",
  "meeting.rejoin": "もう一度参加する",
  "meeting.back": "最初の画面に戻る",
};
