import { describe, expect, it, onTestFinished } from "vitest";
import { devServerHarness, eventually, upToDate } from "./support/harness.ts";
import { connectMessage } from "./support/raw-client.ts";

const harness = devServerHarness();

describe("a client that becomes silent", () => {
  it("is pinged, stays while it answers, and is closed when it stops answering", async () => {
    const server = await harness.start({ pingInterval: 200, pongTimeout: 2500 });
    const silent = await harness.raw();
    const lively = await harness.raw();
    for (const client of [silent, lively]) client.send(connectMessage());
    lively.socket.on("message", (data: Buffer) => {
      if (data.toString().includes('"ping"')) lively.send({ type: "pong" });
    });
    await silent.message(({ type }) => type === "ping");
    expect(await silent.closed).toEqual({ code: 4491, reason: "PONG-TIMEOUT" });
    expect(Object.values(server.stats().channels.room!.connections).filter(({ left }) => !left)).toHaveLength(
      1,
    );
  });

  it("is closed when it sends no connect message", async () => {
    await harness.start({ connectTimeout: 500 });
    const client = await harness.raw();
    expect((await client.closed).reason).toMatch(/^CONNECT-TIMEOUT/);
  });

  it("is closed when it sends no answer", async () => {
    await harness.start({ connectTimeout: 500 });
    const client = await harness.raw();
    client.send(connectMessage());
    expect((await client.closed).reason).toMatch(/^CONNECT-TIMEOUT/);
  });

  it("is evicted when its media transport is silent and its WebSocket was closed after the switch", async () => {
    const server = await harness.start({ transportTimeout: 600 });
    const stays = await harness.join();
    const talking = setInterval(() => stays.send("audio", Buffer.from([1, 2, 3])), 20);
    onTestFinished(() => clearInterval(talking));
    const leaves = await harness.join({ data_channel_signaling: true, ignore_disconnect_websocket: true });
    await leaves.signaling.message(({ type }) => type === "switched");
    leaves.signaling.close();
    await leaves.signaling.closed;
    await upToDate(stays);
    expect(server.stats().channels.room!.connections[leaves.connectionId]!.left).toBe(false);
    server.faults.blackhole(leaves.connectionId, true);
    await stays.notification("connection.destroyed", leaves.connectionId);
    expect(server.stats().channels.room!.connections[leaves.connectionId]!.left).toBe(true);
  });

  it("is evicted at once when its WebSocket breaks before the switch", async () => {
    const server = await harness.start();
    const stays = await harness.join();
    const leaves = await harness.join();
    leaves.signaling.close();
    await eventually(() => server.stats().channels.room!.connections[leaves.connectionId]!.left);
    await stays.notification("connection.destroyed", leaves.connectionId);
  });

  it("is evicted at once when a test drops it", async () => {
    const server = await harness.start();
    const stays = await harness.join();
    const leaves = await harness.join();
    expect(server.faults.drop(leaves.connectionId)).toBe(true);
    expect(server.faults.drop(leaves.connectionId)).toBe(false);
    await stays.notification("connection.destroyed", leaves.connectionId);
    expect((await leaves.signaling.closed).code).toBe(1006);
  });
});
