import { afterEach, expect, test } from "vitest";
import { FakeClock } from "../worker/fakes.ts";
import { SimulatedChannel } from "./simulated-channel.ts";

/**
 * Calls in one process, with media, and with more peers than browsers could run here. Time is simulated and
 * stops while peers compute, so a slow machine has no effect.
 */

/** Between frames of each peer, in milliseconds. */
const frameInterval = 250;
let channel: SimulatedChannel | null = null;
let clock: FakeClock;

function opened(): SimulatedChannel {
  clock = new FakeClock();
  channel = new SimulatedChannel("messaging", clock);
  return channel;
}

afterEach(() => channel?.close());

/** Lets simulated time pass, with media. */
async function pass(call: SimulatedChannel, milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += frameInterval) {
    call.exchangeFrames();
    await call.computed();
    await clock.advance(Math.min(frameInterval, milliseconds - passed));
    await call.computed();
  }
}

/** Lets simulated time pass until this has happened. */
async function passUntil<Result>(call: SimulatedChannel, happens: Promise<Result>): Promise<Result> {
  let happened = false;
  const noted = happens.finally(() => {
    happened = true;
  });
  while (!happened) await pass(call, frameInterval);
  return noted;
}

/** Peers that are not `encrypted` for another peer: `viewer: peer status`. */
async function notEncrypted({ peers }: SimulatedChannel): Promise<string[]> {
  const all = await Promise.all(
    [...peers.values()].map(async (viewer) => {
      const facts = await viewer.facts();
      const others = facts.peers.filter(({ connectionId }) => peers.has(connectionId));
      expect(others).toHaveLength(peers.size - 1);
      return others
        .filter(({ encryption }) => encryption.status !== "encrypted")
        .map(({ connectionId, encryption }) => `${viewer.id}: ${connectionId} ${encryption.status}`);
    }),
  );
  return all.flat();
}

/** All are encrypted for each other before that much simulated time has passed. */
async function allEncrypted(call: SimulatedChannel, within: number): Promise<void> {
  const end = clock.now() + within;
  for (;;) {
    const missing = await notEncrypted(call);
    if (missing.length === 0) return;
    expect(clock.now(), `still not encrypted: ${missing.length}, as ${missing[0]}`).toBeLessThan(end);
    await pass(call, frameInterval);
  }
}

test("twenty peers who join within one second are all encrypted 5 s later, and every frame is sealed", async () => {
  const call = opened();
  const joining = Array.from({ length: 20 }, async (_, i) => {
    await call.sleep(i * 45);
    await call.join({ media: true, channelDelay: 40 + ((i * 37) % 200) });
  });
  await passUntil(call, Promise.all(joining));
  await allEncrypted(call, 5000);
  await pass(call, 2000);
  expect(await notEncrypted(call), "2 s later").toEqual([]);
  expect(call.frames.total).toBeGreaterThan(200);
  expect(call.frames.sealed, "sealed frames at the server").toBe(call.frames.total);
});

test("a peer that joins while others leave is encrypted, with channels that open late and in any order", async () => {
  const call = opened();
  const joining = [0, 300, 1500].map((channelDelay) => call.join({ media: true, channelDelay }));
  const first = await passUntil(call, Promise.all(joining));
  await allEncrypted(call, 5000);
  const late = call.join({ media: true, channelDelay: 3500 });
  await pass(call, 200);
  await passUntil(call, Promise.all([call.leave(first[0]!), call.join({ media: true })]));
  await pass(call, 600);
  await passUntil(call, Promise.all([call.leave(first[1]!), late]));
  await allEncrypted(call, 5000);
  expect(call.frames.sealed).toBe(call.frames.total);
});

test("a key from before a join that arrives after it decrypts its peer's frames, also after later joins", async () => {
  const call = opened();
  const joining = [0, 100, 200].map((channelDelay) => call.join({ media: true, channelDelay }));
  const [ann, , cho] = await passUntil(call, Promise.all(joining));
  await allEncrypted(call, 5000);
  // Later changes are too far apart for an announcement to all.
  await pass(call, 10_000);
  const release = call.hold(ann!);
  await passUntil(call, call.leave(cho!));
  await pass(call, 6000);
  await passUntil(call, call.join({ media: true }));
  release();
  await allEncrypted(call, 5000);
  await pass(call, 30_000);
  expect(await notEncrypted(call), "30 s later").toEqual([]);
  await passUntil(call, call.join({ media: true }));
  await allEncrypted(call, 5000);
  await pass(call, 30_000);
  expect(await notEncrypted(call), "30 s after one more join").toEqual([]);
  expect(call.frames.sealed, "sealed frames at the server").toBe(call.frames.total);
});
