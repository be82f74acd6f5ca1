import { describe, expect, it } from "vitest";
import { safetyEmoji } from "../../../src/components/safety-number/safety-emoji.ts";
import { en, ja, type Messages } from "../../../src/i18n/index.ts";

const dictionaries: readonly Messages[] = [en, ja];

describe("the emoji of a safety number", () => {
  it("are 64 different emoji", () => {
    expect(safetyEmoji).toHaveLength(64);
    expect(new Set(safetyEmoji.map(([picture]) => picture))).toHaveProperty("size", 64);
  });

  it("have names that differ in every language, also by their beginning", () => {
    for (const messages of dictionaries) {
      const names = safetyEmoji.map(([, name]) => messages[name]);
      for (const [place, name] of names.entries()) {
        const others = names.filter((_, other) => other !== place);
        expect(
          others.filter((other) => other.startsWith(name)),
          name,
        ).toEqual([]);
      }
    }
  });

  it("are single pictures by default, without flags, skin tones or sequences", () => {
    for (const [picture] of safetyEmoji) {
      expect([...picture], picture).toHaveLength(1);
      expect(picture).toMatch(/^\p{Emoji_Presentation}$/u);
      expect(picture).not.toMatch(/\p{Emoji_Modifier}|\p{Emoji_Modifier_Base}|\p{Regional_Indicator}/u);
    }
  });

  it("never change their order between releases", () => {
    expect(safetyEmoji.map(([picture]) => picture).join("")).toBe(
      "🐘🦒🐫🐢🐙🦀🐳🦋🐝🐌🦉🐧🐸🐍🦔🐇🌵🌻🍄🍌🍇🍍🥕🥑🥨🧀🍩🍙🍦🍒🌈🌍⭐🔥⛄🌋⚓⛵🚀🚲🚜🚁🎈🎁🎩👑👓👟🧦☔🔔🎸🎺🥁🔭🏠📖🔨🧲⏰⚽🎲🧩🤖",
    );
  });
});
