import type { room as english } from "../en/room.ts";
import type { Translation } from "../types.ts";

export const room: Translation<typeof english> = {
  "room.title": "ルームコード",
  "room.lead": {
    one: "暗号化グループにいるのは自分だけです。参加した人にも同じコードが表示されます。",
    other:
      "一人がコードを読み上げてください。{count} 台すべての表示が同じなら、全員が一つの暗号化グループにいて、サーバーも含めほかにはだれも入っていません。",
  },
  "room.limits":
    "相手が本人かどうかは、このコードではわかりません。だれかが参加または退出するたびに変わります。絵文字より数字のほうが確実です。",
  "room.none": "ルームコードはまだありません。鍵がそろうと表示されます。",
  "room.changed": "ルームコードが変わりました。",
};
