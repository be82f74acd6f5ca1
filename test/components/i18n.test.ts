import { describe, expect, it } from "vitest";
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

  it("takes an app's own words", () => {
    const { t } = createI18n("en", { ...en, "tile.you": "Me" });
    expect(t("tile.you", { name: "Taro" })).toBe("Me");
  });
});

describe("eventText", () => {
  const english = createI18n("en", en);

  it.each([
    [{ kind: "member-joined", detail: "" }, "Taro joined"],
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
    expect(eventText(english, { kind: "member-left", detail: "" })).toBe("Someone left");
  });
});
