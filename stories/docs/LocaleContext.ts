import { createContext } from "react";
import type { Locale } from "../support/surroundings.ts";

/** The language of the docs page. */
export const LocaleContext = createContext<Locale>("en");
