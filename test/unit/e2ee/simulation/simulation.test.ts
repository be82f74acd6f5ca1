import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Channel } from "./channel.ts";
import { fastSubtle } from "./fast-crypto.ts";
import type { Kind } from "./peer.ts";
import { ratchetedHex } from "./public-knowledge.ts";
import { type Command, commandKinds, run } from "./relay.ts";

/**
 * For more runs: `SIMULATION_RUNS=20000 npx vitest run --project unit simulation`. A failure prints its seed.
 */
const runs = Number(process.env.SIMULATION_RUNS ?? 800);
const timeoutMs = 60_000 + runs * 500;
/** Rounds after the attacks, in which the relay is honest and every peer announces once. */
const healingRounds = 2;

beforeAll(() => {
  const getRandomValues = crypto.getRandomValues.bind(crypto);
  vi.stubGlobal("crypto", { subtle: fastSubtle, getRandomValues });
});
afterAll(() => {
  vi.unstubAllGlobals();
});

const number = fc.nat(0xffff);
const command: fc.Arbitrary<Command> = fc.record({
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...commandKinds) },
    { weight: 2, arbitrary: fc.constantFrom("notify", "deliver", "deliver all of one") },
  ),
  a: number,
  b: number,
});
const commands = fc.array(command, { minLength: 4, maxLength: 40 });
/** Mostly few peers, because large channels take time, and most faults need no more than three peers. */
const size = fc.oneof(
  { weight: 80, arbitrary: fc.integer({ min: 2, max: 3 }) },
  { weight: 10, arbitrary: fc.integer({ min: 4, max: 6 }) },
  { weight: 1, arbitrary: fc.integer({ min: 7, max: 12 }) },
);

async function simulate(peers: number, trouble: readonly Command[], kind: (number: number) => Kind) {
  const channel = new Channel();
  // the first peers meet without attacks or during them, depending on the first command
  const peaceful = (trouble[0]?.b ?? 0) % 2 === 0;
  for (let i = 0; i < peers; i++) {
    await channel.join(kind(i), false);
    if (peaceful) await settle(channel);
  }
  const limits = { events: 0, kind };
  for (const each of trouble) await run(channel, each, limits);
  await settle(channel);
  for (let round = 0; round < healingRounds; round++) {
    for (const peer of channel.alive) await channel.announce(peer);
    await settle(channel);
  }
  return channel;
}

/** The relay is honest: all messages arrive in order. */
async function settle(channel: Channel): Promise<void> {
  for (let moved = true; moved; ) {
    moved = false;
    for (const peer of channel.alive) {
      while (peer.notices.length > 0) {
        await channel.notify(peer);
        moved = true;
      }
    }
    for (const [pair, queue] of channel.queues) {
      const destination = channel.find(pair.slice(27));
      for (const message of queue.splice(0)) {
        if (destination) await channel.deliver(destination, message);
        moved = true;
      }
    }
  }
}

function expectAgreement(channel: Channel, ofKinds: (holder: Kind, owner: Kind) => boolean): void {
  for (const holder of channel.alive) {
    for (const owner of channel.alive) {
      if (holder === owner || !ofKinds(holder.kind, owner.kind)) continue;
      expect(holder.held.get(owner.id), `what ${holder.id} holds of ${owner.id}`).toEqual(owner.own.at(-1));
    }
  }
}

/**
 * The messages to a peer, and all keys that it can derive from them, are useless after it left and before it
 * joined.
 */
function expectSecrecy(channel: Channel, ofKind?: Kind): void {
  for (const leaver of channel.peers.filter((peer) => !peer.alive)) {
    for (const owner of channel.alive) {
      if (ofKind && owner.kind !== ofKind) continue;
      const current = owner.own.at(-1)?.hex;
      for (const { hex } of leaver.learned.get(owner.id) ?? []) {
        for (let step = 0, known = hex; step < 12; step++, known = ratchetedHex(known)) {
          expect(known, `${leaver.id} left and can still open ${owner.id}`).not.toBe(current);
        }
      }
    }
  }
}

const hardened = () => "hardened" as const;

test(
  "hardened peers agree after any trouble, and outsiders learn nothing",
  () =>
    fc.assert(
      fc.asyncProperty(size, commands, async (peers, trouble) => {
        const channel = await simulate(peers, trouble, hardened);
        expectAgreement(channel, () => true);
        expectSecrecy(channel);
      }),
      { numRuns: runs },
    ),
  timeoutMs,
);

/** Every third peer is of the released kind, and the second always. */
const mixed = (number: number): Kind => (number % 3 === 1 ? "released" : "hardened");

test(
  "hardened peers among released ones agree and keep their secrets, and the released ones can follow them",
  () =>
    fc.assert(
      fc.asyncProperty(size, commands, async (peers, trouble) => {
        const channel = await simulate(peers, trouble, mixed);
        expectAgreement(channel, (_, owner) => owner === "hardened");
        expectSecrecy(channel, "hardened");
      }),
      { numRuns: Math.ceil(runs / 4) },
    ),
  timeoutMs,
);
