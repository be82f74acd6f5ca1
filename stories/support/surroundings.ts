import { createI18n, en, type I18n, ja } from "react-sora-e2ee";

export const dictionaries = { en, ja } as const;
export type Locale = keyof typeof dictionaries;

/** The toolbar's choices for the story. */
export interface Surroundings {
  readonly theme: "light" | "dark" | "both";
  readonly locale: Locale;
  readonly direction: "ltr" | "rtl";
}

export function surroundingsOf(globals: Readonly<Record<string, unknown>>): Surroundings {
  return {
    theme: globals.theme === "dark" || globals.theme === "both" ? globals.theme : "light",
    locale: globals.locale === "ja" ? "ja" : "en",
    direction: globals.direction === "rtl" ? "rtl" : "ltr",
  };
}

/** The texts that a story shows, for its `play`: `textsOf(globals).t("control.leave")`. */
export function textsOf(globals: Readonly<Record<string, unknown>>): I18n {
  const { locale } = surroundingsOf(globals);
  return createI18n(locale, dictionaries[locale]);
}

/** The whole document, as an app would have it. */
export function surroundDocument({ theme, locale, direction }: Surroundings): void {
  const root = document.documentElement;
  root.dataset.theme = theme === "dark" ? "dark" : "light";
  root.lang = locale;
  root.dir = direction;
}
