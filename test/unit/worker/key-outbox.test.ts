import { expect, it } from "vitest";
import { KeyOutbox } from "../../../src/e2ee/worker/key-outbox.ts";
import { FakeClock } from "./fakes.ts";

function setUp(broadcasts: boolean) {
  const clock = new FakeClock();
  const sent: (number | undefined)[][] = [];
  const outbox = new KeyOutbox({
    clock,
    broadcasts,
    send: (messages) => sent.push(messages.map(([byte]) => byte)),
  });
  const messages = (...bytes: number[]) => bytes.map((byte) => Uint8Array.of(byte));
  return { clock, sent, outbox, messages };
}

it("answers to key messages of one moment are sent together on a broadcast relay", async () => {
  const { clock, sent, outbox, messages } = setUp(true);
  outbox.answer(messages());
  expect(clock.pending).toBe(0);
  outbox.answer(messages(1));
  await clock.advance(10);
  outbox.answer(messages(2, 3));
  await clock.advance(9);
  expect(sent).toEqual([]);
  await clock.advance(1);
  expect(sent).toEqual([[1, 2, 3]]);
  await clock.advance(100);
  expect([sent.length, clock.pending]).toEqual([1, 0]);
});

it("answers that wait are sent before other key messages, and only once", async () => {
  const { clock, sent, outbox, messages } = setUp(true);
  outbox.answer(messages(1));
  outbox.send(messages(2));
  expect([sent, clock.pending]).toEqual([[[1, 2]], 0]);
  await clock.advance(100);
  expect(sent).toHaveLength(1);
});

it("answers are sent at once on a relay that brings each to one peer", () => {
  const { clock, sent, outbox, messages } = setUp(false);
  outbox.answer(messages(1));
  outbox.answer(messages());
  expect([sent, clock.pending]).toEqual([[[1]], 0]);
});

it("answers that wait at the end are not sent", async () => {
  const { clock, sent, outbox, messages } = setUp(true);
  outbox.answer(messages(1));
  outbox.close();
  expect(clock.pending).toBe(0);
  outbox.send(messages());
  expect(sent).toEqual([]);
});
