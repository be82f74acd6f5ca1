// @ts-check
import { Difference, encode, expectRefused, expectSame, fromHex } from "./values.mjs";

/** @typedef {import("./implementation.mjs").Implementation} Implementation */
/** @typedef {import("./implementation.mjs").Bundle} Bundle */
/** @typedef {{ hex: string }} Hex */
/**
 * @typedef {{
 *   i: number, party: string, op: string, args: (string | Hex)[], draws: { use: string, hex: string }[],
 *   result: Record<string, unknown> | string | null, error: string | null,
 * }} Step
 */
/** @typedef {{ name: string, parties: Record<string, unknown>, steps: Step[] }} Run */
/** @typedef {{ connectionId: string, initDraws: string[], startSessionDraws: string[], preKeyBundle: Bundle }} Party */
/** @typedef {{ name: string, parties: Record<string, Party>, messages: string[] }} Attack */

/** Steps whose message was opened with a skipped key. It must not replace the current material (section 5). */
const lateSteps = { "out-of-order-same-chain": [26, 27] };

/**
 * One peer of the implementation, with the random draws that a vector gives it.
 * @param {Implementation} implementation
 */
function createPeer({ createKeyAgreement }) {
  /** @type {string[]} */
  const draws = [];
  const randomBytes = () => {
    const hex = draws.shift();
    if (hex === undefined) throw new Difference("asked for more random draws than the vector has");
    return fromHex(hex);
  };
  return { draws, engine: createKeyAgreement({ randomBytes }) };
}

/**
 * @param {ReturnType<typeof createPeer>["engine"]} engine
 * @param {Step} step
 */
function call(engine, { op, args }) {
  const [first, identityKey, signedPreKey, preKeySignature] = args;
  const id = /** @type {string} */ (first);
  const bundle = /** @type {Bundle} */ ({ identityKey, signedPreKey, preKeySignature });
  switch (op) {
    case "init":
      return engine.init();
    case "start":
      return engine.start(id);
    case "addPreKeyBundle":
      return engine.addPreKeyBundle(id, bundle);
    case "startSession":
      return engine.startSession(id, bundle);
    case "stopSession":
      return engine.stopSession(id);
    case "receiveMessage":
      return engine.receiveMessage(fromHex(/** @type {Hex} */ (first).hex));
    case "selfFingerprint":
      return engine.selfFingerprint();
    case "remoteFingerprints":
      return engine.remoteFingerprints();
    default:
      throw new Difference(`the vector has the unknown call ${op}`);
  }
}

/**
 * The required answer of a step.
 * @param {string} run
 * @param {Step} step
 */
function expectedOf(run, { i, result }) {
  const late = Object.entries(lateSteps).some(([name, steps]) => name === run && steps.includes(i));
  return late ? { remoteSecretKeyMaterials: {}, messages: [] } : result;
}

/**
 * Plays a recorded run and compares each answer.
 * @param {Implementation} implementation
 * @param {Run} run
 */
export async function checkRun(implementation, run) {
  const peers = new Map(Object.keys(run.parties).map((name) => [name, createPeer(implementation)]));
  for (const step of run.steps) {
    const place = `step ${step.i}, ${step.party}.${step.op}`;
    const peer = peers.get(step.party);
    if (peer === undefined) throw new Difference(`${place}: the vector has no such party`);
    // A draw that a rejected step took may be taken again by the next one.
    if (step.draws.length > 0) {
      peer.draws.splice(0, peer.draws.length, ...step.draws.map(({ hex }) => hex));
    }
    if (step.error !== null) {
      await expectRefused(place, () => call(peer.engine, step));
      continue;
    }
    const answer = encode(await call(peer.engine, step));
    const expected = expectedOf(run.name, step);
    if (expected === null || typeof expected === "string") {
      expectSame(answer, expected, place);
      continue;
    }
    // An implementation may answer more than the contract asks for.
    const given = new Map(Object.entries(answer ?? {}));
    for (const [key, value] of Object.entries(expected)) {
      expectSame(given.get(key), value, `${place}: ${key}`);
    }
  }
}

/**
 * @param {Implementation} implementation
 * @param {Attack} attack
 * @param {string} name
 */
async function victim(implementation, attack, name) {
  const { connectionId, initDraws } = partyOf(attack, name);
  const peer = createPeer(implementation);
  peer.draws.push(...initDraws);
  await peer.engine.init();
  await peer.engine.start(connectionId);
  return peer;
}

/**
 * @param {Attack} attack
 * @param {string} name
 */
function partyOf(attack, name) {
  const party = attack.parties[name];
  if (party === undefined) throw new Difference(`the vector has no party ${name}`);
  return party;
}

/** @param {Attack} attack */
async function forgedReply(/** @type {Implementation} */ implementation, attack) {
  const { engine, draws } = await victim(implementation, attack, "A");
  const { connectionId, preKeyBundle } = partyOf(attack, "C");
  draws.push(...partyOf(attack, "A").startSessionDraws);
  await engine.startSession(connectionId, preKeyBundle);
  await expectRefused("the forged reply", () => engine.receiveMessage(fromHex(attack.messages[0] ?? "")));
}

/** @param {Attack} attack */
async function zeroRatchetKey(/** @type {Implementation} */ implementation, attack) {
  const { engine, draws } = await victim(implementation, attack, "C");
  const { connectionId, preKeyBundle } = partyOf(attack, "A");
  await engine.addPreKeyBundle(connectionId, preKeyBundle);
  const [preKey = "", cipher = ""] = attack.messages;
  // The implementation may draw any random numbers here, but must not send anything.
  const spare = "42".repeat(32);
  draws.push(spare, spare);
  const { messages } = await engine.receiveMessage(fromHex(preKey));
  expectSame(encode(messages), [], "messages after the forged pre-key message");
  await expectRefused("the cipher message with an all-zero ratchet key", () =>
    engine.receiveMessage(fromHex(cipher)),
  );
}

/** Three peers of the implementation, with its own random numbers. */
async function silentResponder(/** @type {Implementation} */ implementation) {
  const [alice, bob, carol] = await Promise.all(
    ["ALICE", "BOB", "CAROL"].map(async (name) => {
      const engine = implementation.createKeyAgreement();
      const id = name.padEnd(26, "-");
      const { preKeyBundle } = await engine.init();
      await engine.start(id);
      return { engine, id, preKeyBundle };
    }),
  );
  if (!alice || !bob || !carol) throw new Difference("there are no peers");
  await carol.engine.addPreKeyBundle(bob.id, bob.preKeyBundle);
  await carol.engine.addPreKeyBundle(alice.id, alice.preKeyBundle);
  for (const message of (await bob.engine.startSession(carol.id, carol.preKeyBundle)).messages) {
    await carol.engine.receiveMessage(message);
  }
  const [preKey] = (await alice.engine.startSession(carol.id, carol.preKeyBundle)).messages;
  if (preKey === undefined) throw new Difference("startSession gave no pre-key message");
  await carol.engine.receiveMessage(preKey);
  const { messages } = await carol.engine.stopSession(bob.id);
  expectSame(encode(messages), [], "messages to a peer that has sent no cipher message yet");
}

/** @type {Record<string, (implementation: Implementation, attack: Attack) => Promise<void>>} */
const attacks = {
  "forged-reply-to-initiator": forgedReply,
  "forged-prekey-and-zero-dh-to-joiner": zeroRatchetKey,
  "responder-sends-before-first-cipher": silentResponder,
};

/**
 * Plays a recorded attack, which must fail.
 * @param {Implementation} implementation
 * @param {Attack} attack
 */
export async function checkAttack(implementation, attack) {
  const play = attacks[attack.name];
  if (play === undefined) throw new Difference(`the check does not know the attack ${attack.name}`);
  await play(implementation, attack);
}
