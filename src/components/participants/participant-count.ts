import type { I18n } from "../../i18n/types.ts";

/**
 * "3 participants", or "3 participants, 1 screen". Screens have their own lines and tiles, so they are counted
 * separately.
 */
export function participantCount(
  { t }: I18n,
  message: "participants.count" | "grid.count",
  participants: number,
  screens: number,
): string {
  const count = t(message, { count: participants });
  if (screens === 0) return count;
  return t("participants.and-screens", {
    participants: count,
    screens: t("participants.screens", { count: screens }),
  });
}
