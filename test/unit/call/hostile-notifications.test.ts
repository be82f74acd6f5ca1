import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Presence } from "../../../src/call/presence.ts";
import type { WorkerClient } from "../../../src/call/worker-client.ts";
import type { WorkerRequest } from "../../../src/e2ee/worker/messages.ts";
import type { SoraE2EEError } from "../../../src/errors.ts";
import { channelCounts, isNotifiedId, presenceEvent } from "../../../src/sora/notifications.ts";
import { serverNotice } from "../../../src/sora/server-notices.ts";
import { createCallStore } from "../../../src/store/call-store.ts";
import { selectOwnScreens, selectParticipants } from "../../../src/store/participants.ts";
import type { CallState } from "../../../src/store/types.ts";
import { oddNotification, selfId } from "./odd-notifications.ts";

const bundle = { identityKey: "a", signedPreKey: "b", preKeySignature: "c" };
const idOf = (index: number) => String(index).padStart(26, "0");
const created = (connection_id: unknown, fields: object = {}) => ({
  type: "notify",
  event_type: "connection.created",
  connection_id,
  role: "sendrecv",
  authn_metadata: { pre_key_bundle: bundle },
  ...fields,
});

function setUp() {
  const { store, dispatch } = createCallStore("sendrecv");
  const asked: WorkerRequest[] = [];
  const failures: SoraE2EEError[] = [];
  const client = {
    request: async (request: WorkerRequest) => void asked.push(request),
  } as unknown as WorkerClient;
  const presence = new Presence(client, dispatch, (error) => failures.push(error));
  const receives = (notification: unknown) => {
    const counts = channelCounts(notification);
    if (counts) dispatch({ type: "channel", counts });
    const event = presenceEvent(notification, selfId);
    if (event) presence.onEvent(event);
    const notice = serverNotice(notification);
    if (notice) dispatch({ type: "server-notice", notice });
  };
  const refusals = () =>
    store.getState().log.flatMap(({ kind, detail }) => (kind === "refused" ? [detail] : []));
  const told = () => asked.flatMap((request) => ("connectionId" in request ? [request.connectionId] : []));
  return {
    store,
    receives,
    refusals,
    told,
    asked,
    failures,
    peerIds: () => Object.keys(store.getState().peers),
  };
}

/** The conditions that a call's state must always meet. */
function expectSound({ self, peers, channel, server }: CallState): void {
  expect(Object.getPrototypeOf(peers)).toBeNull();
  for (const [id, peer] of Object.entries(peers)) {
    expect(isNotifiedId(id)).toBe(true);
    expect(id).not.toBe(self.connectionId);
    expect(peer).toMatchObject({
      connectionId: id,
      encryption: { status: "exchanging" },
      verified: false,
      receivers: [],
    });
    expect([null, "sendrecv", "sendonly", "recvonly", "messaging"]).toContain(peer.role);
    expect(Object.getPrototypeOf(peer.metadata ?? {})).not.toHaveProperty("name");
  }
  for (const count of Object.values(channel ?? {}))
    expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
  expect((server?.focused ?? []).every(isNotifiedId)).toBe(true);
  expect(Object.getPrototypeOf(server?.layers ?? Object.create(null))).toBeNull();
  for (const [id, { current, requested }] of Object.entries(server?.layers ?? {})) {
    expect(isNotifiedId(id)).toBe(true);
    expect(["none", "r0", "r1", "r2"]).toEqual(expect.arrayContaining([current, requested]));
  }
  expect([0, 1, 2, 3]).toContain(server?.unstableLevel ?? 0);
  const shown = selectParticipants({ self, peers }).flatMap(({ connectionIds }) => connectionIds);
  expect([...shown, ...selectOwnScreens({ self, peers })].sort()).toEqual(Object.keys(peers).sort());
}

describe("a call with a hostile server", () => {
  it("keeps a valid state after any sequence of notifications, and throws nothing", () => {
    fc.assert(
      fc.property(fc.array(oddNotification, { maxLength: 12 }), fc.boolean(), (notifications, connected) => {
        const { store, receives } = setUp();
        if (connected) receives(created(selfId));
        for (const notification of notifications) receives(notification);
        expectSound(store.getState());
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it.each(["constructor", "__proto__", "toString", "x", "", "é".repeat(26), "A".repeat(27), 7, {}, []])(
    "drops and reports a peer with the connection id %j",
    (id) => {
      const { receives, refusals, told, peerIds, failures } = setUp();
      receives(created(selfId));
      receives(created(id));
      receives({ ...created(id), event_type: "connection.destroyed" });
      expect(peerIds()).toEqual([]);
      expect(told()).toEqual([selfId]);
      expect(refusals()).toEqual(["invalid-connection-id", "invalid-connection-id"]);
      expect(failures).toEqual([]);
    },
  );

  it("drops and reports entries of the first peer list without a valid id, and keeps the others", () => {
    const { receives, refusals, peerIds } = setUp();
    receives(created(selfId, { data: [{ connection_id: "constructor" }, { connection_id: idOf(1) }, null] }));
    expect(peerIds()).toEqual([idOf(1)]);
    expect(refusals()).toEqual(["invalid-connection-id"]);
  });
});
