import { isolated } from "./isolate.ts";
import type { I18n, Message, Messages } from "./types.ts";

const placeholder = /\{([a-z]+)\}/gu;

/**
 * Texts in one language.
 *
 * @param locale BCP 47 tag; decides plurals and how numbers are written.
 * @param messages A complete dictionary: `en`, `ja`, or one of the app's own (`{ ...en, "tile.you": "Me" }`).
 */
export function createI18n(locale: string, messages: Messages): I18n {
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return {
    locale,
    t: (key, ...[values]) => {
      const known = (values ?? {}) as Readonly<Record<string, string | number | undefined>>;
      const message = pick(messages[key], known.count, plurals);
      return message.replace(placeholder, (whole, name: string) => {
        const value = known[name];
        if (value === undefined) return whole;
        return typeof value === "number" ? numbers.format(value) : isolated(value, message);
      });
    },
  };
}

function pick(message: Message, count: string | number | undefined, plurals: Intl.PluralRules): string {
  if (typeof message === "string") return message;
  return message[plurals.select(Number(count))] ?? message.other;
}
