import type { X25519KeyPair } from "../crypto/curves.ts";
import { hkdf } from "../crypto/symmetric.ts";

/**
 * The root key for the initiator (docs/protocol.md#4-key-schedule), 32 bytes. All public keys are in X25519
 * form.
 */
export function initiatorRoot(
  own: { readonly identity: X25519KeyPair; readonly ephemeral: X25519KeyPair },
  remote: { readonly identityKey: Uint8Array<ArrayBuffer>; readonly signedPreKey: Uint8Array<ArrayBuffer> },
): Promise<Uint8Array<ArrayBuffer>> {
  return root(
    own.identity.agree(remote.signedPreKey),
    own.ephemeral.agree(remote.identityKey),
    own.ephemeral.agree(remote.signedPreKey),
  );
}

/** The same root key for the responder. */
export function responderRoot(
  own: { readonly identity: X25519KeyPair; readonly signedPreKey: X25519KeyPair },
  remote: { readonly identityKey: Uint8Array<ArrayBuffer>; readonly ephemeralKey: Uint8Array<ArrayBuffer> },
): Promise<Uint8Array<ArrayBuffer>> {
  return root(
    own.signedPreKey.agree(remote.identityKey),
    own.identity.agree(remote.ephemeralKey),
    own.signedPreKey.agree(remote.ephemeralKey),
  );
}

async function root(...agreements: Promise<Uint8Array<ArrayBuffer>>[]): Promise<Uint8Array<ArrayBuffer>> {
  const secrets = await Promise.all(agreements);
  const ikm = new Uint8Array(32 * secrets.length);
  secrets.forEach((secret, i) => {
    ikm.set(secret, 32 * i);
    secret.fill(0);
  });
  const rootKey = await hkdf(ikm, new Uint8Array(32), "SoraText", 32);
  ikm.fill(0);
  return rootKey;
}
