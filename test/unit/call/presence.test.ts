import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Presence } from "../../../src/call/presence.ts";
import type { WorkerClient } from "../../../src/call/worker-client.ts";
import type { WorkerRequest } from "../../../src/e2ee/worker/messages.ts";
import { SoraE2EEError, type SoraE2EEErrorCode } from "../../../src/errors.ts";
import type { NotifiedPeer } from "../../../src/sora/notifications.ts";
import { maxPeers } from "../../../src/status.ts";
import { createCallStore } from "../../../src/store/call-store.ts";
import type { CallEvent } from "../../../src/store/types.ts";

const me = "ME------------------------";
const alice = "ALICE---------------------";
const bob = "BOB-----------------------";
const bundle = { identityKey: "i", signedPreKey: "p", preKeySignature: "s" };

function peer(connectionId: string, given: Partial<NotifiedPeer> = {}): NotifiedPeer {
  const unknown = {
    clientId: null,
    bundleId: null,
    role: null,
    participant: null,
    name: null,
    metadata: null,
    messageKey: null,
    statement: null,
  };
  return { connectionId, ...unknown, bundle, ...given };
}

function setUp(refuse: Partial<Record<WorkerRequest["kind"], SoraE2EEErrorCode>> = {}) {
  const asked: WorkerRequest[] = [];
  const events: CallEvent[] = [];
  const failures: SoraE2EEErrorCode[] = [];
  const client = {
    request: async (request: WorkerRequest) => {
      asked.push(request);
      const code = refuse[request.kind];
      if (code) throw new SoraE2EEError(code, "No.");
    },
  };
  const presence = new Presence(
    client as unknown as WorkerClient,
    (event) => events.push(event),
    ({ code }) => failures.push(code),
  );
  const connected = (present: readonly NotifiedPeer[] = [], self = peer(me), dropped = 0) =>
    presence.onEvent({ type: "self-created", self, present, dropped });
  return { presence, asked, events, failures, connected };
}

const kinds = (asked: readonly WorkerRequest[]) =>
  asked.map((request) =>
    "connectionId" in request ? `${request.kind} ${request.connectionId}` : request.kind,
  );

describe("the presence of a call", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("sends nothing to the worker before our own notification, and then sends everything in order", () => {
    const { presence, asked, events, connected } = setUp();
    presence.onEvent({ type: "created", peer: peer(bob) });
    presence.onEvent({ type: "destroyed", connectionId: bob });
    expect([asked, events]).toEqual([[], []]);
    connected([peer(alice)]);
    expect(kinds(asked)).toEqual([
      `start ${me}`,
      `peer-present ${alice}`,
      `peer-joined ${bob}`,
      `peer-left ${bob}`,
    ]);
    expect(events.map(({ type }) => type)).toEqual([
      "self-connected",
      "peer-present",
      "peer-joined",
      "peer-left",
    ]);
    presence.onEvent({ type: "created", peer: peer(bob) });
    expect(asked).toHaveLength(5);
  });

  it("gives the worker each peer's keys, and gives the store everything except the keys", () => {
    const { asked, events, connected } = setUp();
    const claimed = { clientId: "c", bundleId: "b", role: "sendonly", metadata: { name: "A" } } as const;
    connected(
      [peer(alice, { ...claimed, messageKey: "k" })],
      peer(me, { clientId: "my client", bundleId: "my bundle" }),
    );
    expect(asked[1]).toEqual({
      kind: "peer-present",
      connectionId: alice,
      bundle,
      messageKey: "k",
      statement: null,
    });
    expect(events).toEqual([
      {
        type: "self-connected",
        connectionId: me,
        clientId: "my client",
        bundleId: "my bundle",
        present: [alice],
      },
      { type: "peer-present", peer: { connectionId: alice, participant: null, name: null, ...claimed } },
    ]);
  });

  it("starts the worker once, also when the server repeats its notifications", () => {
    const { asked, connected } = setUp();
    connected([peer(alice)]);
    connected([peer(bob)], peer(bob));
    expect(kinds(asked)).toEqual([`start ${me}`, `peer-present ${alice}`]);
  });

  it("refuses a server that hides metadata, and starts nothing", async () => {
    const { presence, asked, events, failures, connected } = setUp();
    connected([peer(alice, { bundle: null })], peer(me, { bundle: null }));
    expect(failures).toEqual(["notification-metadata-disabled"]);
    expect([asked, events]).toEqual([[], []]);
    const waiting = presence.selfNotified().catch((error: SoraE2EEError) => error.code);
    await vi.advanceTimersByTimeAsync(3000);
    expect(await waiting).toBe("notifications-disabled");
  });

  it.each([
    ["shows our own metadata", null, bundle],
    ["shows somebody else's metadata", bundle, null],
  ])("continues with a server that %s", (_what, theirs, own) => {
    const { asked, failures, connected } = setUp();
    connected([peer(alice, { bundle: theirs }), peer(bob, { bundle: null })], peer(me, { bundle: own }));
    expect(failures).toEqual([]);
    expect(kinds(asked)).toEqual([`start ${me}`, `peer-present ${alice}`, `peer-present ${bob}`]);
  });

  it("refuses a server that does not notify us of our own connection within three seconds", async () => {
    const { presence } = setUp();
    const codes: string[] = [];
    presence.selfNotified().catch((error: SoraE2EEError) => codes.push(error.code));
    await vi.advanceTimersByTimeAsync(2999);
    expect(codes).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(codes).toEqual(["notifications-disabled"]);
  });

  it("waits for our own notification, and sets no timer afterwards", async () => {
    const { presence, connected } = setUp();
    const notified = presence.selfNotified();
    connected();
    await expect(notified).resolves.toBeUndefined();
    await expect(presence.selfNotified()).resolves.toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("leaves no timer when it is stopped while it waits", () => {
    const { presence } = setUp();
    void presence.selfNotified();
    expect(vi.getTimerCount()).toBe(1);
    presence.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("refuses a server that leaves out ids, and only reports a single odd notification later", () => {
    const { presence, events, failures, connected } = setUp();
    presence.onEvent({ type: "nameless" });
    expect(failures).toEqual(["notification-connection-id-disabled"]);
    connected();
    presence.onEvent({ type: "nameless" });
    expect(failures).toHaveLength(1);
    expect(events.at(-1)).toEqual({ type: "refused", connectionId: null, code: "invalid-connection-id" });
  });

  it("ends the call for an own id of a wrong form, and only reports a wrong id of a peer", () => {
    const { presence, events, failures } = setUp();
    presence.onEvent({ type: "invalid-id", whose: "peer" });
    expect(events).toEqual([{ type: "refused", connectionId: null, code: "invalid-connection-id" }]);
    expect(failures).toEqual([]);
    presence.onEvent({ type: "invalid-id", whose: "self" });
    expect(failures).toEqual(["invalid-connection-id"]);
  });

  it("reports that some entries of the peer list were left out", () => {
    const { events, connected } = setUp();
    connected([], peer(me), 2);
    expect(events.at(-1)).toEqual({ type: "refused", connectionId: null, code: "invalid-connection-id" });
  });

  it("does not list our own connection as a peer", () => {
    const { presence, asked, events, connected } = setUp();
    connected([peer(me), peer(alice)]);
    presence.onEvent({ type: "created", peer: peer(me) });
    presence.onEvent({ type: "destroyed", connectionId: me });
    expect(kinds(asked)).toEqual([`start ${me}`, `peer-present ${alice}`]);
    expect(events.map(({ type }) => type)).toEqual(["self-connected", "peer-present"]);
  });

  it("holds peers up to its limit, and accepts another one after one has left", () => {
    const { presence, asked, events, connected } = setUp();
    const ids = Array.from({ length: maxPeers + 1 }, (_, i) => String(i).padStart(26, "0"));
    connected(ids.map((id) => peer(id)));
    expect(asked).toHaveLength(1 + maxPeers);
    expect(events.at(-1)).toEqual({ type: "refused", connectionId: null, code: "too-many-peers" });

    presence.onEvent({ type: "destroyed", connectionId: ids[maxPeers] as string });
    expect(asked).toHaveLength(1 + maxPeers);
    presence.onEvent({ type: "created", peer: peer(ids[0] as string) });
    expect(kinds(asked).at(-1)).toBe(`peer-joined ${ids[0]}`);
    presence.onEvent({ type: "destroyed", connectionId: ids[0] as string });
    presence.onEvent({ type: "created", peer: peer(alice) });
    expect(kinds(asked).slice(-2)).toEqual([`peer-left ${ids[0]}`, `peer-joined ${alice}`]);
  });

  it("reports a list of too many peers once, however long it is", () => {
    const { events, connected } = setUp();
    connected(Array.from({ length: 3 * maxPeers }, (_, i) => peer(String(i).padStart(26, "0"))));
    expect(events.filter(({ type }) => type === "refused")).toHaveLength(1);
  });

  it("lists every peer that gets keys after a reconnect, regardless of earlier lists", () => {
    const { asked, events, connected } = setUp();
    const { store, dispatch } = createCallStore("sendrecv");
    const ids = (first: string) =>
      Array.from({ length: maxPeers }, (_, i) => first + `${i}`.padStart(25, "0"));
    for (const id of ids("A")) dispatch({ type: "peer-joined", peer: peer(id) });
    dispatch({ type: "connection-lost" });
    connected([...ids("B"), ...ids("A")].map((id) => peer(id)));
    for (const event of events) dispatch(event);
    const told = asked.flatMap((request) => (request.kind === "peer-present" ? [request.connectionId] : []));
    expect(told).toHaveLength(maxPeers);
    expect(Object.keys(store.getState().peers).sort()).toEqual(told.sort());
  });

  it("keeps a bounded number of events that came before our own notification", () => {
    const { presence, asked, events, connected } = setUp();
    for (let i = 0; i < 500; i++) {
      presence.onEvent({ type: "created", peer: peer(bob) });
      presence.onEvent({ type: "destroyed", connectionId: bob });
    }
    expect(events).toEqual([]);
    presence.onEvent({ type: "created", peer: peer(alice) });
    expect(events).toEqual([{ type: "refused", connectionId: null, code: "message-flood" }]);
    connected();
    expect(asked).toHaveLength(1 + 1000);
  });

  it("continues when the worker refuses a peer, and names it in the log", async () => {
    const { presence, events, failures, connected } = setUp({ "peer-joined": "invalid-bundle" });
    connected();
    presence.onEvent({ type: "created", peer: peer(alice) });
    await vi.advanceTimersByTimeAsync(0);
    expect(events.slice(-1)).toEqual([{ type: "refused", connectionId: alice, code: "invalid-bundle" }]);
    expect(failures).toEqual([]);
  });

  it("ends the call when the worker cannot start, because no frame could be sealed", async () => {
    const { failures, connected } = setUp({ start: "internal" });
    connected();
    await vi.advanceTimersByTimeAsync(0);
    expect(failures).toEqual(["internal"]);
  });
});
