import { describe, expect, it } from "vitest";
import { aroundName } from "../../src/components/participants/around-name.ts";
import { nameList } from "../../src/components/participants/name-list.ts";
import {
  createI18n,
  en,
  eventText,
  ja,
  type Message,
  type MessageKey,
  type Messages,
} from "../../src/i18n/index.ts";

const dictionaries: Readonly<Record<string, Messages>> = { en, ja };
const keys = Object.keys(en) as MessageKey[];

function formsOf(message: Message): string[] {
  return typeof message === "string" ? [message] : Object.values(message);
}

function placeholdersOf(message: Message): string[] {
  const found = formsOf(message).flatMap((form) => form.match(/\{[^}]*\}/gu) ?? []);
  return [...new Set(found)].sort();
}

describe.each(Object.entries(dictionaries))("the dictionary of %s", (_locale, messages) => {
  it("has every key and no other", () => {
    expect(Object.keys(messages).sort()).toEqual([...keys].sort());
  });

  it("has text for every key, without stray spaces", () => {
    for (const key of keys) {
      for (const form of formsOf(messages[key])) {
        expect(form, key).not.toBe("");
        expect(form, key).toBe(form.trim());
      }
    }
  });

  it("has the same placeholders as English", () => {
    for (const key of keys) expect(placeholdersOf(messages[key]), key).toEqual(placeholdersOf(en[key]));
  });
});

describe("the Japanese dictionary", () => {
  it("differs from English in each text that has words", () => {
    const same = keys.filter((key) => JSON.stringify(en[key]) === JSON.stringify(ja[key]));
    expect(same).toEqual(["log.phase"]);
  });

  it("ends its sentences with Japanese punctuation", () => {
    for (const key of keys.filter((name) => /\.(?:what|do|detail)$/u.test(name))) {
      expect(ja[key], key).toMatch(/。$/u);
    }
  });
});

describe("createI18n", () => {
  it("shows a text that a dictionary lacks in English", () => {
    const { "control.leave": _, ...rest } = ja;
    expect(createI18n("ja", rest as Messages).t("control.leave")).toBe(en["control.leave"]);
    const unset = { ...ja, "control.leave": undefined } as unknown as Messages;
    expect(createI18n("ja", unset).t("control.leave")).toBe(en["control.leave"]);
  });

  it("chooses plural forms and number formats by language", () => {
    const english = createI18n("en", en);
    expect(english.t("grid.count", { count: 1 })).toBe("1 person in this call");
    expect(english.t("grid.count", { count: 1200 })).toBe("1,200 people in this call");
    expect(createI18n("ja", ja).t("grid.count", { count: 1 })).toBe("参加者 1 人");
  });

  it.each([
    ["ja-JP", "ja-JP"],
    ["de_DE", "de-DE"],
    ["xx", "xx"],
    ["", "en"],
    ["C", "en"],
    ["en-US@posix", "en"],
    ["de-DE.UTF-8", "en"],
    [undefined as unknown as string, "en"],
  ])("makes texts for the locale %o, as %s", (locale, used) => {
    const i18n = createI18n(locale, en);
    expect(i18n.locale).toBe(used);
    expect(i18n.t("grid.count", { count: 2 })).toBe("2 people in this call");
    expect(nameList(i18n, ["Ann", "Ben"], 3)).toContain("Ben");
  });

  it("does not replace placeholders inside inserted values", () => {
    const name = "{status} $& {name}";
    expect(createI18n("en", en).t("tile.label", { name, status: "Ready" })).toBe(`${name}: Ready`);
  });

  describe("isolates the direction of a value from that of the sentence", () => {
    const label = (name: string, messages: Messages = en) =>
      createI18n("en", messages).t("tile.label", { name, status: "Ready" });
    const between = (text: string) => `\u2068${text}\u2069`;

    it.each(["דנה (צוות)", "نورا", "Taro \u202e(evil)"])("when a value holds %o", (name) => {
      expect(label(name)).toBe(`${between(name)}: Ready`);
    });

    it("but adds no marks when all text runs from left to right", () => {
      for (const name of ["Taro", "花子", "Zoë 🐟", "Анна"]) expect(label(name)).toBe(`${name}: Ready`);
    });

    it("when the sentence runs from right to left", () => {
      const hebrew = label("Taro", { ...en, "tile.label": "{name}, מצב: {status}" });
      expect(hebrew).toBe(`${between("Taro")}, מצב: ${between("Ready")}`);
    });

    it("also when a name contains the end mark", () => {
      expect(label("Taro\u2069\u202e(evil)")).toBe(`${between("Taro\u202e(evil)")}: Ready`);
      expect(label("\u2067Taro")).toBe(`${between("Taro")}: Ready`);
    });

    it("in nested sentences, and for each name of a list", () => {
      const { t } = createI18n("en", en);
      const arrives = t("details.arrives.audio", { name: "דנה" });
      expect(t("details.no-key", { arrives })).toContain(between(arrives));
      const names = nameList(createI18n("en", en), ["דנה", "Taro"], 3);
      expect(names).toBe(`${between("דנה")} and Taro`);
    });
  });

  it("but adds no marks to a name that has its own element", () => {
    const { t } = createI18n("en", { ...en, "tile.you": "{name} (אני)" });
    expect(aroundName((name) => t("tile.you", { name }))).toEqual({
      before: "",
      after: " (אני)",
      hasName: true,
    });
  });

  it("uses the app's own texts", () => {
    const { t } = createI18n("en", { ...en, "tile.you": "Me" });
    expect(t("tile.you", { name: "Taro" })).toBe("Me");
  });
});

describe("eventText", () => {
  const english = createI18n("en", en);

  it.each([
    [{ kind: "peer-joined", detail: "" }, "Taro joined"],
    [{ kind: "phase", detail: "connected" }, "Connected"],
    [{ kind: "encryption", detail: "encrypted" }, "Taro: Encrypted"],
    [{ kind: "encryption", detail: "failing:no-key" }, `Taro: ${en["failing.no-key"]}`],
    [{ kind: "self-encryption", detail: "protected" }, "You: Protected"],
    [{ kind: "verified", detail: "unverified" }, "Taro is no longer verified"],
    [{ kind: "error", detail: "e2ee-disabled" }, `Error: ${en["error.e2ee-disabled.what"]}`],
    [{ kind: "phase", detail: "toString" }, "toString"],
  ] as const)("describes %o", (event, text) => {
    expect(eventText(english, event, "Taro")).toBe(text);
  });

  it('says "someone" when the name is not known', () => {
    expect(eventText(english, { kind: "peer-left", detail: "" })).toBe("Someone left");
  });
});
