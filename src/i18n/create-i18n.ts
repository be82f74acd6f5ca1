import { en } from "./en/index.ts";
import { isolated } from "./isolate.ts";
import type { I18n, Message, Messages } from "./types.ts";

const placeholder = /\{([a-z]+)\}/gu;

/**
 * Texts in one language.
 *
 * @param locale BCP 47 tag; decides plurals and how numbers are written. `ja_JP` counts as `ja-JP`. Another value that is
 *   no tag, such as `en-US@posix` of some browsers, counts as `en`.
 * @param messages A complete dictionary: `en`, `ja`, or one of the app's own (`{ ...en, "tile.you": "Me" }`). A missing text is
 *   shown in English.
 */
export function createI18n(locale: string, messages: Messages): I18n {
  const tag = tagOf(locale);
  const plurals = new Intl.PluralRules(tag);
  const numbers = new Intl.NumberFormat(tag);
  return {
    locale: tag,
    t: (key, ...[values]) => {
      const known = (values ?? {}) as Readonly<Record<string, string | number | undefined>>;
      const message = pick(messages[key] ?? en[key], known.count, plurals);
      return message.replace(placeholder, (whole, name: string) => {
        const value = known[name];
        if (value === undefined) return whole;
        return typeof value === "number" ? numbers.format(value) : isolated(value, message);
      });
    },
  };
}

/** The functions of `Intl` throw for a value that is no tag, and these texts are made while a page renders. */
function tagOf(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale.replaceAll("_", "-"))[0] ?? "en";
  } catch {
    return "en";
  }
}

function pick(message: Message, count: string | number | undefined, plurals: Intl.PluralRules): string {
  if (typeof message === "string") return message;
  return message[plurals.select(Number(count))] ?? message.other;
}
