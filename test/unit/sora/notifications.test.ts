import type { SignalingNotifyMessage } from "sora-js-sdk";
import { describe, expect, it } from "vitest";
import { channelCounts, membershipEvent } from "../../../src/sora/notifications.ts";

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

describe("membershipEvent", () => {
  it("keeps the key bundle and the app's metadata apart", () => {
    const message = notify({
      connection_id: alice,
      authn_metadata: { name: "Alice", pre_key_bundle: bundle },
    });
    expect(membershipEvent(message, self)).toMatchObject({
      type: "created",
      member: { connectionId: alice, metadata: { name: "Alice" }, bundle },
    });
  });

  it("lists who is here from our own notification, also in the older form", () => {
    const others = [{ connection_id: alice, authn_metadata: { pre_key_bundle: bundle } }];
    for (const list of ["data", "metadata_list"]) {
      const event = membershipEvent(notify({ connection_id: self, [list]: others }), self);
      expect(event).toMatchObject({
        type: "self-created",
        present: [{ connectionId: alice, bundle }],
      });
    }
  });

  it("reads the bundle of older servers from `metadata`", () => {
    const message = notify({ connection_id: alice, metadata: { pre_key_bundle: bundle } });
    expect(membershipEvent(message, self)).toMatchObject({ member: { bundle } });
  });

  it.each([
    ["nothing", undefined],
    ["a string", "hello"],
    ["a list", [1]],
    ["a bundle of numbers", { pre_key_bundle: { ...bundle, identityKey: 1 } }],
    ["a bundle with a part missing", { pre_key_bundle: { identityKey: "a" } }],
  ])("takes %s as a member without keys", (_name, metadata) => {
    const event = membershipEvent(notify({ connection_id: alice, authn_metadata: metadata }), self);
    expect(event).toMatchObject({ type: "created", member: { bundle: null } });
  });

  it("says that connection ids are missing, and nothing about other notifications", () => {
    expect(membershipEvent(notify({}), self)).toEqual({ type: "nameless" });
    expect(membershipEvent(notify({ event_type: "network.status" }), self)).toBeNull();
  });

  it("reads leaving", () => {
    const message = notify({ event_type: "connection.destroyed", connection_id: alice });
    expect(membershipEvent(message, self)).toEqual({ type: "destroyed", connectionId: alice });
  });
});

describe("channelCounts", () => {
  it("reads the counts where they are", () => {
    const message = notify({ channel_connections: 3, channel_sendrecv_connections: 2 });
    expect(channelCounts(message)).toEqual({ connections: 3, sendrecv: 2, sendonly: 0, recvonly: 0 });
    expect(channelCounts(notify({}))).toBeNull();
  });
});
