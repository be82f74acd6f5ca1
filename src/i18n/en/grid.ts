import type { Dictionary } from "../types.ts";

export const grid = {
  "grid.label": "People in this call",
  "grid.count": { one: "{count} person in this call", other: "{count} people in this call" },
  "grid.pages": "Pages of people",
  "grid.page": "Page {page} of {pages}",
  "grid.page.previous": "Previous page",
  "grid.page.next": "Next page",
} as const satisfies Dictionary;
