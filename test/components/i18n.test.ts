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

  it("has words for every key, without stray spaces", () => {
    for (const key of keys) {
      for (const form of formsOf(messages[key])) {
        expect(form, key).not.toBe("");
        expect(form, key).toBe(form.trim());
      }
    }
  });

  it("fills in the same values as English", () => {
    for (const key of keys) expect(placeholdersOf(messages[key]), key).toEqual(placeholdersOf(en[key]));
  });
});

describe("the Japanese dictionary", () => {
  it("is translated: only texts that are nothing but a value are the same", () => {
    const same = keys.filter((key) => JSON.stringify(en[key]) === JSON.stringify(ja[key]));
    expect(same).toEqual(["log.phase"]);
  });

  it("ends its sentences as Japanese does", () => {
    for (const key of keys.filter((name) => /\.(?:what|do|detail)$/u.test(name))) {
      expect(ja[key], key).toMatch(/。$/u);
    }
  });
});

describe("createI18n", () => {
  it("chooses the plural form and writes numbers as the language does", () => {
    const english = createI18n("en", en);
    expect(english.t("grid.count", { count: 1 })).toBe("1 person in this call");
    expect(english.t("grid.count", { count: 1200 })).toBe("1,200 people in this call");
    expect(createI18n("ja", ja).t("grid.count", { count: 1 })).toBe("参加者 1 人");
  });

  it("does not look for values in what was filled in", () => {
    const name = "{status} $& {name}";
    expect(createI18n("en", en).t("tile.label", { name, status: "Ready" })).toBe(`${name}: Ready`);
  });

  describe("keeps the direction of a value apart from that of the sentence", () => {
    const label = (name: string, messages: Messages = en) =>
      createI18n("en", messages).t("tile.label", { name, status: "Ready" });
    const between = (text: string) => `\u2068${text}\u2069`;

    it.each(["דנה (צוות)", "نورا", "Taro \u202e(evil)"])("of %o", (name) => {
      expect(label(name)).toBe(`${between(name)}: Ready`);
    });

    it("but adds nothing where everything is written from left to right", () => {
      for (const name of ["Taro", "花子", "Zoë 🐟", "Анна"]) expect(label(name)).toBe(`${name}: Ready`);
    });

    it("among words that are written from right to left", () => {
      const hebrew = label("Taro", { ...en, "tile.label": "{name}, מצב: {status}" });
      expect(hebrew).toBe(`${between("Taro")}, מצב: ${between("Ready")}`);
    });

    it("also of a name that would end it", () => {
      expect(label("Taro\u2069\u202e(evil)")).toBe(`${between("Taro\u202e(evil)")}: Ready`);
      expect(label("\u2067Taro")).toBe(`${between("Taro")}: Ready`);
    });

    it("within a sentence within a sentence, and of each name of a list", () => {
      const { t } = createI18n("en", en);
      const arrives = t("details.arrives.audio", { name: "דנה" });
      expect(t("details.no-key", { arrives })).toContain(between(arrives));
      const names = nameList(createI18n("en", en), ["דנה", "Taro"], 3);
      expect(names).toBe(`${between("דנה")} and Taro`);
    });
  });

  it("leaves no marks around a name that has an element of its own", () => {
    const { t } = createI18n("en", { ...en, "tile.you": "{name} (אני)" });
    expect(aroundName((name) => t("tile.you", { name }))).toEqual({
      before: "",
      after: " (אני)",
      hasName: true,
    });
  });

  it("takes an app's own words", () => {
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
  ] as const)("tells %o", (event, text) => {
    expect(eventText(english, event, "Taro")).toBe(text);
  });

  it("speaks of someone when the name is not known", () => {
    expect(eventText(english, { kind: "peer-left", detail: "" })).toBe("Someone left");
  });
});
