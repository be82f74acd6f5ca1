import type { Dictionary } from "../types.ts";

export const grid = {
  "grid.label": "People in this call",
  "grid.count": { one: "{count} person in this call", other: "{count} people in this call" },
} as const satisfies Dictionary;
