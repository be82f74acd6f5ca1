/**
 * Key agreement, native curves beside JavaScript ones in one run: `npx tsx bench/key-agreement.ts`. Medians in
 * milliseconds of wall time, and of processor time over all threads, which other programs of the machine disturb
 * less. The released wasm's medians are those of docs/protocol.md#9-soras-wasm; a shared secret in JavaScript, 1.0 ms
 * on that machine, says how this one compares.
 */
import { x25519 } from "@noble/curves/ed25519.js";
import type { Curves } from "../src/e2ee/agreement/crypto/curves.ts";
import { createNobleCurves } from "../src/e2ee/agreement/crypto/noble.ts";
import { selectCurves } from "../src/e2ee/agreement/crypto/select.ts";
import { createKeyAgreement } from "../src/e2ee/agreement/double-ratchet/built-in.ts";
import type { KeyAgreement, PreKeyBundle } from "../src/e2ee/agreement/types.ts";

interface Party {
  readonly id: string;
  readonly engine: KeyAgreement;
  readonly bundle: PreKeyBundle;
}

interface Times {
  /** Milliseconds. */
  readonly wall: number;
  /** Milliseconds of processor time. */
  readonly processor: number;
}

interface Measured extends Times {
  /** The longest time, in milliseconds, without a turn of the event loop; null where it was not watched. */
  readonly held: number | null;
}

type LoadCurves = () => Promise<Curves>;

const rounds = 100;
const warmUpRounds = 60;
const backEnds: Readonly<Record<string, LoadCurves>> = {
  native: selectCurves,
  noble: async () => createNobleCurves(),
};
const released: Readonly<Record<string, readonly [number, number]>> = {
  "start a session": [4, 5],
  "receive first pre-key and cipher, with reply": [3, 4],
  "stop a session with 25 peers": [1.3, 1.3],
};

async function createParty(name: string, loadCurves: LoadCurves): Promise<Party> {
  const engine = createKeyAgreement({}, loadCurves);
  const id = name.padEnd(26, "-");
  const { preKeyBundle } = await engine.init();
  await engine.start(id);
  return { id, engine, bundle: preKeyBundle };
}

async function createParties(count: number, prefix: string, loadCurves: LoadCurves): Promise<Party[]> {
  const parties: Party[] = [];
  for (let i = 0; i < count; i++) parties.push(await createParty(`${prefix}${i}`, loadCurves));
  return parties;
}

async function timed(task: () => Promise<unknown>): Promise<Times> {
  const processor = process.cpuUsage();
  const began = performance.now();
  await task();
  const wall = performance.now() - began;
  const { user, system } = process.cpuUsage(processor);
  return { wall, processor: (user + system) / 1_000 };
}

function median(times: readonly Times[], held: number | null = null): Measured {
  const middle = (values: number[]) =>
    values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  return {
    wall: middle(times.map(({ wall }) => wall)),
    processor: middle(times.map(({ processor }) => processor)),
    held,
  };
}

function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

async function handshakes(loadCurves: LoadCurves) {
  const starts: Times[] = [];
  const receives: Times[] = [];
  const bob = await createParty("bob", loadCurves);
  for (let i = 0; i < rounds + warmUpRounds; i++) {
    const alice = await createParty(`alice${i}`, loadCurves);
    await bob.engine.addPreKeyBundle(alice.id, alice.bundle);
    // Peers do not arrive back to back, and the two sides are separate machines, so preparation on one side does
    // not delay the other.
    await rest();
    let messages: Uint8Array[] = [];
    const start = await timed(async () => {
      ({ messages } = await alice.engine.startSession(bob.id, bob.bundle));
    });
    await rest();
    const receive = await timed(async () => {
      for (const message of messages) await bob.engine.receiveMessage(message);
    });
    await bob.engine.stopSession(alice.id);
    if (i < warmUpRounds) continue;
    starts.push(start);
    receives.push(receive);
  }
  return { start: median(starts), receive: median(receives) };
}

async function stopWith25(loadCurves: LoadCurves): Promise<Measured> {
  const peers = await createParties(25, "peer", loadCurves);
  const alice = await createParty("alice", loadCurves);
  for (const peer of peers) await alice.engine.startSession(peer.id, peer.bundle);
  const times: Times[] = [];
  for (let i = 0; i < 20; i++) {
    const leaver = await createParty(`leaver${i}`, loadCurves);
    await alice.engine.startSession(leaver.id, leaver.bundle);
    times.push(await timed(() => alice.engine.stopSession(leaver.id)));
  }
  return median(times);
}

/** The joiner's work to enter a channel of 50: its own keys, 49 bundles, 49 handshakes with replies. */
async function enter50(loadCurves: LoadCurves): Promise<Measured> {
  const peers = await createParties(49, "peer", loadCurves);
  const times: Times[] = [];
  let held = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i++) {
    const engine = createKeyAgreement({}, loadCurves);
    const id = `joiner${i}`.padEnd(26, "-");
    const own = await timed(async () => {
      await engine.init();
      await engine.start(id);
    });
    const { preKeyBundle } = await engine.init();
    await engine.start(id);
    const arriving: Uint8Array[] = [];
    for (const peer of peers) {
      arriving.push(...(await peer.engine.startSession(id, preKeyBundle)).messages);
    }
    const stop = watchThread();
    const rest = await timed(async () => {
      for (const peer of peers) await engine.addPreKeyBundle(peer.id, peer.bundle);
      for (const message of arriving) await engine.receiveMessage(message);
    });
    times.push({ wall: own.wall + rest.wall, processor: own.processor + rest.processor });
    held = Math.min(held, stop());
    for (const peer of peers) await peer.engine.stopSession(id);
  }
  return median(times, held);
}

/** The longest stretch without a turn of the event loop. */
function watchThread(): () => number {
  let last = performance.now();
  let longest = 0;
  let running = true;
  const turn = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (running) setImmediate(turn);
  };
  setImmediate(turn);
  return () => {
    running = false;
    return longest;
  };
}

const results = new Map<string, Record<string, Measured>>();
for (const [name, loadCurves] of Object.entries(backEnds)) {
  const { start, receive } = await handshakes(loadCurves);
  results.set(name, {
    "start a session": start,
    "receive first pre-key and cipher, with reply": receive,
    "stop a session with 25 peers": await stopWith25(loadCurves),
    "enter a channel of 50 peers": await enter50(loadCurves),
  });
}

const native = results.get("native") ?? {};
const noble = results.get("noble") ?? {};
const columns = (...cells: string[]) => cells.map((cell) => cell.padEnd(18)).join("");
const ms = (times: Times | undefined) => `${times?.wall.toFixed(2)} (${times?.processor.toFixed(2)})`;

const publicKey = x25519.getPublicKey(crypto.getRandomValues(new Uint8Array(32)));
const calibration: Times[] = [];
for (let i = 0; i < 40; i++) {
  calibration.push(
    await timed(async () => x25519.getSharedSecret(new Uint8Array(32).fill(i + 1), publicKey)),
  );
}
console.log(`a shared secret in JavaScript: ${ms(median(calibration))} ms, wall (processor)\n`);
console.log(`${"".padEnd(46)}${columns("native", "noble", "noble/native", "wasm/native")}`);
for (const [what, times] of Object.entries(native)) {
  const other = noble[what];
  const ratio = `${((other?.wall ?? Number.NaN) / times.wall).toFixed(1)}x`;
  const reference = released[what]?.map((time) => `${(time / times.wall).toFixed(1)}x`).join("-") ?? "";
  console.log(`${what.padEnd(46)}${columns(ms(times), ms(other), ratio, reference)}`);
  if (times.held === null) continue;
  const held = [times.held, other?.held ?? Number.NaN].map((time) => time.toFixed(1));
  console.log(`${"  longest hold of the thread".padEnd(46)}${columns(...held)}`);
}
