import { type ReactNode, useLayoutEffect } from "react";
import { createPortal } from "react-dom";
import { I18nProvider } from "react-sora-e2ee";
import { dictionaries, type Surroundings, surroundDocument } from "../stories/support/surroundings.ts";

interface SurroundedProps {
  readonly surroundings: Surroundings;
  /** On a docs page the document is the page's, and the story has only its frame. */
  readonly onDocsPage: boolean;
  readonly layout: string | undefined;
  readonly children: ReactNode;
}

/** A story in the theme, language and direction of the toolbar. */
export function Surrounded({ surroundings, onDocsPage, layout, children }: SurroundedProps) {
  const { theme, locale, direction } = surroundings;
  useLayoutEffect(() => {
    if (!onDocsPage) surroundDocument({ theme, locale, direction });
  }, [onDocsPage, theme, locale, direction]);

  const inTheme = (shown: "light" | "dark") => (
    <div className="story" data-theme={shown} data-layout={layout} lang={locale} dir={direction}>
      {children}
    </div>
  );
  return (
    <I18nProvider locale={locale} messages={dictionaries[locale]}>
      {inTheme(theme === "dark" ? "dark" : "light")}
      {theme === "both" && (onDocsPage ? inTheme("dark") : createPortal(inTheme("dark"), document.body))}
    </I18nProvider>
  );
}
