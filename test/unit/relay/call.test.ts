import { afterEach, expect, test } from "vitest";
import { type Relay, SimulatedChannel, sleep } from "./simulated-channel.ts";

/** In this process alone, media and all: as many members as browsers would be too heavy for. */

/** Between frames of each member, in milliseconds. */
const frameInterval = 250;
let channel: SimulatedChannel | null = null;
let pump: NodeJS.Timeout | undefined;

function opened(relay: Relay): SimulatedChannel {
  channel = new SimulatedChannel(relay);
  const { exchangeFrames } = channel;
  pump = setInterval(exchangeFrames.bind(channel), frameInterval);
  return channel;
}

afterEach(() => {
  clearInterval(pump);
  channel?.close();
});

/** Members that are not `encrypted` for somebody: `viewer: member status`. */
async function notEncrypted({ members }: SimulatedChannel): Promise<string[]> {
  const all = await Promise.all(
    [...members.values()].map(async (viewer) => {
      const { peers } = await viewer.facts();
      const others = peers.filter(({ connectionId }) => members.has(connectionId));
      expect(others).toHaveLength(members.size - 1);
      return others
        .filter(({ encryption }) => encryption.status !== "encrypted")
        .map(({ connectionId, encryption }) => `${viewer.id}: ${connectionId} ${encryption.status}`);
    }),
  );
  return all.flat();
}

async function allEncrypted(call: SimulatedChannel, within: number): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const missing = await notEncrypted(call);
    const time = performance.now() - begun;
    if (missing.length === 0) return time;
    expect(time, `still not encrypted: ${missing.length}, as ${missing[0]}`).toBeLessThan(within);
    await sleep(frameInterval);
  }
}

test("twenty members who join within one second are all encrypted 5 s later, every frame sealed", async () => {
  const call = opened("messaging");
  await Promise.all(
    Array.from({ length: 20 }, async (_, i) => {
      await sleep(i * 45);
      await call.join({ media: true, channelDelay: 40 + ((i * 37) % 200) });
    }),
  );
  const time = await allEncrypted(call, 5000);
  await sleep(2000);
  expect(await notEncrypted(call), "2 s later").toEqual([]);
  expect(call.frames.total).toBeGreaterThan(200);
  expect(call.frames.sealed, "sealed frames at the server").toBe(call.frames.total);
  console.log(`encrypted ${Math.round(time)} ms after the last one's channel opened`);
}, 60_000);

test("who joins while others leave, with channels that open late and in any order, is encrypted all the same", async () => {
  const call = opened("messaging");
  const first = await Promise.all(
    [0, 300, 1500].map((channelDelay) => call.join({ media: true, channelDelay })),
  );
  await allEncrypted(call, 5000);
  const late = call.join({ media: true, channelDelay: 3500 });
  await sleep(200);
  await Promise.all([call.leave(first[0]!), call.join({ media: true })]);
  await sleep(600);
  await call.leave(first[1]!);
  await late;
  const time = await allEncrypted(call, 5000);
  expect(call.frames.sealed).toBe(call.frames.total);
  console.log(`encrypted ${Math.round(time)} ms after the late channel opened`);
}, 30_000);
