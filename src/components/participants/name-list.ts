import { isolated } from "../../i18n/isolate.ts";
import type { I18n } from "../../i18n/types.ts";

/**
 * The first names, and the number of the others. That number is never one, because the last name would need no
 * more room.
 */
export function shorten<Item>(
  items: readonly Item[],
  limit: number,
): { readonly shown: readonly Item[]; readonly others: number } {
  const shown = items.length > limit ? items.slice(0, limit - 1) : items;
  return { shown, others: items.length - shown.length };
}

/** "Taro", "Taro and Hanako", "Taro and 2 others" with a `limit` of 2. */
export function nameList(i18n: I18n, names: readonly string[], limit: number): string {
  const { shown, others } = shorten(names, limit);
  const words = i18n.t("names.others", { count: others });
  const rest = others > 0 ? [words] : [];
  const apart = shown.map((name) => isolated(name, words));
  return new Intl.ListFormat(i18n.locale).format([...apart, ...rest]);
}
