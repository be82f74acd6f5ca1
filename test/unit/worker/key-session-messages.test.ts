import { describe, expect, it, vi } from "vitest";
import { SoraE2EEError, type SoraE2EEErrorCode } from "../../../src/errors.ts";
import { material } from "./fakes.ts";
import {
  ann,
  announced,
  ben,
  cipher,
  materialOf,
  preKey,
  receipt,
  self,
  setUp,
  started,
} from "./key-session-parts.ts";

const failure = (code: SoraE2EEErrorCode) => new SoraE2EEError(code, "Bad.");
const own = (keyId: number) => ({
  selfConnectionId: self,
  selfKeyId: keyId,
  selfSecretKeyMaterial: material(keyId),
});

describe("the start of a key session", () => {
  it("takes the engine's key, and wipes its material", async () => {
    const selfSecretKeyMaterial = material(7);
    const { session, messageSealer, sealing } = setUp({
      engine: { start: async () => ({ selfKeyId: 1, selfSecretKeyMaterial }) },
    });
    await session.start(self);
    expect(messageSealer.setKey).toHaveBeenCalledOnce();
    expect(sealing.start).toHaveBeenCalledOnce();
    expect(selfSecretKeyMaterial).toEqual(material(0));
  });
});

describe("a receipt", () => {
  it("of a peer without our key brings it our key again, at most every 5 s", async () => {
    const { session, announcedTo, pass, work, send } = await started();
    send.mockClear();
    session.receipt(ann, receipt("no-key"));
    await work();
    expect(announcedTo()).toEqual([[ann]]);
    expect(send.mock.calls).toEqual([[[Uint8Array.of(3)]]]);
    await pass(4_999);
    session.receipt(ann, receipt("no-key"));
    await work();
    expect(announcedTo()).toHaveLength(1);
    await pass(1);
    session.receipt(ann, receipt("no-key"));
    await work();
    expect(announcedTo()).toHaveLength(2);
  });

  it.each([
    ["that says that our media arrive", receipt("opens")],
    ["about another peer", receipt("no-key", ben)],
  ])("%s changes nothing, and starts no pause", async (_what, data) => {
    const { session, announcedTo, work } = await started();
    session.receipt(ann, data);
    await work();
    expect(announcedTo()).toEqual([]);
    session.receipt(ann, receipt("no-key"));
    await work();
    expect(announcedTo()).toEqual([[ann]]);
  });

  it("of a stranger, or of a peer without keys, changes nothing", async () => {
    const { session, announcedTo, work } = await started();
    await session.peerPresent({ connectionId: ben, bundle: null });
    for (const from of [ben, "STRANGER".padEnd(26, "-")]) session.receipt(from, receipt("no-key"));
    await work();
    expect(announcedTo()).toEqual([]);
  });

  it("changes nothing before our connection id is known", async () => {
    const { session, announcedTo, work } = setUp();
    await session.peerPresent(announced(ann));
    session.receipt(ann, receipt("no-key"));
    await work();
    expect(announcedTo()).toEqual([]);
  });

  it("changes nothing when the engine cannot announce", async () => {
    const renew = vi.fn(async () => ({ ...own(4), messages: [] }));
    const { session, announcedTo, work } = await started({ renew });
    renew.mockClear();
    session.receipt(ann, receipt("no-key"));
    await work();
    expect(announcedTo()).toEqual([]);
    expect(renew).not.toHaveBeenCalled();
  });

  it("of a peer that left and returned has an effect at once", async () => {
    const { session, announce, announcedTo, work } = await started();
    session.receipt(ann, receipt("no-key"));
    await work();
    await session.peerLeft(ann);
    await session.peerPresent(announced(ann));
    announce.mockClear();
    session.receipt(ann, receipt("no-key"));
    await work();
    expect(announcedTo()).toEqual([[ann]]);
  });
});

describe("a key message", () => {
  /** Ann is present, and her first message has not arrived. */
  async function unheard(setting = {}) {
    const test = setUp(setting);
    await test.session.start(self);
    await test.session.peerPresent(announced(ann));
    return test;
  }

  it("brings materials, and late ones by themselves", async () => {
    const { opens, added, identities } = await unheard();
    const [current, late] = [materialOf(ann, 5), materialOf(ann, 4)];
    await opens(cipher(ann), { remoteSecretKeyMaterials: current });
    await opens(cipher(ann, 1), { lateSecretKeyMaterials: late });
    expect(added.mock.calls).toEqual([
      [current, "announced"],
      [{}, "late"],
      [{}, "announced"],
      [late, "late"],
    ]);
    expect(identities.proved.mock.calls).toEqual([[ann]]);
  });

  it("ends the announcements to its sender, also when it repeats a key", async () => {
    const { opens, announcedTo, pass } = await unheard();
    await opens(cipher(ann));
    await pass(60_000);
    expect(announcedTo()).toEqual([null]);
  });

  it.each([
    ["that opens a session", preKey(ann), {}],
    ["that came late", cipher(ann), { lateSecretKeyMaterials: materialOf(ann) }],
    ["without a sender", Uint8Array.of(1), {}],
  ])("%s does not end the announcements", async (_what, message, result) => {
    const { opens, announcedTo, pass } = await unheard();
    await opens(message, result);
    await pass(3_000);
    expect(announcedTo()).toEqual([null, [ann]]);
  });

  it("of a peer that lacks our answer is answered again, at most every 1.5 s", async () => {
    const missesAnswer = vi.fn(() => true);
    const { opens, announcedTo, pass } = await started({ engine: { missesAnswer } });
    await opens(cipher(ann, 1));
    await pass(1_499);
    await opens(cipher(ann, 2));
    expect(announcedTo()).toEqual([[ann]]);
    await pass(1);
    await opens(cipher(ann, 3));
    expect(announcedTo()).toEqual([[ann], [ann]]);
    expect(missesAnswer.mock.lastCall).toEqual([ann]);
  });

  it("that the engine answers needs no second answer for 1.5 s", async () => {
    const { opens, announcedTo, pass } = await started({ engine: { missesAnswer: () => true } });
    await opens(cipher(ann, 1), { messages: [Uint8Array.of(8)] });
    expect(announcedTo()).toEqual([]);
    await pass(1_500);
    await opens(cipher(ann, 2));
    expect(announcedTo()).toEqual([[ann]]);
  });

  it("without a sender is answered by the engine alone", async () => {
    const missesAnswer = vi.fn(() => true);
    const { opens, announcedTo, send } = await started({ engine: { missesAnswer } });
    missesAnswer.mockClear();
    await opens(Uint8Array.of(1), { messages: [Uint8Array.of(8)] });
    expect(send.mock.lastCall).toEqual([[Uint8Array.of(8)]]);
    expect(missesAnswer).not.toHaveBeenCalled();
    expect(announcedTo()).toEqual([]);
  });

  it("shows that its sender missed several of ours, which brings it our key again", async () => {
    const missesMessages = vi.fn(() => false);
    const { opens, announcedTo, pass } = await started({ engine: { missesMessages } });
    await opens(cipher(ann, 1));
    await pass(2_000);
    expect(announcedTo()).toEqual([]);
    missesMessages.mockReturnValue(true);
    await opens(cipher(ann, 2));
    await pass(2_000);
    expect(announcedTo()).toEqual([[ann]]);
  });
});

describe("a key message that the engine refuses", () => {
  it("is not reported when it was opened before and the relay repeats messages", async () => {
    const { opens, fails, refused } = await started({ broadcasts: true });
    await opens(cipher(ann, 1));
    await fails(cipher(ann, 1), failure("authentication-failed"));
    expect(refused).not.toHaveBeenCalled();
    await fails(cipher(ann, 2), failure("authentication-failed"));
    await fails(cipher(ann, 1), failure("invalid-message"));
    expect(refused.mock.calls).toMatchObject([
      [ann, { code: "authentication-failed" }],
      [ann, { code: "invalid-message" }],
    ]);
  });

  it("is reported when the relay delivers each message once", async () => {
    const { opens, fails, refused } = await started();
    await opens(cipher(ann, 1));
    await fails(cipher(ann, 1), failure("authentication-failed"));
    expect(refused.mock.calls).toMatchObject([[ann, { code: "authentication-failed" }]]);
  });

  it("waits for the notification of its sender, except for one of ours or without a sender", async () => {
    const { session, opens, fails, refused, receive } = await started();
    const unknown = failure("unknown-peer");
    await fails(cipher(ben), unknown);
    expect(refused).not.toHaveBeenCalled();
    await fails(cipher(self), unknown);
    await fails(Uint8Array.of(1), unknown);
    expect(refused.mock.calls).toEqual([
      [self, unknown],
      [null, unknown],
    ]);
    receive.mockClear();
    receive.mockResolvedValueOnce({ remoteSecretKeyMaterials: {}, messages: [] });
    await session.peerPresent(announced(ben));
    expect(receive.mock.calls).toEqual([[cipher(ben)]]);
    await opens(cipher(ann, 1));
  });

  it.each(["too-many-skipped", "authentication-failed"] as const)(
    "brings its sender our key again only if too many were lost (%s)",
    async (code) => {
      const { fails, announcedTo, pass } = await started();
      await fails(cipher(ann, 1), failure(code));
      await pass(2_000);
      expect(announcedTo()).toEqual(code === "too-many-skipped" ? [[ann]] : []);
    },
  );

  it("brings a stranger nothing", async () => {
    const { fails, announcedTo, pass, refused, clock } = await started();
    await fails(cipher(ben, 1), failure("too-many-skipped"));
    expect(refused.mock.calls).toMatchObject([[ben, { code: "too-many-skipped" }]]);
    expect(clock.pending).toBe(0);
    await pass(60_000);
    expect(announcedTo()).toEqual([]);
  });

  it("makes no new key when the engine cannot announce", async () => {
    const renew = vi.fn(async () => ({ ...own(4), messages: [] }));
    const { fails, pass, clock } = await started({ renew });
    renew.mockClear();
    await fails(cipher(ann, 1), failure("too-many-skipped"));
    expect(clock.pending).toBe(0);
    await pass(60_000);
    expect(renew).not.toHaveBeenCalled();
  });
});

describe("an announcement", () => {
  it("goes to all peers after a second of quiet, and then to those that were not heard", async () => {
    const { session, announcedTo, pass } = setUp();
    await session.start(self);
    await session.peerPresent(announced(ann));
    await session.peerPresent({ connectionId: ben, bundle: null, keyPackage: "AAAA" });
    await pass(999);
    expect(announcedTo()).toEqual([]);
    await pass(1);
    expect(announcedTo()).toEqual([null]);
    await pass(2_000);
    // Ben has keys of another agreement.
    expect(announcedTo()).toEqual([null, [ann]]);
  });

  it("that fails is reported, and the call goes on unless the engine crashed", async () => {
    const { session, announce, refused, work, failures, pass } = await started();
    const [bad, crash] = [failure("invalid-message"), failure("wasm-crashed")];
    announce.mockRejectedValueOnce(bad);
    session.receipt(ann, receipt("no-key"));
    await work();
    expect(refused.mock.calls).toEqual([[null, bad]]);
    expect(failures).toEqual([]);
    await pass(5_000);
    announce.mockRejectedValueOnce(crash);
    session.receipt(ann, receipt("no-key"));
    await work();
    expect(failures).toEqual([crash]);
    expect(refused).toHaveBeenCalledOnce();
  });

  it("is a new key for an engine that cannot announce, and opens what could not be opened before", async () => {
    const retried = materialOf(ann);
    const result = { ...own(4), messages: [Uint8Array.of(6)], remoteSecretKeyMaterials: retried };
    const { session, pass, send, added, identities, sealing, announcedTo } = setUp({
      renew: async () => result,
    });
    await session.start(self);
    await session.peerPresent(announced(ann));
    await pass(1_000);
    expect(send.mock.calls).toEqual([[[Uint8Array.of(6)]]]);
    expect(sealing.switchAfterLeave).toHaveBeenCalledOnce();
    expect(added.mock.calls).toEqual([[retried, "announced"]]);
    expect(identities.proved.mock.calls).toEqual([[ann]]);
    expect(announcedTo()).toEqual([]);
  });

  it("does not come after the end", async () => {
    const { session, pass, announcedTo, clock } = setUp();
    await session.start(self);
    await session.peerPresent(announced(ann));
    session.close();
    expect(clock.pending).toBe(0);
    await pass(60_000);
    expect(announcedTo()).toEqual([]);
  });
});

describe("the fresh key after a leave", () => {
  const engine = () => ({
    dropSession: vi.fn(async () => true),
    renewMaterial: vi.fn(async () => ({ ...own(9), messages: [Uint8Array.of(6)] })),
    startSession: vi.fn(async () => ({ ...own(10), remoteSecretKeyMaterials: {}, messages: [] })),
  });

  it("is made before the next peer joins", async () => {
    const parts = engine();
    const { session } = await started({ engine: parts });
    await session.peerLeft(ann);
    expect(parts.renewMaterial).not.toHaveBeenCalled();
    await session.peerJoined(announced(ben));
    expect(parts.renewMaterial).toHaveBeenCalledOnce();
    expect(parts.renewMaterial.mock.invocationCallOrder[0]).toBeLessThan(
      parts.startSession.mock.invocationCallOrder[0] ?? 0,
    );
  });

  it("is not made for a peer that only receives, until it seals", async () => {
    const parts = engine();
    const { session, isSending } = await started({ engine: parts });
    isSending.mockReturnValue(false);
    await session.peerLeft(ann);
    await session.peerJoined(announced(ben));
    expect(parts.renewMaterial).not.toHaveBeenCalled();
    await session.beforeSealing();
    expect(parts.renewMaterial).toHaveBeenCalledOnce();
  });

  it("takes the place of the announcement to all peers, until another peer comes", async () => {
    const parts = engine();
    const { session, pass, announcedTo, opens } = await started({ engine: parts });
    await session.peerLeft(ann);
    await pass(1_000);
    expect(parts.renewMaterial).toHaveBeenCalledOnce();
    await pass(60_000);
    expect(announcedTo()).toEqual([]);
    await session.peerPresent(announced(ben));
    await opens(cipher(ben), { remoteSecretKeyMaterials: materialOf(ben) });
    await pass(60_000);
    expect(announcedTo()).toEqual([null]);
  });
});
