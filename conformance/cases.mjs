// @ts-check
import { readFileSync } from "node:fs";
import { checkAttack, checkRun } from "./agreement.mjs";
import { checkFrame, checkFrameKeys } from "./frames.mjs";

/** @typedef {import("./implementation.mjs").Implementation} Implementation */
/** @typedef {{ readonly name: string, readonly check: (implementation: Implementation) => Promise<void> }} Case */

const runs = ["two-party-join", "three-party-join-leave", "out-of-order-same-chain", "tampered-lost-genuine"];

const read = (/** @type {string} */ name) =>
  JSON.parse(readFileSync(new URL(`../test/vectors/${name}.json`, import.meta.url), "utf8"));

/**
 * A case for each vector.
 * @returns {Case[]}
 */
export function conformanceCases() {
  /** @type {{ frames: import("./frames.mjs").Frame[] }} */
  const { frames } = read("frames");
  /** @type {{ materialRatchet: { sframe: import("./frames.mjs").FrameKeys }[] }} */
  const { materialRatchet } = read("kdf");
  /** @type {{ cases: import("./agreement.mjs").Attack[] }} */
  const { cases: attacks } = read("must-reject");
  return [
    ...runs.map((name) => ({
      name,
      check: (/** @type {Implementation} */ implementation) => checkRun(implementation, read(name)),
    })),
    ...attacks.map((attack) => ({
      name: `must-reject: ${attack.name}`,
      check: (/** @type {Implementation} */ implementation) => checkAttack(implementation, attack),
    })),
    ...materialRatchet.map(({ sframe }, i) => ({
      name: `kdf: frame keys ${i}`,
      check: (/** @type {Implementation} */ implementation) => checkFrameKeys(implementation, sframe),
    })),
    ...frames.map((frame) => ({
      name: `frames: key id ${frame.keyId}, counter ${frame.counter}, ${frame.frameType}`,
      check: (/** @type {Implementation} */ implementation) => checkFrame(implementation, frame),
    })),
  ];
}
