import type { en } from "./en/index.ts";

/** One form per plural category of `Intl.PluralRules`. `other` is used when a language has no own form. */
export type PluralForms = { readonly other: string } & {
  readonly [Category in Exclude<Intl.LDMLPluralRule, "other">]?: string;
};

export type Message = string | PluralForms;
export type Dictionary = Readonly<Record<string, Message>>;

type English = typeof en;
export type MessageKey = keyof English;

/** The same messages in another language: a missing key does not compile. */
export type Translation<Texts extends Dictionary> = {
  readonly [Key in keyof Texts]: Texts[Key] extends string ? string : PluralForms;
};

/** A complete dictionary. `{name}` in a message is a value to be filled in. */
export type Messages = Translation<English>;

type Placeholders<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

type PlaceholdersOf<Key extends MessageKey> = Key extends MessageKey
  ? Placeholders<English[Key] extends PluralForms ? English[Key]["other"] : English[Key]>
  : never;

/** The values that a message needs, derived from the English text. */
export type MessageValues<Key extends MessageKey> = [PlaceholdersOf<Key>] extends [never]
  ? []
  : [
      values: {
        readonly [Name in PlaceholdersOf<Key>]: Name extends "count" ? number : string | number;
      },
    ];

/** A message that needs no values. */
export type PlainMessageKey = {
  [Key in MessageKey]: MessageValues<Key> extends [] ? Key : never;
}[MessageKey];

export interface I18n {
  /** A BCP 47 tag. */
  readonly locale: string;
  /** The text of a message with its values filled in. */
  t<Key extends MessageKey>(key: Key, ...values: MessageValues<Key>): string;
}
