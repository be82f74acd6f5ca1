import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { createCooperativeScheduler } from "./cooperative-scheduler.ts";
import type { Curves, X25519KeyPair } from "./curves.ts";
import { assertNotZero, lowOrderError } from "./public-keys.ts";

/**
 * Curves in JavaScript, for Chrome before 133 (X25519) and 137 (Ed25519). An operation takes about a millisecond.
 * Other tasks of the thread run between operations.
 */
export function createNobleCurves(): Curves {
  const run = createCooperativeScheduler();

  async function keyPair(privateKey: Uint8Array): Promise<X25519KeyPair> {
    const publicKey = await run(() => new Uint8Array(x25519.getPublicKey(privateKey)));
    return {
      publicKey,
      agree: (remotePublicKey) => run(() => agree(privateKey, remotePublicKey)),
      wipe() {
        privateKey.fill(0);
      },
    };
  }

  return {
    x25519: {
      generate: () => keyPair(crypto.getRandomValues(new Uint8Array(32))),
      fromPrivate: (privateKey) => keyPair(Uint8Array.from(privateKey)),
    },
    ed25519: {
      async signer(seed) {
        const ownSeed = Uint8Array.from(seed);
        return {
          publicKey: await run(() => new Uint8Array(ed25519.getPublicKey(ownSeed))),
          sign: (message) => run(() => new Uint8Array(ed25519.sign(message, ownSeed))),
          wipe() {
            ownSeed.fill(0);
          },
        };
      },
      verify: (publicKey, signature, message) => run(() => verify(publicKey, signature, message)),
    },
  };
}

function agree(privateKey: Uint8Array, remotePublicKey: Uint8Array): Uint8Array<ArrayBuffer> {
  let secret: Uint8Array<ArrayBuffer>;
  try {
    secret = new Uint8Array(x25519.getSharedSecret(privateKey, remotePublicKey));
  } catch {
    throw lowOrderError();
  }
  assertNotZero(secret);
  return secret;
}

function verify(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}
