import type { I18n } from "../../i18n/types.ts";

/** "3 people", or "3 people, 1 screen": screens have lines and tiles of their own, and are counted apart. */
export function peopleCount(
  { t }: I18n,
  message: "people.count" | "grid.count",
  people: number,
  screens: number,
): string {
  const count = t(message, { count: people });
  if (screens === 0) return count;
  return t("people.and-screens", { people: count, screens: t("people.screens", { count: screens }) });
}
