import { describe, expect, it } from "vitest";
import { devServerHarness, eventually, keyMessage, upToDate } from "./support/harness.ts";

const harness = devServerHarness();
const e2ee = { e2ee: true };
const overChannels = { e2ee: true, data_channel_signaling: true };

describe("key messages", () => {
  it("reach only their recipients", async () => {
    const server = await harness.start();
    const a = await harness.join(e2ee);
    const b = await harness.join(e2ee);
    const c = await harness.join(e2ee);
    const message = keyMessage(a.connectionId, b.connectionId);
    a.signaling.send(message);
    expect(await b.signaling.binary()).toEqual(message);
    await upToDate(a, c);
    expect(a.signaling.binaries).toEqual([]);
    expect(c.signaling.binaries).toEqual([]);
    const { connections } = server.stats().channels.room!;
    expect(connections[a.connectionId]!.e2eeMessages).toBe(1);
    expect(connections[b.connectionId]!.e2eeMessages).toBe(0);
  });

  it("stay in the channel, and do not reach clients without e2ee", async () => {
    await harness.start();
    const a = await harness.join(e2ee);
    const plain = await harness.join();
    const elsewhere = await harness.join({ ...e2ee, channel_id: "elsewhere" });
    a.signaling.send(keyMessage(a.connectionId, plain.connectionId));
    a.signaling.send(keyMessage(a.connectionId, elsewhere.connectionId));
    a.signaling.send(keyMessage(a.connectionId, a.connectionId));
    await upToDate(a, plain, elsewhere);
    for (const { signaling } of [a, plain, elsewhere]) expect(signaling.binaries).toEqual([]);
  });

  it("are dropped silently when their recipient has just left", async () => {
    const server = await harness.start();
    const a = await harness.join(e2ee);
    a.signaling.send(keyMessage(a.connectionId, "GONE----------------------"));
    await upToDate(a);
    expect(server.stats().channels.room!.connections[a.connectionId]).toMatchObject({
      left: false,
      e2eeMessages: 1,
    });
  });

  it.each([
    ["too short", Buffer.alloc(55, 65), /^INVALID-KEY-MESSAGE: too short/],
    ["empty", Buffer.alloc(0), /^INVALID-KEY-MESSAGE: too short/],
    ["with a destination that is no id", Buffer.alloc(120), /destination is not a connection id/],
  ])("close the connection when they are %s", async (_name, message, reason) => {
    await harness.start();
    const a = await harness.join(e2ee);
    a.signaling.send(message);
    const closed = await a.signaling.closed;
    expect(closed.code).toBe(4490);
    expect(closed.reason).toMatch(reason);
  });

  it("pass between the WebSocket and the e2ee DataChannel", async () => {
    await harness.start();
    const a = await harness.join(e2ee);
    const b = await harness.join(overChannels);
    await b.signaling.message(({ type }) => type === "switched");
    const there = keyMessage(a.connectionId, b.connectionId);
    a.signaling.send(there);
    await eventually(() => b.received.get("e2ee")?.length);
    expect(b.received.get("e2ee")).toEqual([there]);
    const back = keyMessage(b.connectionId, a.connectionId);
    b.channels.get("e2ee")?.send(back);
    expect(await a.signaling.binary()).toEqual(back);
    expect(b.signaling.binaries).toEqual([]);
  });

  it("are withheld by a hostile server until the fault ends", async () => {
    const server = await harness.start();
    const a = await harness.join(e2ee);
    const b = await harness.join(e2ee);
    const undo = server.faults.hostile.withholdKeys(a.connectionId);
    a.signaling.send(keyMessage(a.connectionId, b.connectionId, Buffer.from("lost")));
    await upToDate(a);
    undo();
    a.signaling.send(keyMessage(a.connectionId, b.connectionId, Buffer.from("kept")));
    expect((await b.signaling.binary()).subarray(-4).toString()).toBe("kept");
    expect(server.stats().channels.room!.connections[a.connectionId]!.e2eeMessages).toBe(2);
  });

  it("arrive with swapped bundles from a hostile server", async () => {
    const server = await harness.start();
    server.faults.hostile.swapBundles("alice", "bob");
    const bundle = (name: string) => ({
      client_id: name,
      e2ee: true,
      signaling_notify_metadata: { app: name, pre_key_bundle: { identityKey: name } },
    });
    const shown = (name: string, key: string) => ({ app: name, pre_key_bundle: { identityKey: key } });
    await harness.join(bundle("alice"));
    const bob = await harness.join(bundle("bob"));
    const carol = await harness.join(bundle("carol"));
    const { data } = await carol.notification("connection.created", carol.connectionId);
    expect(data).toMatchObject([
      { authn_metadata: shown("alice", "bob") },
      { authn_metadata: shown("bob", "alice") },
    ]);
    const seen = await bob.notification("connection.created", carol.connectionId);
    expect(seen.authn_metadata).toEqual(shown("carol", "carol"));
  });
});
