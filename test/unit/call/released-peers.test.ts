import { describe, expect, it } from "vitest";
import type { WorkerResponses } from "../../../src/e2ee/worker/messages.ts";
import { presenceEvent } from "../../../src/sora/notifications.ts";
import { createCallStore } from "../../../src/store/call-store.ts";
import { FakeClock } from "../worker/fakes.ts";
import { deliver, Peer, sessionKey } from "../worker/peer.ts";

/** Ann has an identity. Ben is a released SDK, and `metadataOf` makes what the server says of him. */
async function shown(metadataOf: (bundle: Peer["bundle"]) => Record<string, unknown>) {
  const clock = new FakeClock();
  const ann = await Peer.start("ann", clock, sessionKey);
  const ben = await Peer.start("ben", clock);
  const notification = {
    ...{ type: "notify", event_type: "connection.created", role: "sendrecv", client_id: ben.connectionId },
    ...{ connection_id: ben.connectionId, ...metadataOf(ben.bundle) },
  };
  const event = presenceEvent(notification, ann.connectionId);
  if (event?.type !== "created") return expect.fail("no peer");
  const { peer } = event;
  const { connectionId, bundle, messageKey, statement: announced } = peer;
  await ann.request({ kind: "peer-joined", connectionId, bundle, messageKey, statement: announced });
  await ben.hearsOf(ann, "peer-present");
  await deliver(ann, ben);
  const store = createCallStore("sendrecv");
  store.dispatch({ type: "peer-joined", peer });
  const facts = await ann.request({ kind: "facts" });
  if (!facts.ok) return expect.fail(facts.error.message);
  store.dispatch({ type: "facts", facts: facts.result as WorkerResponses["facts"] });
  const refused = ann.posted.flatMap((message) => (message.type === "refused" ? [message.error.code] : []));
  return { peer: store.store.getState().peers[connectionId] ?? expect.fail("not in the store"), refused };
}

describe("a peer of a released SDK", () => {
  it.each<readonly [string, (bundle: Peer["bundle"]) => Record<string, unknown>]>([
    ["a notification of Sora 2021.2 and newer", (bundle) => ({ authn_metadata: { pre_key_bundle: bundle } })],
    ["a notification of an older Sora", (bundle) => ({ metadata: { pre_key_bundle: bundle } })],
    [
      "metadata of its app",
      (bundle) => ({ authn_metadata: { name: "Ben", tags: [1, null], pre_key_bundle: bundle } }),
    ],
    ...(
      [
        ["a text", "ben"],
        ["a number", 7],
        ["null", null],
        ["a list", [{ version: 1 }]],
        ["an object without a public key", { id: "ben", version: 1 }],
        ["an object without a version", { publicKey: "ben" }],
      ] as const
    ).map(
      ([what, participant]) =>
        [
          `${what} in a field "participant" of its app`,
          (bundle: Peer["bundle"]) => ({ authn_metadata: { participant, pre_key_bundle: bundle } }),
        ] as const,
    ),
  ])("has keys and the identity status none with %s", async (_what, metadataOf) => {
    const { peer, refused } = await shown(metadataOf);
    expect(peer.identity).toMatchObject({ status: "none", key: null, confirmed: false });
    expect(peer.keyId).toEqual(expect.any(Number));
    expect(refused).toEqual([]);
  });

  it.each<readonly [string, unknown]>([
    ["no bundle", undefined],
    ["null in the place of the bundle", null],
    ["a text in the place of the bundle", "bundle"],
    ["a list in the place of the bundle", [1, 2, 3]],
    ["an empty bundle", {}],
    ["a bundle of numbers", { identityKey: 1, signedPreKey: 2, preKeySignature: 3 }],
    [
      "a bundle of keys that are too short",
      { identityKey: "AA==", signedPreKey: "AA==", preKeySignature: "AA==" },
    ],
  ])("has no keys and the identity status none with %s", async (_what, pre_key_bundle) => {
    const { peer } = await shown(() => ({ authn_metadata: { pre_key_bundle } }));
    expect(peer.identity).toMatchObject({ status: "none", key: null });
    expect(peer).toMatchObject({ keyId: null, safetyNumber: null });
  });
});
