import { createHash, createPrivateKey, createPublicKey, randomBytes, sign, verify } from "node:crypto";
import { edwardsToMontgomery } from "../../../../src/e2ee/agreement/crypto/public-keys.ts";
import { type Draw, dh, hkdf, type RatchetPair, ReleasedRatchet, x25519Pair } from "./released-ratchet.ts";

interface Bundle {
  identityKey: Buffer;
  signedPreKey: Buffer;
}
interface Session {
  initiator: boolean;
  ratchet: ReleasedRatchet;
  associated: Uint8Array;
  material: Uint8Array | null;
  keyId: number;
}
interface Material {
  keyId: number;
  secretKeyMaterial: Uint8Array;
}

/**
 * Sora's wasm as docs/protocol.md#9-soras-wasm describes it, with the released behavior of section 7, which
 * the guard must make safe. It is tested against the vectors of the released build.
 */
export function createReleasedDouble(draw: Draw = () => Uint8Array.from(randomBytes(32))) {
  let self: { seed: Uint8Array; identityKey: Uint8Array; preKey: RatchetPair };
  let id = "";
  let keyId = 0;
  let material: Uint8Array = new Uint8Array();
  const bundles = new Map<string, Bundle>();
  const sessions = new Map<string, Session>();

  const plaintext = () => {
    const bytes = Buffer.alloc(36);
    bytes.writeUInt32BE(keyId);
    bytes.set(material, 4);
    return bytes;
  };
  const head = (type: number, length: number, to: string) =>
    Buffer.concat([Buffer.from([type, 0, length >> 8, length & 255]), Buffer.from(id), Buffer.from(to)]);
  const sealFor = (to: string, session: Session) => {
    const { header, ciphertext } = session.ratchet.encrypt(plaintext(), session.associated);
    return Uint8Array.from(Buffer.concat([head(1, ciphertext.length, to), header, ciphertext]));
  };
  const selfResult = (messages: Uint8Array[]) => ({
    selfConnectionId: id,
    selfKeyId: keyId,
    selfSecretKeyMaterial: Uint8Array.from(material),
    messages,
  });
  const identityPrivate = () => createHash("sha512").update(self.seed).digest().subarray(0, 32);
  const rootOf = (...secrets: Uint8Array[]) =>
    hkdf(Buffer.concat(secrets), new Uint8Array(32), "SoraText", 32);

  function readBundle(to: string, identity: string, preKey: string, signature: string): Bundle {
    if (to.length !== 26) throw new Error("UnexpectedRemoteConnectionIDError");
    const identityKey = Buffer.from(identity, "base64");
    if (identityKey.length !== 32) throw new Panic();
    const signedPreKey = Buffer.from(preKey, "base64");
    const key = createPublicKey({
      key: Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), identityKey]),
      format: "der",
      type: "spki",
    });
    if (!verify(null, signedPreKey, key, Buffer.from(signature, "base64")))
      throw new Error("VerifyFailedError");
    return { identityKey, signedPreKey };
  }

  function addBundle(from: string, bundle: Bundle): void {
    if (bundles.has(from)) throw new Error("AlreadyExistRemotePreKeyBundle");
    bundles.set(from, bundle);
  }

  function receivePreKey(from: string, body: Buffer) {
    const bundle = bundles.get(from);
    if (!bundle) throw new Error("MissingRemotePreKeyBundle");
    if (!bundle.identityKey.equals(body.subarray(0, 32))) throw new Error("UnmatchIdentityKey");
    if (sessions.has(from)) throw new Error("DiscardMessage");
    draw();
    const ephemeral = body.subarray(32, 64);
    const root = rootOf(
      dh(self.preKey.privateKey, edwardsToMontgomery(bundle.identityKey)),
      dh(identityPrivate(), ephemeral),
      dh(self.preKey.privateKey, ephemeral),
    );
    sessions.set(from, {
      initiator: false,
      ratchet: ReleasedRatchet.responder(draw, root, self.preKey),
      associated: Buffer.concat([bundle.identityKey, self.identityKey]),
      material: null,
      keyId: 0,
    });
    return { remoteSecretKeyMaterials: {}, messages: [] };
  }

  function receiveCipher(from: string, body: Buffer) {
    const session = sessions.get(from);
    if (!session) throw new Error("MissingSession");
    const opened = session.ratchet.decrypt(body.subarray(0, 40), body.subarray(40), session.associated);
    const messages = !session.initiator && session.material === null ? [sealFor(from, session)] : [];
    session.keyId = Buffer.from(opened).readUInt32BE(0);
    session.material = Uint8Array.from(opened.subarray(4));
    const entry: Material = { keyId: session.keyId, secretKeyMaterial: session.material };
    return { remoteSecretKeyMaterials: { [from]: entry }, messages };
  }

  return {
    version: () => "double",
    init() {
      material = draw();
      const seed = draw();
      const key = createPrivateKey({
        key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]),
        format: "der",
        type: "pkcs8",
      });
      const spki = createPublicKey(key).export({ format: "der", type: "spki" });
      self = { seed, identityKey: Uint8Array.from(spki.subarray(-32)), preKey: x25519Pair(draw()) };
      keyId = 0;
      bundles.clear();
      sessions.clear();
      const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
      return {
        preKeyBundle: {
          identityKey: base64(self.identityKey),
          signedPreKey: base64(self.preKey.publicKey),
          preKeySignature: base64(sign(null, self.preKey.publicKey, key)),
        },
      };
    },
    start: (connectionId: string) =>
      pair(() => {
        id = connectionId;
        return { selfKeyId: keyId, selfSecretKeyMaterial: Uint8Array.from(material) };
      }),
    addPreKeyBundle(from: string, ...bundle: [string, string, string]) {
      try {
        addBundle(from, readBundle(from, ...bundle));
        return null;
      } catch (error) {
        if (error instanceof Panic) throw error;
        return error;
      }
    },
    startSession: (to: string, ...keys: [string, string, string]) =>
      pair(() => {
        const bundle = readBundle(to, ...keys);
        if (sessions.has(to)) throw new Error("SessionAlreadyExists");
        addBundle(to, bundle);
        const ephemeral = x25519Pair(draw());
        const root = rootOf(
          dh(identityPrivate(), bundle.signedPreKey),
          dh(ephemeral.privateKey, edwardsToMontgomery(bundle.identityKey)),
          dh(ephemeral.privateKey, bundle.signedPreKey),
        );
        const session: Session = {
          initiator: true,
          ratchet: ReleasedRatchet.initiator(draw, root, bundle.signedPreKey),
          associated: Buffer.concat([self.identityKey, bundle.identityKey]),
          material: null,
          keyId: 0,
        };
        const remoteSecretKeyMaterials: Record<string, Material> = {};
        for (const [other, it] of sessions) {
          it.material = ratchet(it.material ?? new Uint8Array());
          remoteSecretKeyMaterials[other] = { keyId: ++it.keyId, secretKeyMaterial: it.material };
        }
        sessions.set(to, session);
        material = ratchet(material);
        keyId++;
        const preKey = Buffer.concat([head(0, 0, to), self.identityKey, ephemeral.publicKey]);
        return {
          ...selfResult([Uint8Array.from(preKey), sealFor(to, session)]),
          remoteSecretKeyMaterials,
        };
      }),
    stopSession: (gone: string) =>
      pair(() => {
        if (!sessions.delete(gone)) throw new Error("MissingSessionError");
        bundles.delete(gone);
        material = draw();
        keyId++;
        return selfResult([...sessions].map(([to, session]) => sealFor(to, session)));
      }),
    receiveMessage: (bytes: Uint8Array) =>
      pair(() => {
        const message = Buffer.from(bytes);
        if (message.length < 4) throw new Error("ReceiveMessageDecodeError");
        if (message.length < 120) throw new Error("unexpected EOF");
        const from = message.toString("latin1", 4, 30);
        if (message[0] === 0) return receivePreKey(from, message.subarray(56));
        if (message[0] !== 1) throw new Error("UnknownMessageError");
        return receiveCipher(from, message.subarray(56, 56 + 40 + message.readUInt16BE(2)));
      }),
    selfFingerprint: () => fingerprint(self.identityKey),
    remoteFingerprints: () =>
      Object.fromEntries([...bundles].map(([from, bundle]) => [from, fingerprint(bundle.identityKey)])),
  };
}

export type ReleasedDouble = ReturnType<typeof createReleasedDouble>;

/** A panic of the Go program. */
export class Panic extends Error {}

function pair<T>(step: () => T): [T, undefined] | [undefined, unknown] {
  try {
    return [step(), undefined];
  } catch (error) {
    if (error instanceof Panic) throw error;
    return [undefined, error];
  }
}

function ratchet(material: Uint8Array): Uint8Array {
  return hkdf(new Uint8Array(32), material, "SFrameRatchetKey", 32);
}

function fingerprint(identityKey: Uint8Array): string {
  return createHash("sha256").update(identityKey).digest("hex").match(/../g)?.join(":") ?? "";
}
