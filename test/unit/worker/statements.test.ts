import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ParkedKey } from "../../../src/call/parked-key.ts";
import type { OwnStatement } from "../../../src/e2ee/worker/messages.ts";
import { parseBundle } from "../../../src/protocol/bundle.ts";
import type { ParticipantStatement } from "../../../src/protocol/identity-statement.ts";
import { sourceOffset } from "../../../src/protocol/key-message.ts";
import type { PeerStatement } from "../../../src/status.ts";
import { FakeClock, id } from "./fakes.ts";
import { deliver, destinationOf, Peer, sessionKey as setup } from "./peer.ts";

describe("the participant key of a peer", () => {
  let clock: FakeClock;
  let ann: Peer;
  let ben: Peer;
  let mallory: Peer;

  beforeEach(async () => {
    clock = new FakeClock();
    [ann, ben, mallory] = (await Promise.all(
      ["ann", "ben", "mallory"].map((name) => Peer.start(name, clock, setup)),
    )) as [Peer, Peer, Peer];
  });

  const meet = async (statement: unknown): Promise<void> => {
    await ann.request({
      kind: "peer-present",
      connectionId: ben.connectionId,
      bundle: ben.bundle,
      statement,
    });
    await ben.hearsOf(ann, "peer-joined");
  };
  const statusOf = async () => (await ann.factsOf(ben))?.statement?.status;
  const refused = () =>
    ann.posted.flatMap((message) => (message.type === "refused" ? [message.error.code] : []));

  it("is proven by the first key message that can be decrypted, and not by its announcement", async () => {
    await meet(ben.own?.statement);
    expect(await statusOf()).toBe("unproven");
    await deliver(ann, ben);
    expect((await ann.factsOf(ben))?.statement).toMatchObject({
      status: "proven",
      key: ben.own?.fingerprint,
      confirmed: true,
    });
    expect(refused()).toEqual([]);
  });

  it.each<readonly [string, (ben: OwnStatement | null, mallory: OwnStatement | null) => unknown]>([
    ["of somebody else", (_ben, other) => other?.statement],
    [
      "with the public key of somebody else",
      (own, other) => ({ ...own?.statement, publicKey: other?.statement?.publicKey }),
    ],
    ["of another purpose", (own) => ({ ...own?.statement, purpose: 1 })],
    ["that is malformed", (own) => ({ ...own?.statement, signature: "" })],
    [
      "with the proof of somebody else",
      (own, other) => ({ ...own?.statement, proof: other?.statement?.proof }),
    ],
    ["with a proof that is malformed", (own) => ({ ...own?.statement, proof: "" })],
  ])("is invalid and reported with a statement %s", async (_what, change) => {
    await meet(change(ben.own, mallory.own));
    await deliver(ann, ben);
    expect(await statusOf()).toBe("invalid");
    expect(refused()).toEqual(["identity-invalid"]);
  });

  it("is not proven by a peer that repeats its bundle and statement under another connection id", async () => {
    const thief = id("thief");
    await ann.request({
      kind: "peer-present",
      connectionId: thief,
      bundle: ben.bundle,
      statement: ben.own?.statement,
    });
    await deliver(ann, ben);
    expect((await ann.factsOf({ connectionId: thief }))?.statement).toEqual({ status: "unproven" });
  });

  it("has no safety number before it is proven, and then one of both participants", async () => {
    await meet(ben.own?.statement);
    await clock.advance(50);
    expect((await ann.factsOf(ben))?.safetyNumber).toBeNull();
    await deliver(ann, ben);
    await vi.waitFor(async () => {
      await clock.advance(20);
      expect((await ann.factsOf(ben))?.safetyNumber).toMatchObject({ kind: "participant" });
    });
  });

  it("is replaced by the connection's safety number when there is no statement", async () => {
    await meet(null);
    await deliver(ann, ben);
    expect(await statusOf()).toBe("none");
    await vi.waitFor(async () => {
      await clock.advance(20);
      expect((await ann.factsOf(ben))?.safetyNumber).toMatchObject({ kind: "connection" });
    });
  });
});

describe("a participant who works with the server, and signs the connection of another peer", () => {
  let ann: Peer;
  let ben: Peer;
  let mallory: Peer;
  /** Mallory's participant key signs Ben's connection. Only the proof of Ben's own identity key is missing. */
  let stolen: ParticipantStatement;
  const clock = new FakeClock();

  beforeEach(async () => {
    [ann, ben, mallory] = (await Promise.all(
      ["ann", "ben", "mallory"].map((name) => Peer.start(name, clock, setup)),
    )) as [Peer, Peer, Peer];
    const { port1, port2 } = new MessageChannel();
    mallory.core.receive({ type: "participant-port", gives: "signatures", port: port1 });
    const { identityKey } = parseBundle(ben.bundle);
    const signed = new Promise<OwnStatement>((resolve) => {
      port2.onmessage = ({ data }: MessageEvent<OwnStatement>) => resolve(data);
    });
    port2.postMessage({ channelId: "test", identityKey, purpose: "camera", messageKey: identityKey });
    stolen = (await signed).statement ?? expect.fail("Mallory signed nothing");
    port2.close();
  });

  const shownWith = async (statement: ParticipantStatement): Promise<PeerStatement | undefined> => {
    const { connectionId, bundle } = ben;
    await ann.request({ kind: "peer-present", connectionId, bundle, statement });
    await ben.hearsOf(ann, "peer-joined");
    await deliver(ann, ben);
    return (await ann.factsOf(ben))?.statement;
  };
  const refused = () =>
    ann.posted.flatMap((message) => (message.type === "refused" ? [message.error.code] : []));

  it.each([
    ["Mallory's connection confirms", () => mallory],
    ["Ben's connection confirms, for Ben's own key", () => ben],
  ])("cannot use a statement that %s", async (_what, confirming) => {
    const { proof = "" } = confirming().own?.statement ?? {};
    expect(await shownWith({ ...stolen, proof })).toEqual({ status: "invalid" });
    expect(refused()).toEqual(["identity-invalid"]);
  });

  it("is recognized by the missing proof, and refused at the first message that Ben signs", async () => {
    expect(stolen).not.toHaveProperty("proof");
    expect(await shownWith(stolen)).toMatchObject({
      status: "proven",
      key: mallory.own?.fingerprint,
      confirmed: false,
    });
    const sealed = await ben.request({
      kind: "seal-message",
      label: "#chat",
      data: new Uint8Array(1),
      to: null,
    });
    if (!sealed.ok) throw new Error(sealed.error.message);
    const message = new Uint8Array(sealed.result as Uint8Array);
    ann.core.receive({ type: "sealed-message", label: "#chat", message, sender: ben.connectionId });
    await vi.waitFor(async () => expect((await ann.factsOf(ben))?.statement).toEqual({ status: "invalid" }));
    expect(refused()).toEqual(["identity-invalid"]);
    await vi.waitFor(async () => {
      await clock.advance(20);
      expect((await ann.factsOf(ben))?.safetyNumber).toMatchObject({ kind: "connection" });
    });
  });
});

describe("an identity key that two connections announce", () => {
  let clock: FakeClock;
  let ann: Peer;
  let ben: Peer;
  let copy: Pick<Peer, "connectionId" | "bundle">;

  beforeEach(async () => {
    clock = new FakeClock();
    [ann, ben] = (await Promise.all([Peer.start("ann", clock, setup), Peer.start("ben", clock, setup)])) as [
      Peer,
      Peer,
    ];
    copy = { connectionId: id("copy"), bundle: ben.bundle };
  });

  const refused = () =>
    ann.posted.flatMap((message) =>
      message.type === "refused" ? [[message.connectionId, message.error.code]] : [],
    );
  const keyOf = async (peer: typeof copy) => (await ann.factsOf(peer))?.keyId;

  /** The first message of a session is an answer to none. The next one is the announcement after a change of presence. */
  const deliverUntilAnswered = async (): Promise<void> => {
    await deliver(ann, ben);
    await clock.advance(4_000);
    await deliver(ann, ben);
  };

  it("is refused for a later connection, which gets no keys, after the owner has proved it", async () => {
    await ann.hearsOf(ben, "peer-joined");
    await ben.hearsOf(ann, "peer-present");
    await deliver(ann, ben);
    await ann.hearsOf(copy, "peer-joined");
    expect(ann.outgoing()).toEqual([]);
    expect(refused()).toEqual([[copy.connectionId, "identity-key-reused"]]);
    await ann.hearsThatLeft(ben);
    await ann.request({ kind: "peer-left", connectionId: copy.connectionId });
    ann.outgoing();
    await ann.hearsOf(copy, "peer-joined");
    expect(ann.outgoing()).toHaveLength(2);
  });

  it("stays with its owner when a newcomer hears of the copy first", async () => {
    await ann.hearsOf(copy, "peer-present");
    await ann.hearsOf(ben, "peer-present");
    expect(refused()).toEqual([]);
    await ben.hearsOf(ann, "peer-joined");
    await deliverUntilAnswered();
    expect(refused()).toEqual([[copy.connectionId, "identity-key-reused"]]);
    expect([await keyOf(ben), await keyOf(copy)]).toEqual([expect.any(Number), null]);
    expect((await ann.factsOf(copy))?.fingerprint).toBeNull();
    expect((await ann.factsOf(ben))?.fingerprint).not.toBeNull();
  });

  it("stays with its owner when the copy repeats the owner's messages as its own, and faster", async () => {
    const statement = ben.own?.statement;
    for (const { connectionId } of [copy, ben])
      await ann.request({ kind: "peer-present", connectionId, bundle: ben.bundle, statement });
    await ben.hearsOf(ann, "peer-joined");
    const messages = ben.outgoing();
    for (const message of messages) {
      const relabeled = Uint8Array.from(message);
      relabeled.set(new TextEncoder().encode(copy.connectionId), sourceOffset);
      await ann.give(relabeled);
    }
    expect((await ann.factsOf(copy))?.statement).toEqual({ status: "unproven" });
    for (const message of messages) await ann.give(message);
    expect(refused()).toEqual([]);
    await deliverUntilAnswered();
    expect(refused()).toEqual([[copy.connectionId, "identity-key-reused"]]);
    expect((await ann.factsOf(ben))?.statement).toMatchObject({ status: "proven" });
    expect((await ann.factsOf(copy))?.statement).toEqual({ status: "none" });
    expect([await keyOf(ben), await keyOf(copy)]).toEqual([expect.any(Number), null]);
  });

  it("stays with its owner when the copy has damaged the rest of the bundle", async () => {
    const damaged = { ...copy, bundle: { ...ben.bundle, preKeySignature: ann.bundle.preKeySignature } };
    await ann.hearsOf(damaged, "peer-present");
    await ann.hearsOf(ben, "peer-present");
    await ben.hearsOf(ann, "peer-joined");
    await deliver(ann, ben);
    expect(refused()).toEqual([
      [copy.connectionId, "invalid-bundle"],
      [copy.connectionId, "identity-key-reused"],
    ]);
    expect(await keyOf(ben)).toEqual(expect.any(Number));
  });

  it("stays with its owner when both join, and the next fresh key is not sealed for the copy", async () => {
    await ann.hearsOf(copy, "peer-joined");
    await ann.hearsOf(ben, "peer-joined");
    await ben.hearsOf(ann, "peer-present");
    await deliver(ann, ben);
    expect(refused()).toEqual([[copy.connectionId, "identity-key-reused"]]);
    expect(await keyOf(ben)).toEqual(expect.any(Number));
    await clock.advance(60_000);
    expect(ann.outgoing().map(destinationOf)).not.toContain(copy.connectionId);
  });
});

describe("a worker without its required participant key", () => {
  afterEach(() => void vi.restoreAllMocks());

  it("reports a code and works without one when the browser cannot make the key", async () => {
    const generate = crypto.subtle.generateKey.bind(crypto.subtle) as (
      ...given: unknown[]
    ) => Promise<CryptoKey>;
    vi.spyOn(crypto.subtle, "generateKey").mockImplementation((...given: unknown[]) =>
      JSON.stringify(given[0]).includes("ECDSA")
        ? Promise.reject(new Error("unavailable"))
        : generate(...given),
    );
    const peer = await Peer.start("ann", new FakeClock(), setup);
    expect(peer.own).toMatchObject({ statement: null, kind: null, problem: { code: "identity-key-failed" } });
    expect(peer.bundle.identityKey).not.toBe("");
  });

  it("reports a code and uses a session key when nothing can be stored", async () => {
    vi.stubGlobal("indexedDB", {
      open() {
        throw new DOMException("Storage is off.", "SecurityError");
      },
    });
    const peer = await Peer.start("ann", new FakeClock(), { ...setup, kind: "device" });
    vi.unstubAllGlobals();
    expect(peer.own).toMatchObject({
      kind: "session",
      isNew: true,
      problem: { code: "identity-storage-blocked" },
    });
    expect(peer.own?.statement).not.toBeNull();
  });
});

describe("a worker that has a participant key", () => {
  it("passes it to the next worker, and signs for the worker of a screen", async () => {
    const clock = new FakeClock();
    const first = await Peer.start("first", clock, setup);
    const keyPort = new MessageChannel();
    first.core.receive({ type: "retire" });
    first.core.receive({ type: "participant-port", gives: "key", port: keyPort.port1 });
    const next = await Peer.start("next", clock, { ...setup, previous: keyPort.port2 });
    const signPort = new MessageChannel();
    next.core.receive({ type: "participant-port", gives: "signatures", port: signPort.port1 });
    const screen = await Peer.start("screen", clock, { ...setup, purpose: "screen", signer: signPort.port2 });
    expect(next.own?.fingerprint).toBe(first.own?.fingerprint);
    expect(screen.own?.fingerprint).toBe(first.own?.fingerprint);
    expect(screen.own?.statement).toMatchObject({ purpose: 1, proof: expect.any(String) });
    expect(screen.own?.statement?.proof).not.toBe(next.own?.statement?.proof);
    keyPort.port1.close();
    signPort.port1.close();
  });

  it("parks it in ports, where workers of later runs of the call find it", async () => {
    const clock = new FakeClock();
    const parked = new ParkedKey();
    const run = async (kind: "session" | "device") => {
      const peer = await Peer.start("run", clock, {
        ...{ ...setup, kind, parked: parked.take(), parking: parked.prepare() },
      });
      const told = peer.posted.find((message) => message.type === "parked");
      parked.keep(told?.type === "parked" ? told.ports : []);
      peer.core.receive({ type: "retire" });
      return peer.own;
    };
    const first = await run("session");
    // A run that is called off takes a copy and leaves none.
    for (let calledOff = 0; calledOff < 5; calledOff += 1) parked.take();
    expect(await run("session")).toMatchObject({ fingerprint: first?.fingerprint, problem: null });
    // Node has no IndexedDB, so the device key falls back to the key of the call.
    expect(await run("device")).toMatchObject({
      kind: "session",
      fingerprint: first?.fingerprint,
      problem: { code: "identity-storage-blocked" },
    });
    parked.close();
    expect((await run("session"))?.fingerprint).not.toBe(first?.fingerprint);
    parked.close();
  });
});
