import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { devServerHarness, eventually } from "./support/harness.ts";
import type { RtcClient } from "./support/rtc-client.ts";

const harness = devServerHarness();
const switching = { data_channel_signaling: true };
const detached = { ...switching, ignore_disconnect_websocket: true };
const switched = (client: RtcClient) => client.signaling.message(({ type }) => type === "switched");
const kicked = { code: 1000, reason: "DISCONNECTED-API" };
const zip = (message: object) => deflateSync(JSON.stringify(message));

describe("signaling over DataChannels", () => {
  it("switches once all channels are open, and then sends notifications there", async () => {
    const server = await harness.start();
    const a = await harness.join(detached);
    expect(await switched(a)).toEqual({ type: "switched", ignore_disconnect_websocket: true });
    expect([...a.channels.keys()].sort()).toEqual(["notify", "push", "rpc", "signaling", "stats"]);
    expect(server.transportState(a.connectionId)).toMatch(
      /^ICE nominated, silent for \d+ s, DTLS connected, SCTP connected, \d+ bytes in flight, \d+ chunks queued, signaling open/,
    );
    const onSocket = a.signaling.messages.length;
    const b = await harness.join();
    await eventually(() => a.json("notify").length > 0);
    expect(a.json("notify")[0]).toMatchObject({
      event_type: "connection.created",
      connection_id: b.connectionId,
    });
    await eventually(() => a.json("signaling").some(({ type }) => type === "re-offer"));
    expect(a.signaling.messages.slice(onSocket).filter(({ type }) => type !== "ping")).toEqual([]);
  });

  it("continues after the WebSocket closes only when it was told to ignore that", async () => {
    const server = await harness.start();
    const stays = await harness.join(detached);
    const leaves = await harness.join({ ...switching, client_id: "leaves" });
    for (const client of [stays, leaves]) {
      await switched(client);
      client.signaling.close();
    }
    const left = (client: RtcClient) => server.stats().channels.room!.connections[client.connectionId]!.left;
    await eventually(() => left(leaves));
    expect(left(stays)).toBe(false);
  });

  it("accepts a disconnect on the signaling channel and closes the channels", async () => {
    const server = await harness.start();
    const stays = await harness.join();
    const a = await harness.join(detached);
    await switched(a);
    a.channels.get("signaling")?.send(zip({ type: "disconnect", reason: "NO-ERROR" }));
    await eventually(() => server.stats().channels.room!.connections[a.connectionId]!.left);
    await eventually(() => [...a.channels.values()].every(({ readyState }) => readyState === "closed"));
    await stays.notification("connection.destroyed", a.connectionId);
  });

  it.each([
    ["text that does not decompress", Buffer.from("plain")],
    ["decompressed nonsense", deflateSync("{")],
    ["more than the limit once decompressed", deflateSync(Buffer.alloc(100_000))],
    ["an unknown type", zip({ type: "nonsense" })],
  ])("ends with %s on the signaling channel, and with a close message", async (_name, data) => {
    const server = await harness.start({
      maxMessageBytes: 50_000,
      dataChannelSignalingCloseMessage: true,
    });
    await harness.join();
    const a = await harness.join(detached);
    await switched(a);
    a.signaling.close();
    await a.signaling.closed;
    a.channels.get("signaling")?.send(data);
    await eventually(() => server.stats().channels.room!.connections[a.connectionId]!.left);
    await eventually(() => a.json("signaling").some(({ type }) => type === "close"));
    expect(a.json("signaling").find(({ type }) => type === "close")).toMatchObject({ code: 4490 });
  });

  it.each([
    { data_channel_signaling_close_message: true, said: [{ type: "close", ...kicked }] },
    { data_channel_signaling_close_message: false, said: [] },
  ])(
    "gives the reason for removing a client only with $data_channel_signaling_close_message for data_channel_signaling_close_message",
    async ({ data_channel_signaling_close_message: dataChannelSignalingCloseMessage, said }) => {
      const server = await harness.start({ dataChannelSignalingCloseMessage });
      const a = await harness.join(detached);
      await switched(a);
      server.faults.disconnect(a.connectionId, kicked);
      await eventually(() => [...a.channels.values()].every(({ readyState }) => readyState === "closed"));
      expect(a.json("signaling").filter(({ type }) => type === "close")).toEqual(said);
    },
  );

  it("sends no close message to a client that disconnected by itself", async () => {
    await harness.start({ dataChannelSignalingCloseMessage: true });
    const a = await harness.join(detached);
    await switched(a);
    a.channels.get("signaling")?.send(zip({ type: "disconnect", reason: "NO-ERROR" }));
    await eventually(() => [...a.channels.values()].every(({ readyState }) => readyState === "closed"));
    expect(a.json("signaling").filter(({ type }) => type === "close")).toEqual([]);
  });
});

describe("messaging", () => {
  const label = (extra: object) => ({
    ...switching,
    data_channels: [{ label: "#chat", direction: "sendrecv", ...extra }],
  });

  it("reaches the other clients that have the label and receive on it", async () => {
    await harness.start();
    const a = await harness.join(label({}));
    const b = await harness.join(label({ header: [{ type: "sender_connection_id" }] }));
    const c = await harness.join(label({ direction: "sendonly" }));
    const d = await harness.join(label({ direction: "recvonly", compress: true }));
    const e = await harness.join(switching);
    for (const client of [a, b, c, d, e]) await switched(client);
    a.channels.get("#chat")?.send(Buffer.from("hello"));
    await eventually(() => b.received.get("#chat")?.length && d.received.get("#chat")?.length);
    expect(b.received.get("#chat")?.[0]?.toString()).toBe(`${a.connectionId}hello`);
    expect(d.received.get("#chat")).toEqual([deflateSync("hello")]);
    c.channels.get("#chat")?.send(Buffer.from("from c"));
    await eventually(() => a.received.get("#chat")?.length);
    d.channels.get("#chat")?.send(deflateSync("ignored"));
    // Messages of one transport arrive in order. So when d has left, the server has received all messages of d.
    d.channels.get("signaling")?.send(zip({ type: "disconnect", reason: "NO-ERROR" }));
    await eventually(() => a.json("notify").some(({ event_type }) => event_type === "connection.destroyed"));
    c.channels.get("#chat")?.send(Buffer.from("later"));
    await eventually(() => a.received.get("#chat")?.length === 2);
    expect(a.received.get("#chat")?.map(String)).toEqual(["from c", "later"]);
    expect(c.received.get("#chat")).toEqual([]);
    expect(e.channels.has("#chat")).toBe(false);
  });

  it("stops when the server closes its channel", async () => {
    const server = await harness.start();
    const a = await harness.join(label({}));
    await switched(a);
    server.faults.closeDataChannel(a.connectionId, "#chat");
    await eventually(() => a.channels.get("#chat")?.readyState === "closed");
    expect(a.channels.get("signaling")?.readyState).toBe("open");
  });
});
