import { expect, it } from "vitest";
import { OpenedMessages } from "../../../src/e2ee/worker/opened-messages.ts";

const message = (number: number) => Uint8Array.of(1, number >> 8, number & 255);

it("an opened message is known again by its bytes", () => {
  const opened = new OpenedMessages();
  opened.add(message(1));
  expect(opened.has(message(1))).toBe(true);
  expect(opened.has(message(2))).toBe(false);
  expect(opened.has(Uint8Array.of(1, 0))).toBe(false);
  // The same digits, other bytes.
  opened.add(Uint8Array.of(1, 23));
  expect(opened.has(Uint8Array.of(12, 3))).toBe(false);
});

it("the last 512 opened messages are known, and no earlier ones", () => {
  const opened = new OpenedMessages();
  for (let number = 0; number < 512; number++) opened.add(message(number));
  expect(opened.has(message(0))).toBe(true);
  opened.add(message(512));
  expect([0, 1, 511, 512].map((number) => opened.has(message(number)))).toEqual([false, true, true, true]);
});
