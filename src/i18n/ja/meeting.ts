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
  "meeting.participants": "参加者",
  "meeting.events": "イベント",
  "meeting.contacts": "知っている相手",
  "meeting.chat": "チャット",
  "meeting.chat.unread": "チャット（{count}）",
  "meeting.chat.hint":
    "音声と同じように端末で暗号化され、サーバーは読めません。途中から参加した人には、参加後のメッセージだけが届きます。",
  "meeting.chat.less-certain":
    "送信者の確認が不十分です。サーバーと協力する別の参加者が、この名前で書いた可能性があります。",
  "meeting.chat.line": "メッセージ",
  "meeting.chat.send": "送信",
  "meeting.chat.failed": "送信できませんでした。少し待ってから、もう一度お試しください。",
  "meeting.panel.close": "{panel}を閉じる",
  "meeting.pin": "{name}をピン留め",
  "meeting.unpin": "{name}のピン留めを外す",
  "meeting.details.of": "{name}の暗号化",
  "meeting.left": "通話から退出しました。",
  "meeting.replaced": "通話は別の接続で続いています。",
  "meeting.ended": "サーバーによって通話が終了しました。",
  "meeting.ended.removed": "サーバー側の操作により、通話から退出となりました。",
  "meeting.ended.lifetime": "接続時間の上限に達したため、サーバーによって通話が終了しました。",
  "meeting.ended.reason": "サーバーからの理由（コード {code}）：",
  "meeting.ended.no-reason": "サーバーから理由は届いていません（コード {code}）。",
  "meeting.rejoin": "もう一度参加する",
  "meeting.back": "最初の画面に戻る",
};
