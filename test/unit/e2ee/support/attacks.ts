import { x25519 } from "@noble/curves/ed25519.js";
import { expect } from "vitest";
import type { SoraE2EEErrorCode } from "../../../../src/errors.ts";
import { at, createParty, meet, type Party } from "./party.ts";

export const lowOrderKeys = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000080",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];
export const ratchetKeyOffset = 56;
export const ephemeralOffset = 88;
export const previousCountOffset = 88;
export const countOffset = 92;

export function failsWith(code: SoraE2EEErrorCode) {
  return expect.objectContaining({ name: "SoraE2EEError", code });
}

export function withKey(message: Uint8Array, offset: number, key: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(message);
  copy.set(key, offset);
  return copy;
}

export function withCounts(message: Uint8Array, previousCount: number, count: number): Uint8Array {
  const copy = Uint8Array.from(message);
  new DataView(copy.buffer).setUint32(previousCountOffset, previousCount);
  new DataView(copy.buffer).setUint32(countOffset, count);
  return copy;
}

/** A message that the relay can make: a handshake in Alice's name with its own ephemeral key. */
export function forgedHandshake(genuine: Uint8Array, secret: number): Uint8Array {
  return withKey(genuine, ephemeralOffset, x25519.getPublicKey(new Uint8Array(32).fill(secret)));
}

export async function pair() {
  return { alice: await createParty("alice"), bob: await createParty("bob") };
}

export async function met() {
  const both = await pair();
  await meet(both.alice, both.bob);
  return both;
}

/** A peer joins and leaves, so `party` makes a new key. Returns its message to its only other peer. */
export async function refresh(party: Party, name: string): Promise<Uint8Array> {
  const passer = await createParty(name);
  await party.engine.startSession(passer.id, passer.bundle);
  const { messages } = await party.engine.stopSession(passer.id);
  return at(messages, 0);
}
