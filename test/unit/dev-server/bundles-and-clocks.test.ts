import { describe, expect, it } from "vitest";
import { devServerHarness, eventually, keyMessage, upToDate } from "./support/harness.ts";
import { connectMessage } from "./support/raw-client.ts";

const harness = devServerHarness();

describe("bundles", () => {
  const chat = {
    data_channel_signaling: true,
    e2ee: true,
    data_channels: [{ label: "#chat", direction: "sendrecv" }],
  };
  const bundled = { ...chat, bundle_id: "ann" };

  it("members of one bundle get no media, notifications, messages or key messages of each other", async () => {
    await harness.start({ signalingBundleId: true });
    const camera = await harness.join(bundled);
    const screen = await harness.join(bundled);
    const bob = await harness.join(chat);
    for (const client of [camera, screen, bob]) {
      await client.signaling.message(({ type }) => type === "switched");
    }
    expect(camera.offer.bundle_id).toBe("ann");
    await eventually(() => camera.json("signaling").length > 0);
    await upToDate(camera, screen, bob);
    camera.channels.get("#chat")?.send(Buffer.from("hello"));
    screen.channels.get("e2ee")?.send(keyMessage(screen.connectionId, camera.connectionId));
    screen.channels.get("e2ee")?.send(keyMessage(screen.connectionId, bob.connectionId));
    await eventually(() => bob.received.get("#chat")?.length === 1 && bob.received.get("e2ee")?.length === 1);
    for (const client of [camera, screen]) {
      const told = [...client.signaling.messages, ...client.json("notify")].flatMap(
        ({ connection_id, data }) => [
          connection_id,
          ...((data as { connection_id: string }[] | undefined) ?? []).map((each) => each.connection_id),
        ],
      );
      const other = client === camera ? screen : camera;
      expect(told).not.toContain(other.connectionId);
      const offers = [client.offer, ...client.signaling.messages, ...client.json("signaling")].map(
        ({ sdp }) => sdp,
      );
      expect(offers.join()).toContain(bob.connectionId);
      expect(offers.join()).not.toContain(other.connectionId);
      expect(client.received.get("#chat")).toEqual([]);
      expect(client.received.get("e2ee")).toEqual([]);
    }
  });

  it("by default a bundle_id is not read, and each connection is a bundle of its own", async () => {
    await harness.start();
    const camera = await harness.join(bundled);
    const screen = await harness.join(bundled);
    expect(camera.offer.bundle_id).toBe(camera.connectionId);
    expect((await screen.notification("connection.created")).data).toHaveLength(1);
  });
});

describe("timed events", () => {
  it("connection.updated is sent to all clients of a connection repeatedly", async () => {
    await harness.start({ updatedInterval: 50 });
    const ann = await harness.join();
    const bob = await harness.join();
    const update = await bob.notification("connection.updated", ann.connectionId);
    expect(update).toMatchObject({ role: "sendrecv", minutes: 0, channel_connections: 2 });
    await ann.notification("connection.updated", ann.connectionId);
  });

  it("a connection ends with LIFETIME-EXPIRED after its lifetime", async () => {
    await harness.start({ connectionLifetime: 1 });
    const client = await harness.join();
    expect(await client.signaling.closed).toEqual({ code: 1000, reason: "LIFETIME-EXPIRED" });
  });

  it("a lifetime can be granted by the auth hook", async () => {
    await harness.start({ authenticate: () => ({ allowed: true, connection_lifetime: 1 }) });
    const client = await harness.join();
    expect(await client.signaling.closed).toEqual({ code: 1000, reason: "LIFETIME-EXPIRED" });
  });

  it("statistics are requested over the WebSocket and over DataChannels, and can be read", async () => {
    const server = await harness.start({ requestStatsInterval: 50 });
    const plain = await harness.join();
    const switched = await harness.join({ data_channel_signaling: true });
    const asked = await plain.signaling.message(({ type, stats }) => type === "ping" && stats === true);
    plain.signaling.send({ type: "pong", stats: [{ id: "a", type: "transport" }, "nonsense"] });
    expect(asked).toEqual({ type: "ping", stats: true });
    await eventually(() => switched.json("stats").length > 0);
    expect(switched.json("stats")[0]).toEqual({ type: "req-stats" });
    await eventually(() => server.clientStatistics(plain.connectionId));
    expect(server.clientStatistics(plain.connectionId)?.reports).toEqual([{ id: "a", type: "transport" }]);
    const url = server.statsUrl.replace("/stats", "/channels/room/client-stats");
    expect(await (await fetch(url)).json()).toMatchObject({
      [plain.connectionId]: { reports: [{ id: "a", type: "transport" }] },
      [switched.connectionId]: null,
    });
  });

  it("network.status tells a client when its packets get lost and when they arrive again", async () => {
    await harness.start();
    const client = await harness.join();
    let sequence = 0;
    // Every second packet is lost.
    const timer = setInterval(() => {
      client.skipSequenceNumbers(sequence++ < 40 ? 1 : 0);
      client.send("audio", Buffer.from([0x78, 1]));
    }, 20);
    try {
      const status = await client.signaling.message(({ event_type }) => event_type === "network.status");
      expect(status).toEqual({
        type: "notify",
        event_type: "network.status",
        unstable_level: expect.toSatisfy((level: number) => level >= 1 && level <= 3),
      });
      await client.signaling.message(({ unstable_level }) => unstable_level === 0);
    } finally {
      clearInterval(timer);
    }
  });

  it("pings do not request statistics at the default interval", async () => {
    await harness.start({ requestStatsInterval: 0, pingInterval: 10 });
    const client = await harness.raw();
    client.send(connectMessage());
    expect(await client.message(({ type }) => type === "ping")).toEqual({ type: "ping" });
  });
});
