/**
 * What key messages cost, by relay: `npx tsx bench/relay.ts`. Real engines and worker cores, a simulated server: unicast
 * as Sora up to 2024.1 routes, broadcast with a sender header as messaging does. Counted from the last of N joining, and
 * from one of N leaving, until nothing has come for longer than any announcement waits. No browser, no media. A second
 * table is for MLS, which knows the broadcast only.
 */

import { type Relay, SimulatedChannel, type Traffic } from "../test/unit/relay/simulated-channel.ts";
import { measureMls } from "./mls.ts";

const sizes = [2, 10, 50];
/** Longer than changes race with each other, in milliseconds: what comes next stands alone. */
const quiet = 6_500;

async function everybodyHolds({ peers }: SimulatedChannel): Promise<void> {
  for (const peer of peers.values()) {
    const without = (await peer.facts()).peers.filter(({ keyId }) => keyId === null);
    if (without.length > 0) throw new Error(`${peer.id} has no key of ${without.length} others.`);
  }
}

async function measure(
  relay: Relay,
  size: number,
): Promise<{ joins: Traffic; join: Traffic; leave: Traffic }> {
  const channel = new SimulatedChannel(relay);
  // One after the other where one processor would not keep up with all of them.
  if (size > 10) for (let i = 1; i < size; i++) await channel.join();
  else await Promise.all(Array.from({ length: size - 1 }, () => channel.join()));
  const joins = await channel.settled(quiet);
  const last = await channel.join();
  const join = await channel.settled(quiet);
  await everybodyHolds(channel);
  await channel.leave(last);
  const leave = await channel.settled(quiet);
  await everybodyHolds(channel);
  channel.close();
  return { joins, join, leave };
}

function row(
  relay: Relay,
  size: number,
  what: string,
  { sent, sentBytes, delivered, deliveredBytes }: Traffic,
) {
  return {
    relay,
    peers: size,
    what,
    "messages sent": sent,
    "kB sent": Math.round(sentBytes / 100) / 10,
    "messages delivered": delivered,
    "kB delivered": Math.round(deliveredBytes / 100) / 10,
  };
}

const rows: ReturnType<typeof row>[] = [];
for (const size of sizes) {
  for (const relay of ["signaling", "messaging"] as const) {
    const { joins, join, leave } = await measure(relay, size);
    if (size === 10) rows.push(row(relay, size, `${size - 1} join at once`, joins));
    rows.push(row(relay, size, "one joins", join), row(relay, size, "one leaves", leave));
  }
}
console.table(rows);

const mls = [];
for (const suite of ["x25519", "x-wing"] as const) {
  for (const size of [2, 10, 50, 200]) {
    for (const cost of await measureMls(suite, size)) {
      const tenths = (value: number) => Math.round(value * 10) / 10;
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
      });
    }
  }
}
console.table(mls);
