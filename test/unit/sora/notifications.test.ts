import type { SignalingNotifyMessage } from "sora-js-sdk";
import { describe, expect, it } from "vitest";
import { channelCounts, presenceEvent } from "../../../src/sora/notifications.ts";

const self = "SELF----------------------";
const alice = "ALICE---------------------";
const bundle = { identityKey: "a", signedPreKey: "b", preKeySignature: "c" };

function notify(fields: Record<string, unknown>): SignalingNotifyMessage {
  return {
    type: "notify",
    event_type: "connection.created",
    role: "sendrecv",
    ...fields,
  } as SignalingNotifyMessage;
}

describe("presenceEvent", () => {
  it("separates the key bundle from the app's metadata", () => {
    const message = notify({
      connection_id: alice,
      authn_metadata: { name: "Alice", pre_key_bundle: bundle },
    });
    expect(presenceEvent(message, self)).toMatchObject({
      type: "created",
      peer: { connectionId: alice, metadata: { name: "Alice" }, bundle },
    });
  });

  it("lists the present peers from our own notification, also in the older form", () => {
    const others = [{ connection_id: alice, authn_metadata: { pre_key_bundle: bundle } }];
    for (const list of ["data", "metadata_list"]) {
      const event = presenceEvent(notify({ connection_id: self, [list]: others }), self);
      expect(event).toMatchObject({
        type: "self-created",
        present: [{ connectionId: alice, bundle }],
      });
    }
  });

  it("reads the bundle of older servers from `metadata`", () => {
    const message = notify({ connection_id: alice, metadata: { pre_key_bundle: bundle } });
    expect(presenceEvent(message, self)).toMatchObject({ peer: { bundle } });
  });

  it.each([
    ["nothing", undefined],
    ["a string", "hello"],
    ["a list", [1]],
    ["a bundle of numbers", { pre_key_bundle: { ...bundle, identityKey: 1 } }],
    ["a bundle with a part missing", { pre_key_bundle: { identityKey: "a" } }],
  ])("takes %s as a peer without keys", (_name, metadata) => {
    const event = presenceEvent(notify({ connection_id: alice, authn_metadata: metadata }), self);
    expect(event).toMatchObject({ type: "created", peer: { bundle: null } });
  });

  it("reports missing connection ids, and ignores other notifications", () => {
    expect(presenceEvent(notify({}), self)).toEqual({ type: "nameless" });
    expect(presenceEvent(notify({ event_type: "network.status" }), self)).toBeNull();
  });

  it("separates a peer's claims from the app's metadata", () => {
    const claim = { version: 1, participantId: "p1", purpose: "screen", role: "sendonly" };
    const message = notify({
      connection_id: alice,
      role: undefined,
      authn_metadata: { name: "Alice", react_sora_e2ee: claim, pre_key_bundle: bundle },
    });
    expect(presenceEvent(message, self)).toMatchObject({
      peer: {
        participant: { id: "p1", purpose: "screen" },
        role: "sendonly",
        metadata: { name: "Alice" },
      },
    });
  });

  it.each([
    ["no claim", undefined],
    ["a claim of another version", { version: 2, participantId: "p1", purpose: "screen", role: "sendonly" }],
    ["a claim of wrong types", { version: 1, participantId: 7, purpose: "screen" }],
    ["an id that is too long", { version: 1, participantId: "x".repeat(65), purpose: "screen" }],
    ["an unknown purpose", { version: 1, participantId: "p1", purpose: "both" }],
    ["text", "screen"],
  ])("gives no role and no participant to a peer with %s", (_what, claim) => {
    const entry = { connection_id: alice, authn_metadata: { react_sora_e2ee: claim } };
    expect(presenceEvent(notify({ connection_id: self, data: [entry] }), self)).toMatchObject({
      present: [{ connectionId: alice, role: null, participant: null }],
    });
  });

  it.each([
    ["Ann", "Ann"],
    [`${"long".repeat(100)}`, "long".repeat(10)],
    ["A\u202en\u0000n", "Ann"],
    ["\u200b", null],
    [7, null],
    [undefined, null],
  ])("reads the claimed name %j as %j", (name, shown) => {
    const claim = { version: 1, participantId: "p1", purpose: "camera", name };
    const message = notify({ connection_id: alice, authn_metadata: { name: "Eve", react_sora_e2ee: claim } });
    expect(presenceEvent(message, self)).toMatchObject({ peer: { name: shown, metadata: { name: "Eve" } } });
  });

  it("uses the role that the server states, if any", () => {
    const claim = { version: 1, participantId: "p1", purpose: "screen", role: "sendonly" };
    const message = notify({
      connection_id: alice,
      role: "recvonly",
      authn_metadata: { react_sora_e2ee: claim },
    });
    expect(presenceEvent(message, self)).toMatchObject({ peer: { role: "recvonly" } });
  });

  it.each([
    ["sendonly", "messaging"],
    ["sendrecv", "sendrecv"],
    [undefined, "messaging"],
  ])("a peer that claims messages only, with the server's role %s, has the role %s", (told, role) => {
    const claim = { version: 1, role: "messaging" };
    const message = notify({
      connection_id: alice,
      role: told,
      authn_metadata: { react_sora_e2ee: claim },
    });
    expect(presenceEvent(message, self)).toMatchObject({ peer: { role } });
  });

  it("removes prototype keys and deeply nested values from the app's metadata", () => {
    const nested = JSON.parse(`${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`);
    const metadata = JSON.parse('{"name": "Eve", "__proto__": {"admin": true}, "constructor": "Lotus"}');
    const event = presenceEvent(notify({ connection_id: alice, metadata: { ...metadata, nested } }), self);
    const read = event?.type === "created" ? event.peer.metadata : null;
    expect(read).toMatchObject({ name: "Eve", constructor: "Lotus" });
    expect(Object.keys(read as object)).toEqual(["name", "constructor", "nested"]);
    expect(JSON.stringify(read).length).toBeLessThan(300);
    expect(Object.assign({}, read)).not.toHaveProperty("admin");
  });

  it("lists each connection once, without our own", () => {
    const data = [
      { connection_id: self },
      { connection_id: alice, client_id: "first" },
      { connection_id: alice },
    ];
    expect(presenceEvent(notify({ connection_id: self, data }), self)).toMatchObject({
      present: [{ connectionId: alice, clientId: "first" }],
      dropped: 0,
    });
  });

  it("reads that a peer left", () => {
    const message = notify({ event_type: "connection.destroyed", connection_id: alice });
    expect(presenceEvent(message, self)).toEqual({ type: "destroyed", connectionId: alice });
  });
});

describe("channelCounts", () => {
  it("reads both counts", () => {
    const message = notify({ channel_connections: 3, channel_sendrecv_connections: 2 });
    expect(channelCounts(message)).toEqual({ connections: 3, sendrecv: 2, sendonly: 0, recvonly: 0 });
    expect(channelCounts(notify({}))).toBeNull();
  });

  it.each(["3", -1, 1.5, Number.NaN, null, {}])("returns null when a count is %j", (count) => {
    expect(channelCounts(notify({ channel_connections: count }))).toBeNull();
    if (count === null) return;
    expect(channelCounts(notify({ channel_connections: 3, channel_recvonly_connections: count }))).toBeNull();
  });
});

describe("an MLS key package", () => {
  const notified = (mls_key_package: unknown) =>
    presenceEvent(
      {
        event_type: "connection.created",
        connection_id: "B".repeat(26),
        authn_metadata: { mls_key_package, team: "a" },
      },
      "A".repeat(26),
    );

  it("is read as text, and hidden from the app", () => {
    expect(notified("AAEABQ==")).toMatchObject({
      type: "created",
      peer: { keyPackage: "AAEABQ==", metadata: { team: "a" }, bundle: null },
    });
  });

  it.each([null, 7, "", {}, "A".repeat(20_000)])("is ignored when it is %j", (value) => {
    const event = notified(value);
    expect(event).toMatchObject({ type: "created", peer: { metadata: { team: "a" } } });
    expect(event?.type === "created" && event.peer).not.toHaveProperty("keyPackage");
  });
});
