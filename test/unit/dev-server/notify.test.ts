import { describe, expect, it } from "vitest";
import { devServerHarness } from "./support/harness.ts";
import type { Message } from "./support/raw-client.ts";

const harness = devServerHarness();
const metadata = (name: string) => ({ signaling_notify_metadata: { name } });

describe("connection.created", () => {
  it("tells a new client about the present ones, and the present ones about the new client", async () => {
    await harness.start();
    const a = await harness.join({ ...metadata("a"), client_id: "client-a" });
    const b = await harness.join({ ...metadata("b"), role: "sendonly" });
    const own = await b.notification("connection.created", b.connectionId);
    expect(own).toMatchObject({
      type: "notify",
      role: "sendonly",
      session_id: b.offer.session_id,
      client_id: b.connectionId,
      bundle_id: b.connectionId,
      audio: true,
      video: true,
      minutes: 0,
      channel_connections: 2,
      channel_sendrecv_connections: 1,
      channel_sendonly_connections: 1,
      channel_recvonly_connections: 0,
      turn_transport_type: "udp",
      authn_metadata: { name: "b" },
      data: [
        {
          connection_id: a.connectionId,
          client_id: "client-a",
          bundle_id: a.connectionId,
          authn_metadata: { name: "a" },
        },
      ],
    });
    const forOthers = await a.notification("connection.created", b.connectionId);
    const { data: _data, ...rest } = own;
    expect({ ...forOthers, timestamp: 0 }).toEqual({ ...rest, timestamp: 0 });
    const first = await a.notification("connection.created", a.connectionId);
    expect(first).toMatchObject({ channel_connections: 1, data: [] });
  });

  it("is sent within the channel only", async () => {
    await harness.start();
    const a = await harness.join({ channel_id: "one" });
    await harness.join({ channel_id: "two" });
    expect(a.signaling.messages.filter(({ event_type }) => event_type === "connection.created")).toHaveLength(
      1,
    );
  });
});

describe("connection.destroyed", () => {
  it("names the client that left, with counts that exclude it", async () => {
    await harness.start();
    const a = await harness.join(metadata("a"));
    const b = await harness.join(metadata("b"));
    b.signaling.send({ type: "disconnect" });
    expect(await a.notification("connection.destroyed", b.connectionId)).toMatchObject({
      channel_connections: 1,
      authn_metadata: { name: "b" },
    });
  });
});

describe("each of Sora's notification settings", () => {
  it("signaling_notify = false removes notifications, and media still work", async () => {
    await harness.start({ signalingNotify: false });
    const a = await harness.join(metadata("a"));
    const b = await harness.join(metadata("b"));
    await a.signaling.message(({ type }) => type === "re-offer");
    for (const { signaling } of [a, b]) {
      expect(signaling.messages.filter(({ type }) => type === "notify")).toEqual([]);
    }
  });

  it("signaling_notify_connection_id = false removes connection ids", async () => {
    await harness.start({ signalingNotifyConnectionId: false });
    const a = await harness.join(metadata("a"));
    const b = await harness.join(metadata("b"));
    const ofB = ({ authn_metadata }: Message) => JSON.stringify(authn_metadata) === '{"name":"b"}';
    for (const { signaling } of [a, b]) {
      await signaling.message(ofB);
      const notifications = signaling.messages.filter(({ type }) => type === "notify");
      expect(JSON.stringify(notifications)).not.toContain("connection_id");
    }
  });

  it("signaling_notify_metadata = false removes metadata, also in data", async () => {
    await harness.start({ signalingNotifyMetadata: false });
    const a = await harness.join(metadata("a"));
    const b = await harness.join(metadata("b"));
    const own = await b.notification("connection.created", b.connectionId);
    expect(own).not.toHaveProperty("authn_metadata");
    expect(own.data).toEqual([
      { connection_id: a.connectionId, client_id: a.connectionId, bundle_id: a.connectionId },
    ]);
    expect(await a.notification("connection.created", b.connectionId)).not.toHaveProperty("authn_metadata");
  });

  it("an older version sends metadata and metadata_list", async () => {
    await harness.start({ legacyNotifyMetadata: true });
    const a = await harness.join(metadata("a"));
    const b = await harness.join(metadata("b"));
    const own = await b.notification("connection.created", b.connectionId);
    expect(own).toMatchObject({
      metadata: { name: "b" },
      metadata_list: [{ connection_id: a.connectionId, metadata: { name: "a" } }],
    });
    expect(own).not.toHaveProperty("authn_metadata");
  });
});
