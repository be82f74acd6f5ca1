import { type ReactNode, useContext } from "react";
import type { Locale } from "../support/surroundings.ts";
import { LocaleContext } from "./LocaleContext.ts";

interface InProps {
  readonly lang: Locale;
  readonly children?: ReactNode;
}

/** Text of a docs page in one language; shown when the toolbar asks for that language. */
export function In({ lang, children }: InProps) {
  return useContext(LocaleContext) === lang && children;
}
