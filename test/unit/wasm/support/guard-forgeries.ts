import { beforeEach, describe, expect, test } from "vitest";
import { nativeEd25519 } from "../../../../src/e2ee/agreement/crypto/native.ts";
import { dummyPeer } from "../../../../src/e2ee/agreement/wasm/dummy-peer.ts";
import { encodeBase64 } from "../../../../src/protocol/base64.ts";
import { forgePreKey, keyOf } from "./forge.ts";
import { type CreatePeer, type GuardedPeer, join, materials, next, open, refused } from "./peers.ts";

/** Everything in these forgeries is public: the server can send them, and over a broadcast relay any peer. */
export function describeForgeries(createPeer: CreatePeer): void {
  let alice: GuardedPeer;
  let bob: GuardedPeer;

  beforeEach(async () => {
    [alice, bob] = await Promise.all([createPeer("ALICE"), createPeer("BOB")]);
  });

  const forge = async (from: GuardedPeer, to: GuardedPeer): Promise<string> =>
    to.engine.receiveMessage(forgePreKey(from, to)).then(
      () => "held",
      (error: { code: string }) => error.code,
    );
  /** The materials that a peer learns from a message; empty when it is refused. */
  const learned = (peer: GuardedPeer, message: Uint8Array) => materials(peer, message).catch(() => ({}));

  describe("a forged pre-key message in the name of a peer that has not answered yet", () => {
    test("blocks one message, and the next one is decrypted", async () => {
      const reply = await open(alice, bob);
      expect(await forge(bob, alice)).toBe("session-exists");
      await expect(alice.engine.receiveMessage(reply)).rejects.toEqual(refused("session-exists"));
      const { message, material } = await next(bob);
      expect(await materials(alice, message)).toEqual({ [bob.id]: material });
    });

    test("causes no lasting loss, because the blocked message is decrypted after the next renewal", async () => {
      const reply = await open(alice, bob);
      await forge(bob, alice);
      await learned(alice, reply);
      const { remoteSecretKeyMaterials = {}, messages } = await alice.engine.renew();
      expect(Object.keys(remoteSecretKeyMaterials)).toEqual([bob.id]);
      expect(Object.keys(await materials(bob, messages[0]!))).toEqual([alice.id]);
      expect(Object.keys(await materials(alice, (await next(bob)).message))).toEqual([bob.id]);
    });

    test("has an effect before only a few messages", async () => {
      const reply = await open(alice, bob);
      const opened: string[] = [];
      for (let message = reply, sent = 0; sent < 8; sent++, message = (await next(bob)).message) {
        await forge(bob, alice);
        opened.push(...Object.keys(await learned(alice, message)));
      }
      expect(opened.length).toBeGreaterThanOrEqual(4);
    });

    test("is ignored once the peer has answered", async () => {
      await join(alice, bob);
      expect(await forge(bob, alice)).toBe("session-exists");
      expect(Object.keys(await materials(alice, (await next(bob)).message))).toEqual([bob.id]);
    });
  });

  describe("forged pre-key messages beside the genuine one of a peer that opens a session", () => {
    test.each<[string, before: number, after: number]>([
      ["one after it", 0, 1],
      ["many after it", 0, 20],
      ["many before it", 20, 0],
      ["one on each side", 1, 1],
    ])("%s: the session opens, after a few renewals at most", async (_what, before, after) => {
      await bob.engine.addPreKeyBundle(alice.id, alice.bundle);
      const [preKey, cipher] = (await alice.engine.startSession(bob.id, bob.bundle)).messages;
      for (let sent = 0; sent < before; sent++) await forge(alice, bob);
      await bob.engine.receiveMessage(preKey!);
      for (let sent = 0; sent < after; sent++) await forge(alice, bob);
      let known: object = await learned(bob, cipher!);
      for (let renewals = 0; renewals < 4 && Object.keys(known).length === 0; renewals++) {
        known = (await bob.engine.renew()).remoteSecretKeyMaterials ?? {};
      }
      expect(Object.keys(known)).toEqual([alice.id]);
      expect(Object.keys(await materials(bob, (await next(alice)).message))).toEqual([alice.id]);
    });
  });

  describe("a peer that got the id which the engine uses inside the program", () => {
    test("does not prevent the engine from renewing its key", async () => {
      await alice.engine.startSession(dummyPeer.connectionId, bob.bundle);
      const first = await alice.engine.renew();
      const second = await alice.engine.renew();
      expect(second.selfKeyId).toBeGreaterThan(first.selfKeyId);
    });

    test("does not prevent the renewal when the peer was present before us", async () => {
      await alice.engine.addPreKeyBundle(dummyPeer.connectionId, bob.bundle);
      await alice.engine.renew();
      await alice.engine.stopSession(dummyPeer.connectionId);
      await alice.engine.renew();
    });
  });

  describe("our own keys under another id", () => {
    test("are refused, and our messages are not accepted as that peer's", async () => {
      const mirror = { id: bob.id, bundle: alice.bundle };
      await expect(alice.engine.startSession(bob.id, alice.bundle)).rejects.toEqual(
        refused("invalid-bundle"),
      );
      await expect(alice.engine.addPreKeyBundle(bob.id, alice.bundle)).rejects.toEqual(
        refused("invalid-bundle"),
      );
      await expect(alice.engine.receiveMessage(forgePreKey(mirror, alice))).rejects.toEqual(
        refused("unknown-peer"),
      );
      await join(alice, bob);
    });

    test("are refused separately, too: our signed pre-key under another identity", async () => {
      const { publicKey, sign } = await nativeEd25519.signer(crypto.getRandomValues(new Uint8Array(32)));
      const bundle = {
        identityKey: encodeBase64(publicKey),
        signedPreKey: alice.bundle.signedPreKey,
        preKeySignature: encodeBase64(await sign(keyOf(alice, "signedPreKey"))),
      };
      await expect(alice.engine.addPreKeyBundle(bob.id, bundle)).rejects.toEqual(refused("invalid-bundle"));
      await expect(alice.engine.startSession(bob.id, bundle)).rejects.toEqual(refused("invalid-bundle"));
      await bob.engine.addPreKeyBundle("OTHER".padEnd(26, "-"), bundle);
    });
  });
}
