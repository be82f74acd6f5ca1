import { type Admission, Guard } from "../../../src/e2ee/agreement/wasm/guard.ts";
import type { BundleKeys } from "../../../src/protocol/bundle.ts";
import { writeCipherMessage, writePreKeyMessage } from "../../../src/protocol/key-message.ts";

export const key = (byte: number) => new Uint8Array(32).fill(byte);
export const self = "SELF".padEnd(26, "-");
export const ann = "ANN".padEnd(26, "-");
export const bob = "BOB".padEnd(26, "-");
export const selfKeys: BundleKeys = keys(100);
/** Public keys, made from a number. The guard checks no signatures. */
export function keys(byte: number): BundleKeys {
  return {
    identityKey: key(byte),
    signedPreKey: key(byte + 1),
    preKeySignature: new Uint8Array(64),
  };
}
export const annKeys = keys(110);
export const bobKeys = keys(120);

/** A pre-key message from Ann to us, if no change is given. */
export function preKey(ephemeral: number, change: Partial<Parameters<typeof writePreKeyMessage>[0]> = {}) {
  return writePreKeyMessage({
    source: ann,
    destination: self,
    identityKey: annKeys.identityKey,
    ephemeralKey: key(ephemeral),
    ...change,
  });
}

interface CipherOptions {
  readonly source?: string;
  readonly destination?: string;
  readonly ratchetKey?: Uint8Array<ArrayBuffer>;
  readonly count?: number;
  readonly previousCount?: number;
  readonly body?: number;
}

/** A cipher message from Ann to us, in the chain with this number. */
export function cipher(chain: number, options: CipherOptions = {}) {
  const { source = ann, destination = self, ratchetKey = key(chain), body = 0 } = options;
  const { count = 0, previousCount = 0 } = options;
  return writeCipherMessage({
    source,
    destination,
    header: { ratchetKey, previousCount, count },
    ciphertext: new Uint8Array(52).fill(body),
  });
}

export function startedGuard(): Guard {
  const guard = new Guard(selfKeys);
  guard.start(self);
  return guard;
}

/** A guard of a peer that waits for the session that Ann opens. */
export function joiner(): Guard {
  const guard = startedGuard();
  guard.expect(ann, annKeys);
  return guard;
}

/** A guard of a peer that opened a session with Ann. */
export function opener(): Guard {
  const guard = startedGuard();
  guard.opened(ann, annKeys);
  return guard;
}

/** Passes a message to the wasm, which opens it or not. Returns the messages that the wasm saw. */
export function pass(guard: Guard, message: Uint8Array, authentic = true): readonly Uint8Array[] {
  return seen(guard.admit(message), authentic);
}

export function seen(admission: Admission | null, authentic: boolean): readonly Uint8Array[] {
  if (admission?.kind === "cipher") admission.seen(authentic);
  return admission?.feed ?? [];
}

/** A message of ours to Ann, which the guard lets out only when we have a chain. */
export const toAnn = (ratchetKey: number) => cipher(ratchetKey, { source: self, destination: ann });
