/**
 * Measures the cost of MLS over a broadcast relay, and the time that it takes in a worker. The sessions are
 * real. A simulated server delivers all messages to all peers. There is no browser and no media. One session
 * works at a time.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { SimulatedChannel, type SimulatedPeer } from "../test/unit/e2ee/mls/channel.ts";

/** Longer than a commit, its welcome and all proofs take, in simulated milliseconds. */
const quiet = 1500;

const followers = 2;

export interface MlsCost {
  readonly what: string;
  readonly sent: number;
  readonly sentBytes: number;
  readonly delivered: number;
  readonly deliveredBytes: number;
  /** Processor milliseconds of the peer that committed, and the mean of the others. */
  readonly committerMs: number;
  readonly otherMs: number;
  /** The time of the peer that joined. */
  readonly joinerMs: number | null;
  /** The memory of a peer for the group afterwards, with the epochs of the last 10 s, in kB of the heap. */
  heldKb: number | null;
}

/** Numbers that repeat. */
function random(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

async function measured(
  channel: SimulatedChannel,
  what: string,
  change: () => Promise<SimulatedPeer | null>,
): Promise<MlsCost> {
  channel.startCounting();
  const joiner = await change();
  await channel.settle(quiet);
  const present = channel.present.filter(({ isLeafOnly }) => !isLeafOnly);
  const epochs = new Set(present.map(({ epoch }) => epoch?.epoch));
  if (epochs.size !== 1 || present[0]?.epoch?.size !== channel.present.length)
    throw new Error("not in one epoch");
  const busy = present.filter((peer) => peer !== joiner).map(({ busyMs }) => busyMs);
  const committerMs = Math.max(...busy);
  const others = busy.length - 1;
  return {
    what,
    ...channel.traffic,
    committerMs,
    otherMs: others > 0 ? (busy.reduce((sum, one) => sum + one, 0) - committerMs) / others : 0,
    joinerMs: joiner?.busyMs ?? null,
    heldKb: null,
  };
}

/** One peer joins and one peer leaves a channel of this size. */
export async function measureMls(suite: "x25519" | "x-wing", size: number): Promise<readonly MlsCost[]> {
  const channel = new SimulatedChannel(suite, random());
  await channel.join();
  await channel.settle(quiet);
  // A few members with sessions are enough for the times. The others are leaves of the tree only, because their
  // messages would be the same.
  for (let i = 2; i < size - 1; i++) await channel.join(i > followers);
  await channel.settle(quiet);
  if (size > 2) await channel.join();
  await channel.settle(quiet);
  let last: SimulatedPeer | null = null;
  const join = await measured(channel, "one joins", async () => {
    last = await channel.join();
    return last;
  });
  const leave = await measured(channel, "one leaves", async () => {
    if (last !== null) channel.leave(last);
    return null;
  });
  const real = channel.present.filter(({ isLeafOnly }) => !isLeafOnly);
  const before = heapBytes();
  for (const peer of real) peer.session.close();
  leave.heldKb = Math.max(0, before - heapBytes()) / 1000 / real.length;
  for (const peer of channel.all) peer.session.close();
  return [join, leave];
}

/** What is left after a collection. */
function heapBytes(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}
