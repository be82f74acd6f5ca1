import { vi } from "vitest";
import type { Curves, X25519KeyPair } from "../../../../src/e2ee/agreement/crypto/curves.ts";
import { createNobleCurves } from "../../../../src/e2ee/agreement/crypto/noble.ts";
import { createKeyAgreement } from "../../../../src/e2ee/agreement/double-ratchet/built-in.ts";
import { connectionId } from "./bytes.ts";
import type { Party } from "./party.ts";

/** Primitive operations. The curves here are JavaScript, so that WebCrypto does the symmetric ones only. */
export interface Operations {
  keyPairs: number;
  agreements: number;
  verifications: number;
  hkdf: number;
  hmac: number;
  aes: number;
}

export const noOperations: Operations = {
  keyPairs: 0,
  agreements: 0,
  verifications: 0,
  hkdf: 0,
  hmac: 0,
  aes: 0,
};

export interface CountedParty extends Party {
  /** The cost of `run` for this party and WebCrypto. `run` may reject. */
  cost(run: () => Promise<unknown>): Promise<Operations>;
}

export async function createCountedParty(name: string): Promise<CountedParty> {
  const count = { ...noOperations };
  const engine = createKeyAgreement({}, async () => countingCurves(createNobleCurves(), count));
  const { preKeyBundle } = await engine.init();
  const id = connectionId(name);
  await engine.start(id);
  return {
    id,
    engine,
    bundle: preKeyBundle,
    async cost(run) {
      Object.assign(count, noOperations);
      const { subtle } = crypto;
      const spies = {
        hkdf: vi.spyOn(subtle, "deriveBits"),
        hmac: vi.spyOn(subtle, "sign"),
        decrypt: vi.spyOn(subtle, "decrypt"),
        encrypt: vi.spyOn(subtle, "encrypt"),
      };
      try {
        await run().catch(() => undefined);
        return {
          ...count,
          hkdf: spies.hkdf.mock.calls.length,
          hmac: spies.hmac.mock.calls.length,
          aes: spies.decrypt.mock.calls.length + spies.encrypt.mock.calls.length,
        };
      } finally {
        for (const spy of Object.values(spies)) spy.mockRestore();
      }
    },
  };
}

function countingCurves({ x25519, ed25519 }: Curves, count: Operations): Curves {
  const counted = (pair: X25519KeyPair): X25519KeyPair => ({
    publicKey: pair.publicKey,
    agree(remotePublicKey) {
      count.agreements += 1;
      return pair.agree(remotePublicKey);
    },
    wipe: () => pair.wipe(),
  });
  return {
    x25519: {
      async generate() {
        count.keyPairs += 1;
        return counted(await x25519.generate());
      },
      async fromPrivate(privateKey) {
        count.keyPairs += 1;
        return counted(await x25519.fromPrivate(privateKey));
      },
    },
    ed25519: {
      signer: (seed) => ed25519.signer(seed),
      verify(...message) {
        count.verifications += 1;
        return ed25519.verify(...message);
      },
    },
  };
}
