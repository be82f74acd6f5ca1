import { createContext, useContext } from "react";
import { languages, type Texts } from "./language.ts";

export const TextsContext = createContext<Texts>(languages.en.texts);

/** The demo's own texts; the components' come from `I18nProvider`. */
export function useTexts(): Texts {
  return useContext(TextsContext);
}
