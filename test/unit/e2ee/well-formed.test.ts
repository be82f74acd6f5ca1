import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toBytes } from "../../../src/call/to-bytes.ts";
import { importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { deriveMessageKey } from "../../../src/e2ee/messages/message-keys.ts";
import { isWellFormed, malformedTextIn, utf8 } from "../../../src/protocol/well-formed.ts";

const invalid = expect.objectContaining({ code: "invalid-options" });

describe("a text that is encoded to bytes", () => {
  it("is well-formed exactly when UTF-8 restores it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), (any, whole) => {
        for (const text of [any, whole, `${any}\ud83d`, `\ude00${whole}`]) {
          const roundTrip = new TextDecoder("utf-8", { ignoreBOM: true }).decode(
            new TextEncoder().encode(text),
          );
          expect(isWellFormed(text)).toBe(roundTrip === text);
        }
      }),
    );
  });

  it.each(["\ud800", "\udfff", "a\udc00\ud800", "#\ud801 chat"])(
    "is refused with half of a surrogate pair (%j)",
    (text) => {
      expect(() => utf8(text, "The label")).toThrow(invalid);
      expect(() => utf8(text, "The label")).toThrow(/The label has half of a surrogate pair/u);
      expect(() => toBytes(text)).toThrow(invalid);
    },
  );

  it("keeps characters outside of the Basic Multilingual Plane", () => {
    expect(toBytes("😀 𠮷")).toEqual(new TextEncoder().encode("😀 𠮷"));
  });

  it("never gives two labels the same key", async () => {
    const key = await importFrameKey(new Uint8Array(32).fill(1), 0, "encrypt");
    for (const label of ["#\ud800", "#\ud801"]) {
      await expect(deriveMessageKey(key, label, "encrypt")).rejects.toEqual(invalid);
    }
    await expect(deriveMessageKey(key, "#\ufffd", "encrypt")).resolves.toBeDefined();
  });
});

describe("the place of a malformed text in an option", () => {
  it.each<[unknown, string | null]>([
    ["room", null],
    ["room\ud800", "metadata"],
    [{ name: "Ann", tags: ["a", { deep: "\udc00" }] }, "metadata.tags[1].deep"],
    [{ "\ud800": 1 }, "metadata"],
    [{ number: 1, nothing: null, yes: true }, null],
    [undefined, null],
    [new URL("https://a/"), null],
  ])("is found: %j", (value, path) => {
    expect(malformedTextIn(value, "metadata")).toBe(path);
  });

  it("is searched in a cyclic value without an endless loop", () => {
    const value: Record<string, unknown> = { name: "Ann" };
    value.self = value;
    expect(malformedTextIn(value, "metadata")).toBeNull();
  });
});
