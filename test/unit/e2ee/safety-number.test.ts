import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { safetyWords } from "../../../src/e2ee/identity/safety-words.ts";
import { createSafetyNumbers, safetyNumber } from "../../../src/e2ee/index.ts";
import { changed } from "./support/party.ts";

const identity = (fill: number) => new Uint8Array(32).fill(fill);

test("a safety number is the same on both sides", async () => {
  const number = await safetyNumber(identity(1), identity(2));
  expect(await safetyNumber(identity(2), identity(1))).toEqual(number);
  const fromOurs = createSafetyNumbers(identity(1));
  expect(await fromOurs(identity(2))).toEqual(number);
  expect(await fromOurs(identity(2))).toEqual(number);
});

test("a safety number is 60 digits, 8 words of the list, and 16 of 64 emoji", async () => {
  const { digits, words, emoji } = await safetyNumber(identity(1), identity(2));
  expect(digits).toMatch(/^\d{60}$/);
  expect(words).toHaveLength(8);
  for (const word of words) expect(safetyWords).toContain(word);
  expect(emoji).toHaveLength(16);
  for (const place of emoji) expect(Number.isInteger(place) && place >= 0 && place < 64).toBe(true);
});

test("a safety number for given keys never changes between releases", async () => {
  expect(await safetyNumber(identity(1), identity(2))).toEqual({
    kind: "connection",
    digits: "782040464587681282323938771385367816879408825020723920533696",
    words: ["eager", "lucky", "coin", "myth", "double", "float", "valid", "patient"],
    emoji: [35, 62, 22, 58, 10, 25, 62, 61, 2, 28, 12, 60, 19, 16, 18, 57],
  });
});

test("a safety number changes when a single bit of either identity changes", async () => {
  const number = await safetyNumber(identity(1), identity(2));
  for (const other of [
    await safetyNumber(changed(identity(1), 31), identity(2)),
    await safetyNumber(identity(1), changed(identity(2), 0)),
  ]) {
    expect(other.digits).not.toBe(number.digits);
    expect(other.words).not.toEqual(number.words);
    expect(other.emoji).not.toEqual(number.emoji);
  }
});

test("a changed identity changes only that peer's half of the safety number", async () => {
  const { digits } = await safetyNumber(identity(1), identity(2));
  const other = await safetyNumber(identity(1), identity(3));
  expect(other.digits.slice(0, 30)).toBe(digits.slice(0, 30));
  expect(other.digits.slice(30)).not.toBe(digits.slice(30));
});

test("a safety number is refused for bytes that are not an identity key", async () => {
  await expect(safetyNumber(identity(1), new Uint8Array(31))).rejects.toMatchObject({
    code: "invalid-options",
  });
});

test("the word list is BIP-39's english.txt", () => {
  const text = safetyWords.map((word) => `${word}\n`).join("");
  expect(createHash("sha256").update(text).digest("hex")).toBe(
    "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda",
  );
});

test("the word list has 2048 words that differ in their first four letters", () => {
  expect(safetyWords).toHaveLength(2048);
  expect(new Set(safetyWords.map((word) => word.slice(0, 4)))).toHaveProperty("size", 2048);
});
