import { expect, it } from "vitest";
import { roomCode } from "../../../src/e2ee/identity/room-code.ts";

it("a room code has 30 digits and 6 emoji, and is always the same for one authenticator", async () => {
  const authenticator = Uint8Array.from({ length: 32 }, (_, i) => i);
  const code = await roomCode(authenticator);
  expect(code.digits).toMatch(/^\d{30}$/u);
  expect(code.emoji).toHaveLength(6);
  for (const place of code.emoji) {
    expect(place).toBeGreaterThanOrEqual(0);
    expect(place).toBeLessThan(64);
  }
  expect(await roomCode(authenticator)).toEqual(code);
  // The specification in other words: docs/protocol.md#15-mls.
  const key = await crypto.subtle.importKey("raw", authenticator, "HKDF", false, ["deriveBits"]);
  const info = new TextEncoder().encode("react-sora-e2ee room code 1");
  const parameters = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  const bytes = new Uint8Array(await crypto.subtle.deriveBits(parameters, key, 280));
  const groups = [0, 5, 10, 15, 20, 25].map(
    (offset) =>
      bytes.slice(offset, offset + 5).reduce((value, byte) => value * 256n + BigInt(byte), 0n as bigint) %
      100_000n,
  );
  expect(code.digits).toBe(groups.map((group) => String(group).padStart(5, "0")).join(""));
  const bits = [...bytes.slice(30)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  expect(code.emoji).toEqual(
    [0, 6, 12, 18, 24, 30].map((from) => Number.parseInt(bits.slice(from, from + 6), 2)),
  );
});

it("a room code changes when one bit of the authenticator changes", async () => {
  const [one, other] = [new Uint8Array(32), new Uint8Array(32)];
  other[31] = 1;
  const codes = [await roomCode(one), await roomCode(other)];
  expect(codes[0]?.digits).not.toBe(codes[1]?.digits);
  expect(codes[0]?.emoji).not.toEqual(codes[1]?.emoji);
});
