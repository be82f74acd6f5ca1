import { createContext, type ReactNode, useContext, useMemo } from "react";
import { createI18n, en, type I18n, type Messages } from "../../i18n/index.ts";

const I18nContext = createContext<I18n | null>(null);

export interface I18nProviderProps {
  /** BCP 47 tag of the language that `messages` are in. */
  readonly locale: string;
  /** `en`, `ja`, or a dictionary of the app's own. */
  readonly messages: Messages;
  readonly children?: ReactNode;
}

/** The language of the components below it. The default is English. */
export function I18nProvider({ locale, messages, children }: I18nProviderProps) {
  const i18n = useMemo(() => createI18n(locale, messages), [locale, messages]);
  return <I18nContext.Provider value={i18n}>{children}</I18nContext.Provider>;
}

/** The texts of the nearest `I18nProvider`. */
export function useI18n(): I18n {
  const provided = useContext(I18nContext);
  return useMemo(() => provided ?? createI18n("en", en), [provided]);
}
