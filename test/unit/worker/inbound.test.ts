import { describe, expect, it, vi } from "vitest";
import type { WorkerRequest } from "../../../src/e2ee/worker/messages.ts";
import { SoraE2EEError } from "../../../src/errors.ts";
import { bundle, FakeFrame, Harness, id, keyMessage, material, settle } from "./harness.ts";

/** Literals, so that the tests notice when a bound is raised. */
const maxPeers = 500;

const never = () => new Promise<never>(() => undefined);
const forged = (name: string) => keyMessage(id(name), 255, 0);

/** The refusals reported to the page, without repeats: sender, code. */
function refusals({ posted }: Harness) {
  const all = posted.flatMap((message) => (message.type === "refused" ? [message] : []));
  return [...new Set(all.map(({ connectionId, error }) => `${connectionId} ${error.code}`))];
}

function failures({ posted }: Harness) {
  return posted.flatMap((message) => (message.type === "failed" ? [message.error.code] : []));
}

/** The next ids lie outside of what `harness.request` uses. */
let nextId = 10_000;

function post(harness: Harness, request: WorkerRequest): number {
  harness.core.receive({ type: "request", id: nextId, request });
  return nextId++;
}

function answered({ posted }: Harness, requestId: number) {
  return posted.some((message) => message.type === "response" && message.id === requestId);
}

describe("a worker that has not started", () => {
  it("keeps a key message until the keys have started and its sender was announced", async () => {
    const harness = new Harness();
    await harness.request({ kind: "init", channelId: "test", engine: { kind: "built-in" } });
    const early = post(harness, { kind: "key-message", message: keyMessage(id("ann"), 0, 1) });
    await settle();
    expect(answered(harness, early)).toBe(false);
    post(harness, { kind: "start", connectionId: id("self") });
    await harness.request({ kind: "peer-present", connectionId: id("ann"), bundle });
    await vi.waitFor(() => expect(answered(harness, early)).toBe(true));
    expect((await harness.facts()).peers).toMatchObject([{ connectionId: id("ann"), keyId: 0 }]);
    expect(refusals(harness)).toEqual([]);
  });
});

describe("a worker with a relay that can deliver a message twice", () => {
  async function afterRepeats(broadcasts: boolean) {
    const harness = new Harness();
    await harness.request({ kind: "init", channelId: "test", engine: { kind: "built-in" }, broadcasts });
    await harness.request({ kind: "start", connectionId: id("self") });
    await harness.request({ kind: "peer-present", connectionId: id("ann"), bundle });
    const { agreement } = harness;
    const receiveMessage = agreement.receiveMessage.bind(agreement);
    const seen = new Set<number | undefined>();
    // As the built-in engine: a message opens once.
    agreement.receiveMessage = async (message) => {
      if (seen.has(message[31])) throw new SoraE2EEError("authentication-failed", "repeated");
      const opened = await receiveMessage(message);
      seen.add(message[31]);
      return opened;
    };
    for (const byte of [1, 2, 1, 2]) {
      await harness.request({ kind: "key-message", message: keyMessage(id("ann"), byte, byte) });
    }
    return harness;
  }

  it("reports no repeated message, and reports a forged one", async () => {
    const harness = await afterRepeats(true);
    expect(refusals(harness)).toEqual([]);
    const long = new Uint8Array(200_000);
    long.set(forged("ann"));
    for (const message of [forged("ann"), forged("ann"), long]) {
      await harness.request({ kind: "key-message", message });
    }
    expect(failures(harness)).toEqual([]);
    expect(refusals(harness)).toEqual([`${id("ann")} authentication-failed`]);
  });

  it("reports a repeated message of a relay that delivers each message once", async () => {
    const harness = await afterRepeats(false);
    expect(refusals(harness)).toEqual([`${id("ann")} authentication-failed`]);
  });
});

describe("a worker with thousands of waiting key messages", () => {
  async function busy() {
    const harness = await new Harness().started();
    await harness.joined("eve", 1);
    harness.agreement.receiveMessage = never;
    for (let i = 0; i < 2_000; i++) post(harness, { kind: "key-message", message: forged("eve") });
    return harness;
  }

  it("answers the page's request for facts at once", async () => {
    const harness = await busy();
    expect(answered(harness, post(harness, { kind: "facts" }))).toBe(true);
  });

  it("blocks a transform at once, and answers", async () => {
    const harness = await busy();
    const sender = harness.sender("audio");
    expect(answered(harness, post(harness, { kind: "block", transformIds: [sender.transformId] }))).toBe(
      true,
    );
    sender.push(new FakeFrame(new Uint8Array(20)));
    await settle();
    expect(sender.out).toEqual([]);
  });

  it("answers every dropped key message, so that the page can release it", async () => {
    const harness = await busy();
    const requestId = post(harness, { kind: "key-message", message: forged("eve") });
    expect(answered(harness, requestId)).toBe(true);
  });
});

describe("a flood of key messages", () => {
  it("does not delay another peer's key message", async () => {
    const harness = await new Harness().started();
    for (const name of ["eve", "ann"]) {
      await harness.request({ kind: "peer-present", connectionId: id(name), bundle });
    }
    const order: string[] = [];
    const receive = harness.agreement.receiveMessage.bind(harness.agreement);
    harness.agreement.receiveMessage = (message) => {
      order.push(String.fromCharCode(...message.subarray(4, 7)));
      return receive(message);
    };
    for (let i = 0; i < 1_500; i++) post(harness, { kind: "key-message", message: forged("eve") });
    await harness.request({ kind: "key-message", message: keyMessage(id("ann"), 0, 1) });
    expect(order.indexOf("ANN")).toBeLessThanOrEqual(3);
    expect((await harness.peer("ann")).encryption).toEqual({ status: "ready" });
  });

  it("delays a peer that joins by at most 16 messages", async () => {
    const harness = await new Harness().started();
    await harness.joined("eve", 1);
    let handled = 0;
    let handledBeforeJoin: number | null = null;
    const { receiveMessage, startSession } = harness.agreement;
    harness.agreement.receiveMessage = (message) => {
      handled += 1;
      return receiveMessage.call(harness.agreement, message);
    };
    harness.agreement.startSession = (connectionId) => {
      handledBeforeJoin = handled;
      return startSession.call(harness.agreement, connectionId);
    };
    for (let i = 0; i < 1_500; i++) post(harness, { kind: "key-message", message: forged("eve") });
    await harness.request({ kind: "peer-joined", connectionId: id("ann"), bundle });
    expect(handledBeforeJoin).toBeLessThanOrEqual(17);
  });

  it("is named in the log with its source, and counted", async () => {
    const harness = await new Harness().started();
    await harness.joined("eve", 1);
    for (let i = 0; i < 1_500; i++) post(harness, { kind: "key-message", message: forged("eve") });
    await harness.clock.advance(10_000);
    expect(refusals(harness)).toContain(`${id("eve")} message-flood`);
    const counts = harness.posted.flatMap((message) =>
      message.type === "refused" && message.error.code === "message-flood"
        ? [Number(/(\d+) were dropped/u.exec(message.error.message)?.[1])]
        : [],
    );
    const dropped = counts.reduce((sum, count) => sum + count, 0);
    expect(dropped).toBeGreaterThan(1_000);
    expect(dropped).toBeLessThanOrEqual(1_500 - 256);
  });

  it("causes a few reported refusals, not one for each message", async () => {
    const harness = await new Harness().started();
    await harness.joined("eve", 1);
    for (let i = 0; i < 250; i++) post(harness, { kind: "key-message", message: forged("eve") });
    await harness.request({ kind: "key-message", message: forged("eve") });
    expect(harness.posted.filter(({ type }) => type === "refused")).toHaveLength(3);
  });
});

describe("a channel without a flood", () => {
  it("keeps the order of key messages and presence changes", async () => {
    const harness = await new Harness().started();
    await harness.request({ kind: "peer-present", connectionId: id("alice"), bundle });
    const order: string[] = [];
    const { receiveMessage, startSession } = harness.agreement;
    harness.agreement.receiveMessage = (message) => {
      order.push("message");
      return receiveMessage.call(harness.agreement, message);
    };
    harness.agreement.startSession = (connectionId) => {
      order.push("join");
      return startSession.call(harness.agreement, connectionId);
    };
    for (let keyId = 0; keyId < 3; keyId++) {
      post(harness, { kind: "key-message", message: keyMessage(id("alice"), keyId, 1) });
    }
    post(harness, { kind: "peer-joined", connectionId: id("bob"), bundle });
    await harness.request({ kind: "key-message", message: keyMessage(id("alice"), 3, 1) });
    expect(order).toEqual(["message", "message", "message", "join", "message"]);
  });

  it("handles no message of a peer after that peer has left", async () => {
    const harness = await new Harness().started();
    await harness.joined("alice", 1);
    post(harness, { kind: "peer-left", connectionId: id("alice") });
    await harness.request({ kind: "key-message", message: keyMessage(id("alice"), 1, 1) });
    expect((await harness.facts()).peers).toEqual([]);
  });
});

describe("an id of a wrong length", () => {
  const wrongIds = ["", "x", "a stream of another length ......", "26 characters, not ASCII é!"];

  it.each(wrongIds)(
    "%j as the stream id of a receiver is reported, and the receiver shows no frame",
    async (wrong) => {
      const harness = await new Harness().started();
      await harness.joined("alice", 1);
      const receiver = harness.receiver("audio", "alice");
      harness.core.receive({ type: "rebind", transformId: receiver.transformId, connectionId: wrong });
      receiver.push(await harness.sealed("alice", 1, "audio"));
      await settle();
      expect(receiver.out).toEqual([]);
      expect(refusals(harness)).toEqual(["null invalid-connection-id"]);
      // The server gives the right id again.
      harness.core.receive({ type: "rebind", transformId: receiver.transformId, connectionId: id("alice") });
      receiver.push(await harness.sealed("alice", 1, "audio"));
      await vi.waitFor(() => expect(receiver.out).toHaveLength(1));
    },
  );

  it.each(wrongIds)(
    "%j as a receiver's first stream id is reported, and a later valid id is accepted",
    async (wrong) => {
      const harness = await new Harness().started();
      await harness.joined("alice", 1);
      const receiver = harness.attach({
        direction: "receive",
        transformId: 99,
        kind: "audio",
        connectionId: wrong,
      });
      receiver.push(await harness.sealed("alice", 1, "audio"));
      await settle();
      expect(receiver.out).toEqual([]);
      expect(refusals(harness)).toEqual(["null invalid-connection-id"]);
      harness.core.receive({ type: "rebind", transformId: 99, connectionId: id("alice") });
      receiver.push(await harness.sealed("alice", 1, "audio"));
      await vi.waitFor(() => expect(receiver.out).toHaveLength(1));
    },
  );

  it.each(wrongIds)(
    "%j as the id of a peer that joins and leaves is reported, and the call continues",
    async (wrong) => {
      const harness = await new Harness().started();
      for (const kind of ["peer-present", "peer-joined"] as const) {
        expect(await harness.request({ kind, connectionId: wrong, bundle })).toMatchObject({ ok: true });
        expect(await harness.request({ kind: "peer-left", connectionId: wrong })).toMatchObject({ ok: true });
      }
      expect((await harness.facts()).peers).toEqual([]);
      expect(refusals(harness)).toEqual(["null invalid-connection-id"]);
      expect(failures(harness)).toEqual([]);
    },
  );

  it.each(wrongIds)("%j as our own id ends the call with an error", async (wrong) => {
    const harness = new Harness();
    await harness.request({ kind: "init", channelId: "test", engine: { kind: "built-in" } });
    const answer = await harness.request({ kind: "start", connectionId: wrong });
    expect(answer).toMatchObject({ ok: false, error: { code: "invalid-options" } });
    expect(failures(harness)).toEqual(["invalid-options"]);
  });
});

describe("made-up peers", () => {
  it("are refused beyond 500, and one more is accepted after one leaves", async () => {
    const harness = await new Harness().started();
    const join = (i: number) =>
      harness.request({ kind: "peer-joined", connectionId: id(`peer ${i}`), bundle: null });
    for (let i = 0; i <= maxPeers; i++) await join(i);
    expect((await harness.facts()).peers).toHaveLength(maxPeers);
    expect(refusals(harness)).toEqual([`${id(`peer ${maxPeers}`)} too-many-peers`]);
    await harness.request({ kind: "peer-left", connectionId: id("peer 0") });
    await join(maxPeers);
    expect((await harness.facts()).peers.map(({ connectionId }) => connectionId)).toContain(
      id(`peer ${maxPeers}`),
    );
  });
});

describe("reports to the page", () => {
  const entries = ({ posted }: Harness) =>
    posted.reduce((sum, message) => sum + (message.type === "facts" ? message.facts.peers.length : 0), 0);

  it("list each of 500 made-up peers a few times, not once per other peer", async () => {
    const harness = await new Harness().started();
    for (let i = 0; i < maxPeers; i++) {
      await harness.request({ kind: "peer-joined", connectionId: id(`peer ${i}`), bundle });
    }
    await harness.clock.advance(60_000);
    expect(entries(harness)).toBeGreaterThanOrEqual(maxPeers);
    expect(entries(harness)).toBeLessThanOrEqual(3 * maxPeers);
  });

  it("list only the peer whose frames arrive", async () => {
    const harness = await new Harness().started();
    await harness.joined("peer 7", 1);
    for (let i = 10; i < 20; i++) {
      await harness.request({ kind: "peer-joined", connectionId: id(`peer ${i}`), bundle: null });
    }
    const receiver = harness.receiver("audio", "peer 7");
    const before = harness.posted.length;
    receiver.push(await harness.sealed("peer 7", 1, "audio"));
    await harness.clock.advance(2_000);
    const listed = harness.posted
      .slice(before)
      .flatMap((message) => (message.type === "facts" ? message.facts.peers : []))
      .map(({ connectionId }) => connectionId);
    expect(new Set(listed)).toEqual(new Set([id("peer 7")]));
    expect(harness.lastFacts("peer 7")).toMatchObject({ encryption: { status: "encrypted" } });
  });

  it("are not sent for a key message that changed nothing", async () => {
    const harness = await new Harness().started();
    await harness.joined("eve", 1);
    const reports = () => harness.posted.filter(({ type }) => type === "facts").length;
    const before = reports();
    for (let i = 0; i < 20; i++) await harness.request({ kind: "key-message", message: forged("eve") });
    expect(reports()).toBe(before);
  });

  it("list a receiver that is added or removed", async () => {
    const harness = await new Harness().started();
    await harness.joined("alice", 1);
    const receiver = harness.receiver("audio", "alice");
    await harness.clock.advance(1_000);
    expect(harness.lastFacts("alice")?.receivers).toHaveLength(1);
    harness.core.receive({ type: "detach", transformId: receiver.transformId });
    await harness.clock.advance(1_000);
    expect(harness.lastFacts("alice")?.receivers).toEqual([]);
  });

  it("update the page's key ids at most half a second after a join", async () => {
    const harness = await new Harness().started();
    await harness.joined("alice", 1);
    harness.agreement.remote = { [id("alice")]: { keyId: 1, secretKeyMaterial: material(2) } };
    await harness.request({ kind: "peer-joined", connectionId: id("bob"), bundle });
    await harness.clock.advance(500);
    expect(harness.lastFacts("alice")?.keyId).toBe(1);
  });
});

describe("a key message that arrives before the notification of its peer", () => {
  const early = (harness: Harness, name: string, keyId = 0) =>
    harness.request({ kind: "key-message", message: keyMessage(id(name), keyId, 1) });

  async function keyIdAfterJoin(harness: Harness, name: string) {
    await harness.request({ kind: "peer-present", connectionId: id(name), bundle });
    return (await harness.peer(name)).keyId;
  }

  it("is kept for 10 s at most", async () => {
    const harness = await new Harness().started();
    for (const name of ["alice", "bob"]) await early(harness, name, 5);
    await harness.clock.advance(9_999);
    expect(await keyIdAfterJoin(harness, "alice")).toBe(5);
    await harness.clock.advance(1);
    expect(await keyIdAfterJoin(harness, "bob")).toBeNull();
  });

  it("is kept when its source has at most 4 of them", async () => {
    const harness = await new Harness().started();
    for (let keyId = 0; keyId <= 4; keyId++) await early(harness, "alice", keyId);
    expect(refusals(harness)).toEqual([`${id("alice")} unknown-peer`]);
    expect(await keyIdAfterJoin(harness, "alice")).toBe(3);
  });

  it("is kept for at most 64 sources, and for other sources after the first have expired", async () => {
    const harness = await new Harness().started();
    for (let i = 0; i < 64; i++) await early(harness, `made up ${i}`);
    await early(harness, "alice");
    expect(await keyIdAfterJoin(harness, "alice")).toBeNull();
    await harness.clock.advance(10_000);
    await early(harness, "bob");
    expect(await keyIdAfterJoin(harness, "bob")).toBe(0);
  });
});

it("a worker that failed handles no waiting message", async () => {
  const harness = await new Harness().started();
  await harness.joined("alice", 1);
  const receive = vi.spyOn(harness.agreement, "receiveMessage");
  harness.agreement.remote = { [id("alice")]: { keyId: 9, secretKeyMaterial: material(9) } };
  harness.agreement.failure = new SoraE2EEError("wasm-crashed", "Gone.");
  for (let i = 0; i < 50; i++) post(harness, { kind: "key-message", message: keyMessage(id("alice"), 1, 1) });
  await settle();
  expect(receive.mock.calls.length).toBeLessThanOrEqual(1);
});
