import { describe, expect, it, vi } from "vitest";
import { nativeEd25519 } from "../../../src/e2ee/agreement/crypto/native.ts";
import { fingerprint } from "../../../src/e2ee/identity/fingerprint.ts";
import { SoraE2EEError } from "../../../src/errors.ts";
import { encodeBase64 } from "../../../src/protocol/base64.ts";
import { proofBytes } from "../../../src/protocol/identity-statement.ts";
import { signedMessageBytes } from "../../../src/protocol/signed-message.ts";
import { id } from "./fakes.ts";
import {
  ann,
  announced,
  ben,
  identityOfPeer,
  lastOptions,
  others,
  ownIdentity,
  self,
  setUp,
  started,
} from "./mls-engine.ts";

describe("the engine of a call with MLS", () => {
  it("announces the key package of its session, and its identity key", async () => {
    const { keys, options, randomBytes } = await started();
    expect(await keys.init()).toEqual({
      preKeyBundle: null,
      keyPackage: encodeBase64(Uint8Array.of(1, 2, 3)),
      identityKey: encodeBase64(ownIdentity),
      messageKey: null,
      fingerprint: await fingerprint(ownIdentity),
    });
    options.randomBytes(16);
    expect(randomBytes).toHaveBeenCalledExactlyOnceWith(16);
  });

  it("has ids of groups from the browser's random numbers", async () => {
    await setUp(false).keys.init();
    const [one, two] = [lastOptions().randomBytes(16), lastOptions().randomBytes(16)];
    expect(one).toHaveLength(16);
    expect(one).not.toEqual(two);
  });

  it("shows at once that there is no group yet", () => {
    const { keys, context, reporter } = setUp();
    expect(keys.session(context)).toBe(keys);
    expect(reporter.entered.mock.calls).toEqual([[null]]);
  });

  it("starts its session, and signs sealed messages with its identity key", async () => {
    const { keys, context, session, messageSealer, inbox, signer } = await started();
    expect(session.start.mock.calls).toEqual([[self, true]]);
    expect(inbox.start.mock.calls).toEqual([[self]]);
    const [connectionId, { signMessage }] = messageSealer.start.mock.calls[0] ?? expect.fail("not started");
    expect(connectionId).toBe(self);
    const message = { label: "#chat", header: Uint8Array.of(2), plain: Uint8Array.of(5) };
    expect(await signMessage(message)).toEqual(new Uint8Array(64).fill(8));
    expect(signer.sign).toHaveBeenLastCalledWith(signedMessageBytes(message));
    keys.session(context);
    await expect(keys.start("x", false)).rejects.toMatchObject({ code: expect.any(String) });
  });

  it("signs the proof of a statement with its identity key, and verifies as the browser does", async () => {
    const { keys, signer } = await started();
    const subject = {
      channelId: "test",
      publicKey: new Uint8Array(65),
      purpose: 0,
      messageKey: ownIdentity,
    } as unknown as Parameters<typeof proofBytes>[0];
    expect(await keys.signProof(subject)).toEqual(new Uint8Array(64).fill(8));
    expect(signer.sign).toHaveBeenLastCalledWith(proofBytes(subject));
    expect(await keys.ed25519()).toBe(nativeEd25519);
  });

  it("gives its session the call's clock, relay and queue", async () => {
    const { options, clock, send, refused, tasks } = await started();
    const rang = vi.fn();
    const pending = clock.pending;
    options.clock.clearTimer(options.clock.setTimer(rang, 10));
    expect(clock.pending).toBe(pending);
    options.clock.setTimer(rang, 10);
    await clock.advance(10);
    expect(rang).toHaveBeenCalledOnce();
    expect(options.clock.now()).toBe(clock.now());
    const messages = [Uint8Array.of(1)];
    options.send(messages);
    expect(send.mock.calls).toEqual([[messages]]);
    const error = new SoraE2EEError("invalid-message", "Bad.");
    options.refused(ann, error);
    expect(refused.mock.calls).toEqual([[ann, error]]);
    const task = async () => undefined;
    options.enqueue(task);
    expect(tasks).toEqual([task]);
  });

  it("ends its timers, its session and its signing key", async () => {
    const { keys, clock, session, signer, options } = await started();
    expect(clock.pending).toBe(1);
    keys.close();
    expect(clock.pending).toBe(0);
    expect(session.close).toHaveBeenCalledOnce();
    expect(signer.wipe).not.toHaveBeenCalled();
    expect(() => options.send([])).toThrow("no MLS session");
    keys.dispose();
    expect(session.close).toHaveBeenCalledTimes(2);
    expect(signer.wipe).toHaveBeenCalledOnce();
  });

  it("can end before its session begins, and does nothing without one", async () => {
    const { keys, signer, context } = setUp();
    keys.dispose();
    expect(signer.wipe).toHaveBeenCalledOnce();
    await expect(keys.keyMessage(new Uint8Array())).rejects.toThrow("no MLS session");
    keys.session(context);
    await expect(keys.keyMessage(new Uint8Array())).rejects.toThrow("no MLS session");
  });
});

describe("a peer of a call with MLS", () => {
  it.each(["peerPresent", "peerJoined"] as const)("gets its identity and its keys by %s", async (method) => {
    const { keys, session, identities, inbox, peers, refused } = await started();
    await keys[method](announced(ann));
    expect(session.peerPresent.mock.calls).toEqual([[ann, Uint8Array.of(1, 9)]]);
    expect(identities.claim.mock.calls).toEqual([[ann, { identityKey: identityOfPeer }]]);
    expect(identities.add.mock.calls).toEqual([
      [
        {
          connectionId: ann,
          bundle: { identityKey: identityOfPeer },
          messageKey: null,
          statement: { of: ann },
          alwaysConfirms: true,
        },
      ],
    ]);
    const ring = peers.find(ann)?.ring;
    expect(ring?.pastLifetimeMs).toBe(10_000);
    expect(inbox.peerAdded.mock.calls).toEqual([
      [ann, { ring, identityKey: new Uint8Array(32).fill(4), messageKey: null }],
    ]);
    expect(keys.remoteFingerprints()).toEqual({ [ann]: await fingerprint(new Uint8Array(32).fill(4)) });
    expect(identities.proved).not.toHaveBeenCalled();
    expect(refused).not.toHaveBeenCalled();
  });

  it("of another agreement, or without keys, does not reach the session", async () => {
    const { keys, session, peers, identities } = await started();
    await keys.peerPresent(announced(ann, others));
    await keys.peerPresent({ connectionId: ben, bundle: null });
    const bundle = { identityKey: "", signedPreKey: "", preKeySignature: "" };
    await keys.peerJoined({ connectionId: id("cho"), bundle });
    await keys.peerJoined({
      connectionId: id("dan"),
      bundle: null,
      keyPackage: encodeBase64(new Uint8Array(8193).fill(1)),
    });
    expect([ann, ben, id("cho"), id("dan")].map((each) => peers.find(each)?.announced)).toEqual([
      "other",
      "none",
      "other",
      "none",
    ]);
    expect(session.peerPresent).not.toHaveBeenCalled();
    expect(identities.claim).not.toHaveBeenCalled();
  });

  it("is taken once, and never is one with our own id", async () => {
    const { keys, session } = await started();
    await keys.peerPresent(announced(ann));
    await keys.peerJoined(announced(ann));
    await keys.peerJoined(announced(self));
    expect(session.peerPresent).toHaveBeenCalledOnce();
  });

  it("keeps its keys, and is reported, with an invalid statement", async () => {
    const { keys, identities, inbox, refused } = await started();
    identities.add.mockResolvedValue(false);
    await keys.peerPresent(announced(ann));
    expect(refused.mock.calls).toMatchObject([[ann, { code: "identity-invalid" }]]);
    expect(inbox.peerAdded).toHaveBeenCalledOnce();
  });

  it("is reported, and gets no keys, when the session refuses it", async () => {
    const { keys, session, identities, inbox, refused } = await started();
    const error = new SoraE2EEError("invalid-bundle", "Bad.");
    session.peerPresent.mockRejectedValue(error);
    await keys.peerPresent(announced(ann));
    expect(refused.mock.calls).toEqual([[ann, error]]);
    expect(identities.claim).not.toHaveBeenCalled();
    expect(inbox.peerAdded).not.toHaveBeenCalled();
  });

  it("that is gone before its identity is known gets no keys", async () => {
    const { keys, identities, inbox, peers, refused } = await started();
    identities.add.mockImplementation(async () => {
      peers.remove(ann);
      return true;
    });
    await keys.peerPresent(announced(ann));
    expect(inbox.peerAdded).not.toHaveBeenCalled();
    expect(refused).not.toHaveBeenCalled();
  });

  it("that proved its key before its identity is known counts as proved, until it leaves", async () => {
    const { keys, options, identities } = await started();
    options.proved(ann);
    expect(identities.proved.mock.calls).toEqual([[ann]]);
    await keys.peerPresent(announced(ann));
    expect(identities.proved.mock.calls).toEqual([[ann], [ann]]);
    await keys.peerLeft(ann);
    await keys.peerJoined(announced(ann));
    expect(identities.proved).toHaveBeenCalledTimes(2);
  });

  it("is forgotten when it leaves", async () => {
    const { keys, session, identities, inbox, pacing, peers } = await started();
    await keys.peerPresent(announced(ann));
    await keys.peerPresent(announced(ben, others));
    await keys.peerLeft(ann);
    await keys.peerLeft(ben);
    await keys.peerLeft(id("stranger"));
    const left = [[ann], [ben], [id("stranger")]];
    for (const part of [pacing.forget, inbox.peerRemoved, identities.remove]) {
      expect(part.mock.calls).toEqual(left);
    }
    expect(session.peerLeft.mock.calls).toEqual([[ann]]);
    expect([...peers]).toEqual([]);
    expect(keys.remoteFingerprints()).toEqual({});
  });

  it("with an id of the wrong length is reported when it leaves, and ends nothing", async () => {
    const { keys, session, pacing, refused } = await started();
    await keys.peerLeft("x");
    expect(refused.mock.calls).toMatchObject([[null, { code: "invalid-connection-id" }]]);
    expect(pacing.forget).not.toHaveBeenCalled();
    expect(session.peerLeft).not.toHaveBeenCalled();
  });

  it("is named when one of its messages is refused", async () => {
    const { keys, session, refused } = await started();
    const message = new Uint8Array(60);
    message.set(new TextEncoder().encode(ann), 4);
    await keys.keyMessage(message);
    expect(session.receive.mock.calls).toEqual([[message]]);
    expect(refused).not.toHaveBeenCalled();
    const error = new SoraE2EEError("invalid-message", "Bad.");
    session.receive.mockRejectedValue(error);
    await keys.keyMessage(message);
    expect(refused.mock.calls).toEqual([[ann, error]]);
  });
});
