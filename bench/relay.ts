/**
 * Measures the cost of key messages for each relay: `npx tsx bench/relay.ts`. Engines and worker cores are
 * real, and the server is simulated: unicast as in Sora up to 2024.1, or broadcast with a sender header as in
 * messaging. It counts messages after the last of N peers joins, and after one of N peers leaves, until no
 * message has arrived for longer than the longest delay of an announcement. There is no browser and no media. The
 * first tables are for MLS, which uses the broadcast relay only, and for the processor time in one worker. The tables
 * of the pairwise agreement follow, one for each size. With 200 peers, the 19,900 sessions of the last one take long.
 */

import { type Relay, SimulatedChannel, type Traffic } from "../test/unit/relay/simulated-channel.ts";
import { FakeClock } from "../test/unit/worker/fakes.ts";
import { type MlsCost, measureMls } from "./mls.ts";
import { measurePairwise } from "./pairwise.ts";

const sizes = [2, 10, 50, 200];
/**
 * Maximum size of a channel for the unicast relay, because its figures only grow with the square of the size.
 */
const largestUnicast = 50;
/** Longer than the time in which changes race, in milliseconds, so that the next change is separate. */
const quiet = 6_500;
/** Peers that leave within one second. */
const leaving = 3;
/** Simulated time moves on by this, in milliseconds, and stands still while peers compute. */
const stepTime = 20;

async function everybodyHolds({ peers }: SimulatedChannel): Promise<void> {
  for (const peer of peers.values()) {
    const without = (await peer.facts()).peers.filter(({ keyId }) => keyId === null);
    if (without.length > 0) throw new Error(`${peer.id} has no key of ${without.length} others.`);
  }
}

/** Lets simulated time pass until this has happened. */
async function passUntil<Result>(channel: SimulatedChannel, clock: FakeClock, happens: Promise<Result>) {
  let happened = false;
  const noted = happens.finally(() => {
    happened = true;
  });
  for (; !happened; await clock.advance(stepTime)) await channel.computed();
  return noted;
}

/** @param senders How many of them send. The others only receive. */
async function measure(relay: Relay, size: number, senders: number) {
  const clock = new FakeClock();
  const channel = new SimulatedChannel(relay, clock);
  const pass = <Result>(happens: Promise<Result>) => passUntil(channel, clock, happens);
  const options = (place: number) => ({ sends: place < senders });
  // They run one after the other if one processor is too slow for all of them.
  if (size > 10) for (let i = 0; i < size - 1; i++) await pass(channel.join(options(i)));
  else await pass(Promise.all(Array.from({ length: size - 1 }, (_, i) => channel.join(options(i)))));
  const joins = await pass(channel.settled(quiet));
  const last = await pass(channel.join(options(size)));
  const join = await pass(channel.settled(quiet));
  await pass(everybodyHolds(channel));
  await pass(channel.leave(last));
  const leave = await pass(channel.settled(quiet));
  await pass(everybodyHolds(channel));
  const leavers = [...channel.peers.values()].slice(-leaving);
  if (size > leaving + 1) for (const peer of leavers) await pass(channel.leave(peer));
  const leaves = await pass(channel.settled(quiet));
  channel.close();
  return { joins, join, leave, leaves };
}

function row(
  relay: Relay,
  size: number,
  senders: number,
  what: string,
  { sent, sentBytes, delivered, deliveredBytes }: Traffic,
) {
  return {
    relay,
    peers: size,
    senders,
    what,
    "messages sent": sent,
    "kB sent": Math.round(sentBytes / 100) / 10,
    "messages delivered": delivered,
    "kB delivered": Math.round(deliveredBytes / 100) / 10,
  };
}

const mls = [];
const times = [];
for (const suite of ["x25519", "x-wing"] as const) {
  for (const size of [2, 10, 50, 200]) {
    const costs = await measureMls(suite, size);
    times.push(await comparison(suite, size, costs));
    for (const cost of costs) {
      mls.push({
        suite,
        peers: size,
        what: cost.what,
        "messages sent": cost.sent,
        "kB sent": tenths(cost.sentBytes / 1000),
        "messages delivered": cost.delivered,
        "kB delivered": tenths(cost.deliveredBytes / 1000),
        "ms committer": tenths(cost.committerMs),
        "ms others": tenths(cost.otherMs),
        "ms joiner": cost.joinerMs === null ? null : tenths(cost.joinerMs),
        "kB held by each": cost.heldKb === null ? null : tenths(cost.heldKb),
      });
    }
  }
}
console.table(mls);
console.table(times);

for (const size of sizes) {
  const rows: ReturnType<typeof row>[] = [];
  for (const relay of ["signaling", "messaging"] as const) {
    if (relay === "signaling" && size > largestUnicast) continue;
    for (const senders of size < 10 ? [size] : [size, 1]) {
      const { joins, join, leave, leaves } = await measure(relay, size, senders);
      if (size === 10) rows.push(row(relay, size, senders, `${size - 1} join at once`, joins));
      rows.push(row(relay, size, senders, "one joins", join), row(relay, size, senders, "one leaves", leave));
      if (size > 2) rows.push(row(relay, size, senders, `${leaving} leave in a second`, leaves));
    }
  }
  console.table(rows);
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Processor milliseconds of one worker: pairwise, then MLS, then how many times as long MLS takes. */
async function comparison(suite: string, peers: number, costs: readonly MlsCost[]) {
  const { join, leave } = await measurePairwise(peers);
  const [joined, left] = costs;
  const beside = (pairwise: number, ofMls: number | null | undefined) =>
    ofMls ? `${tenths(pairwise)} / ${tenths(ofMls)} / ${tenths(ofMls / pairwise)}x` : "none";
  return {
    suite,
    peers,
    "join: a member": beside(join.member, joined?.otherMs),
    "join: the committer": beside(join.member, joined?.committerMs),
    "join: the joiner": beside(join.joiner, joined?.joinerMs),
    "leave: a member": beside(leave.member, left?.otherMs),
    "leave: the committer": beside(leave.member, left?.committerMs),
  };
}
