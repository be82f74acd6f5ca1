import type { grid as english } from "../en/grid.ts";
import type { Translation } from "../types.ts";

export const grid: Translation<typeof english> = {
  "grid.label": "通話の参加者",
  "grid.count": { other: "参加者 {count} 人" },
  "grid.pages": "参加者のページ",
  "grid.page": "{pages} ページ中 {page} ページ目",
  "grid.page.previous": "前のページ",
  "grid.page.next": "次のページ",
};
