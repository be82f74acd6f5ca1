import type { safety as english } from "../en/safety.ts";
import type { Translation } from "../types.ts";

export const safety: Translation<typeof english> = {
  "safety.title": "{name}との安全番号",
  "safety.lead":
    "{name}の画面とまったく同じなら、サーバーも含め、二人の端末の間にいるだれにも、互いに送る音声や映像を見聞きされることはありません。",
  "safety.format": "表示形式",
  "safety.format.digits": "数字",
  "safety.format.emoji": "絵文字",
  "safety.format.words": "英単語",
  "safety.how": "照合のしかた",
  "safety.how.meet": "{name}と直接会うか、電話をかけます。本人であることを確かめてください。",
  "safety.how.read":
    "一人が最初から最後まで読み上げ、もう一人が画面と見比べます。すべてが同じ順番で一致していなければなりません。",
  "safety.how.not-here":
    "チャットでは照合しないでください。間に入った人が、書いた内容を書き換えられるためです。",
  "safety.meaning": "安全番号とは",
  "safety.meaning.detail":
    "二人の端末の鍵から作られる番号です。だれかが別の鍵にすり替えていれば、二人の画面には異なる番号が表示されます。番号は通話ごとに変わり、どちらかが参加し直したときにも変わります。",
  "safety.strength":
    "最も確実なのは数字での照合です。英単語と絵文字は数字より短いため、サーバーを操る攻撃者が膨大な計算能力で周到に準備すれば、二人の画面に同じ英単語や絵文字が表示される鍵を見つけるおそれがあります。心配な場合は、数字で照合してください。",
  "safety.match": "一致する",
  "safety.differ": "一致しない",
  "safety.verified.what": "{name}と照合し、一致しました。",
  "safety.verified.detail": "どちらかが退出するか、鍵が変わるまで有効です。",
  "safety.unverify": "照合を取り消す",
  "safety.changed.what": "照合した後に、{name}の鍵が変わりました。",
  "safety.changed.detail":
    "{name}が参加し直したときや、端末を替えたときに起こります。だれかが{name}になりすましているおそれもあります。重要な話をする前に、もう一度照合してください。",
  "safety.interrupted.what": "照合している間に鍵が変わりました。",
  "safety.interrupted.detail":
    "照合していた番号は無効になり、確認済みにはなっていません。{name}が退出したか参加し直した、または自分の接続が途切れた可能性があります。だれかが{name}になりすましているおそれもあります。",
  "safety.interrupted.show": "新しい番号を照合する",
  "safety.unknown.what": "安全番号はまだありません。",
  "safety.unknown.detail": "{name}の鍵が届くと表示されます。",
  "safety.differ.what": "この通話では、ひとまず重要な話をしないでください。",
  "safety.differ.harmless":
    "問題のない場合もあります。別の人との番号を見ていたか、どちらかが参加し直して番号が新しくなった場合です。",
  "safety.differ.attack":
    "一方で、だれかが{name}との間に入り込み、互いに送る音声や映像を見聞きしているおそれもあります。",
  "safety.differ.do":
    "二人とも相手との安全番号を開き直し、もう一度照合してください。それでも一致しなければ通話から退出し、別の手段で{name}に知らせてください。",
  "safety.again": "もう一度照合する",
};
