import type { identity as english } from "../en/identity.ts";
import type { Translation } from "../types.ts";

export const identity: Translation<typeof english> = {
  "identity.vouched": "ログインサーバーが確認済み",
  "identity.vouched.by": "{by}が確認済み",
  "identity.vouched.detail":
    "{by}によると、この参加者は {who}です。それが今の通話の端末についての確認であることを、アプリが検証しました。{by}だけに頼りたくない場合は、安全番号を照合してください。",
  "identity.vouched.detail.unnamed":
    "アプリのログインサーバーによると、この参加者は {who}です。それだけに頼りたくない場合は、安全番号を照合してください。",
  "identity.changed": "新しい端末",
  "identity.invalid": "本人確認できません",
  "identity.invalid.detail":
    "{name}の端末が本人のものであることを確認できませんでした。サーバーまたはほかの参加者が、通知の内容を書き換えたか複製した可能性があります。安全番号を照合するまで、表示された名前を信用しないでください。",
  "identity.unconfirmed.detail":
    "{name}の端末はこの接続を自分のものとして示していますが、接続側からの裏付けはありません。Sora 公式の暗号化プログラムを使っている場合は正常です。ごくまれに、{name}が別の人に名前を使わせている可能性があります。",
  "identity.warning.what": "{name}は、{date}に確認した端末とは別の端末で参加しています。",
  "identity.warning.detail":
    "{name}が端末やブラウザーを替えた可能性があります。別人がなりすましている可能性もあります。重要な話をする前に、安全番号を照合してください。",
  "identity.warning.accept": "照合せずに受け入れる",
  "identity.warning.leave": "通話から退出",

  "contacts.label": "知っている相手",
  "contacts.lead":
    "次回以降の通話でも、このブラウザーが同じ相手として認識します。この一覧はほかの人には見えません。",
  "contacts.empty": "まだだれもいません。通話で会った相手がここに追加されます。",
  "contacts.unnamed": "名前なし",
  "contacts.verified": "{date}に確認済み",
  "contacts.seen": "最初の通話：{first}、最近の通話：{last}",
  "contacts.rename": "名前を変更",
  "contacts.rename.of": "{name}の名前を変更",
  "contacts.name.of": "{name}の表示名",
  "contacts.save": "保存",
  "contacts.cancel": "キャンセル",
  "contacts.forget": "削除",
  "contacts.forget.of": "{name}を削除",
  "contacts.forget.sure": "{name}を削除しますか？次回の通話では、知らない相手として表示されます。",
  "contacts.export": "ファイルに保存",
  "contacts.import": "ファイルから追加",
  "contacts.imported": { other: "{count} 人を追加しました。" },

  "device.label": "この端末",
  "device.device": "通話で会った相手は、次回以降もこのブラウザーを認識できます。",
  "device.new":
    "このブラウザーで使うのは初めてか、保存されたデータが削除されています。ほかの参加者には新しい端末として表示されます。",
  "device.session":
    "このページを閉じるまでは、退出して参加し直しても同じ相手として認識されます。ページを閉じると、次は新しい相手として表示されます。",
  "device.none": "以前の通話で会った人と同じかどうかを、ほかの参加者は確認できません。",
  "device.fingerprint": "この端末のフィンガープリント（鍵を短く表したもの）",
  "device.forget": "この端末の情報を削除",
  "device.forget.sure":
    "次回の通話から新しい端末として表示され、あなたを確認済みの相手も照合し直す必要があります。この操作は取り消せません。",
  "device.forgotten": "削除しました。次回の通話から新しい端末になります。",

  "safety.lasting.device":
    "照合は一度で済みます。お互いが同じ端末を使い続けるかぎり、次回以降の通話でも、このブラウザーで {name}は確認済みのままです。",
  "safety.lasting.session":
    "照合すると、どちらかがこのページを閉じるまで {name}は確認済みのままです。接続が一時的に切れても変わりません。",
  "safety.lasting.connection":
    "この番号は今の接続だけのものです。どちらかが参加し直したら、新しい番号を照合してください。",
  "safety.verified.detail.device":
    "このブラウザーで {name}は確認済みのままです。{name}の名前で別の端末が参加しても、確認済みとは表示されません。",
  "safety.verified.detail.session":
    "どちらかがこのページを閉じるまで有効です。接続が一時的に切れても変わりません。",
  "safety.meaning.participant":
    "あなたの端末の鍵と、{name}の端末の鍵から作られています。だれかが途中で鍵をすり替えていれば、二人の画面に異なるものが表示されます。",
  "safety.qr": "QR コード",
  "safety.qr.label": "{name}との安全番号の QR コード",
  "safety.qr.hint": "{name}にこのコードを読み取ってもらうか、{name}のコードを読み取ってください。",
  "safety.scan": "{name}のコードを読み取る",
  "safety.scan.stop": "読み取りをやめる",
  "safety.scan.hint": "{name}のコードをカメラに向けてください。",
  "safety.scan.failed": "カメラを起動できませんでした。",
  "safety.scan.other": "安全番号の QR コードではありません。",
};
