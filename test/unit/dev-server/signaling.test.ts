import { describe, expect, it } from "vitest";
import { devServerHarness } from "./support/harness.ts";
import { connectMessage, type Message } from "./support/raw-client.ts";

const harness = devServerHarness();

const offered = ({ type }: Message) => type === "offer";

describe("an invalid message closes the connection with a reason", () => {
  const refusals: [name: string, sent: unknown, reason: RegExp][] = [
    ["text that is not JSON", "{", /^INVALID-JSON/],
    ["JSON that is not an object", "[1]", /^INVALID-MESSAGE/],
    ["null", "null", /^INVALID-MESSAGE/],
    ["a message before connect", { type: "answer", sdp: "" }, /^UNEXPECTED-MESSAGE/],
    ["binary before connect", Buffer.alloc(120), /^UNEXPECTED-BINARY/],
    ["no role", connectMessage({ role: undefined }), /^UNKNOWN-ROLE/],
    ["an unknown role", connectMessage({ role: "admin" }), /^UNKNOWN-ROLE/],
    ["a role of a wrong type", connectMessage({ role: ["sendrecv"] }), /^UNKNOWN-ROLE/],
    ["no channel_id", connectMessage({ channel_id: undefined }), /^MISSING-CHANNEL-ID/],
    ["an empty channel_id", connectMessage({ channel_id: "" }), /^MISSING-CHANNEL-ID/],
    ["a channel_id of a wrong type", connectMessage({ channel_id: 7 }), /^MISSING-CHANNEL-ID/],
    ["a long channel_id", connectMessage({ channel_id: "x".repeat(256) }), /^INVALID-MESSAGE/],
    ["e2ee of a wrong type", connectMessage({ e2ee: "yes" }), /e2ee must be a boolean/],
    ["audio of a wrong type", connectMessage({ audio: 1 }), /^INVALID-MESSAGE: audio/],
    ["video of a wrong type", connectMessage({ video: [] }), /^INVALID-MESSAGE: video/],
    ["a codec that is not offered", connectMessage({ video: { codec_type: "H265" } }), /H265/],
    ["a codec named like a property", connectMessage({ video: { codec_type: "toString" } }), /toString/],
    ["an unknown rid", connectMessage({ simulcast_rid: "r9" }), /simulcast_rid/],
    ["client_id of a wrong type", connectMessage({ client_id: {} }), /client_id must be a string/],
    [
      "messaging without DataChannel signaling",
      connectMessage({ data_channels: [{}] }),
      /data_channels|label/,
    ],
    [
      "a messaging label without #",
      connectMessage({
        data_channel_signaling: true,
        data_channels: [{ label: "chat", direction: "sendrecv" }],
      }),
      /label/,
    ],
    [
      "a messaging label twice",
      connectMessage({
        data_channel_signaling: true,
        data_channels: [
          { label: "#a", direction: "sendrecv" },
          { label: "#a", direction: "sendonly" },
        ],
      }),
      /twice/,
    ],
  ];

  it.each(refusals)("%s", async (_name, sent, reason) => {
    const server = await harness.start();
    const client = await harness.raw();
    client.send(sent);
    const closed = await client.closed;
    expect(closed.code).toBe(4490);
    expect(closed.reason).toMatch(reason);
    expect(server.stats().channels).toEqual({});
  });

  const later: [name: string, sent: unknown, reason: RegExp][] = [
    ["an answer that is not SDP", { type: "answer", sdp: "hello" }, /^INVALID-SDP/],
    ["an answer without sections", { type: "answer", sdp: "v=0\r\n" }, /^INVALID-SDP/],
    ["an answer without sdp", { type: "answer" }, /sdp must be a string/],
    ["a re-answer before the answer", { type: "re-answer", sdp: "v=0\r\n" }, /^UNEXPECTED-MESSAGE/],
    ["a second connect", connectMessage(), /^UNEXPECTED-MESSAGE/],
    ["an unknown type", { type: "nonsense" }, /^UNEXPECTED-MESSAGE: nonsense/],
    ["a type of a wrong type", { type: { a: 1 } }, /^UNEXPECTED-MESSAGE/],
    ["a candidate without candidate", { type: "candidate" }, /candidate must be a string/],
    ["binary without e2ee", Buffer.alloc(120, 65), /^UNEXPECTED-BINARY/],
    ["more than the size limit", `{"type":"pong","x":"${"x".repeat(5000)}"}`, /^MESSAGE-TOO-LARGE/],
  ];

  it.each(later)("after the offer: %s", async (_name, sent, reason) => {
    await harness.start({ maxMessageBytes: 4096 });
    const client = await harness.raw();
    client.send(connectMessage());
    await client.message(offered);
    client.send(sent);
    const closed = await client.closed;
    expect(closed.code).toBe(4490);
    expect(closed.reason).toMatch(reason);
  });

  it("a message far beyond the limit closes with the WebSocket's own code", async () => {
    await harness.start({ maxMessageBytes: 1024 });
    const client = await harness.raw();
    client.send("x".repeat(20_000));
    expect((await client.closed).code).toBe(1009);
  });

  it("invalid messages of one client do not affect the others", async () => {
    const server = await harness.start();
    const good = await harness.raw();
    good.send(connectMessage());
    await good.message(offered);
    for (const bad of ["{", "[]", "null", '{"type":"connect"}', Buffer.alloc(3)]) {
      const client = await harness.raw();
      client.send(bad);
      await client.closed;
    }
    const [channel] = Object.values(server.stats().channels);
    expect(Object.values(channel!.connections)).toMatchObject([{ left: false }]);
  });
});

describe("the offer", () => {
  it("has the fields that the SDK reads", async () => {
    await harness.start();
    const client = await harness.raw();
    client.send(connectMessage({ client_id: "me", bundle_id: "bundle" }));
    const offer = await client.message(offered);
    expect(offer).toMatchObject({
      channel_id: "room",
      client_id: "me",
      bundle_id: expect.stringMatching(/^[0-9A-Z]{26}$/),
      simulcast: false,
      spotlight: false,
      config: { iceServers: [] },
      mid: { audio: expect.any(String), video: expect.any(String) },
      data_channels: [],
    });
    expect(offer.connection_id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(offer.session_id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(offer.sdp).toContain("VP8/90000");
    expect(offer.sdp).not.toContain("H264");
  });

  it("has a transport but no published track for recvonly", async () => {
    await harness.start();
    const client = await harness.raw();
    client.send(connectMessage({ role: "recvonly" }));
    const offer = await client.message(offered);
    expect(offer.mid).toEqual({});
    expect(offer.sdp).toContain("m=application 9");
    expect(offer.sdp).not.toContain("m=audio");
  });

  it("has three encodings and their rids with simulcast", async () => {
    await harness.start();
    const client = await harness.raw();
    client.send(connectMessage({ simulcast: true }));
    const offer = await client.message(offered);
    expect((offer.encodings as { rid: string }[]).map(({ rid }) => rid)).toEqual(["r0", "r1", "r2"]);
    expect(offer.sdp).toContain("a=simulcast:recv r0;r1;r2");
  });

  it("lists the DataChannels", async () => {
    await harness.start();
    const client = await harness.raw();
    client.send(
      connectMessage({
        e2ee: true,
        data_channel_signaling: true,
        ignore_disconnect_websocket: true,
        data_channels: [
          { label: "#chat", direction: "sendonly", header: [{ type: "sender_connection_id" }] },
        ],
      }),
    );
    const offer = await client.message(offered);
    expect(offer.ignore_disconnect_websocket).toBe(true);
    expect(offer.data_channels).toEqual([
      { label: "signaling", direction: "sendrecv", compress: true },
      { label: "notify", direction: "recvonly", compress: true },
      { label: "push", direction: "recvonly", compress: true },
      { label: "stats", direction: "sendrecv", compress: true },
      { label: "rpc", direction: "sendrecv", compress: true },
      { label: "e2ee", direction: "sendrecv", compress: false },
      {
        label: "#chat",
        direction: "sendonly",
        compress: false,
        header: [{ type: "sender_connection_id", length: 26 }],
      },
    ]);
  });
});

describe("a connection that the server ends", () => {
  it("closes with 4490 and the setting's name when a client asks for E2EE and it is off", async () => {
    const server = await harness.start({ e2ee: false });
    const asking = await harness.raw();
    asking.send(connectMessage({ e2ee: true }));
    expect(await asking.closed).toEqual({
      code: 4490,
      reason: "E2EE-DISABLED: the server setting e2ee is false",
    });
    expect(server.stats().channels).toEqual({});
    const plain = await harness.raw();
    plain.send(connectMessage());
    await plain.message(offered);
  });

  it("is redirected at first contact, and accepted after the redirect", async () => {
    await harness.start({ redirectTo: "ws://127.0.0.1:1/signaling" });
    const client = await harness.raw();
    client.send(connectMessage());
    expect(await client.message(({ type }) => type === "redirect")).toEqual({
      type: "redirect",
      location: "ws://127.0.0.1:1/signaling",
    });
    const redirected = await harness.raw();
    redirected.send(connectMessage({ redirect: true }));
    await redirected.message(offered);
  });

  it("is closed during the handshake when a test asks for it", async () => {
    await harness.start({ test: { closeDuringHandshake: "before-offer" } });
    const client = await harness.raw();
    client.send(connectMessage());
    expect((await client.closed).code).toBe(4499);
    expect(client.messages).toEqual([]);
  });

  it("is closed with 1000 and TYPE-DISCONNECT after a disconnect message", async () => {
    const server = await harness.start();
    const client = await harness.raw();
    client.send(connectMessage());
    await client.message(offered);
    client.send({ type: "disconnect", reason: "NO-ERROR" });
    expect(await client.closed).toEqual({ code: 1000, reason: "TYPE-DISCONNECT" });
    expect(server.stats().channels).toEqual({});
  });

  it("is closed with 1001 when the server shuts down", async () => {
    const server = await harness.start();
    const client = await harness.raw();
    client.send(connectMessage());
    await client.message(offered);
    await server.close();
    expect((await client.closed).code).toBe(1001);
    await expect(fetch(server.statsUrl)).rejects.toThrow();
    await expect(harness.raw()).rejects.toThrow();
  });

  it("does not start when the server's port is taken", async () => {
    const { createDevServer } = await import("react-sora-e2ee-dev-server");
    const server = await harness.start();
    await expect(createDevServer({ port: server.port })).rejects.toThrow(/EADDRINUSE/);
  });
});

describe("GET /stats", () => {
  it("is JSON that any page may read, and the server has no other page", async () => {
    const server = await harness.start();
    const client = await harness.raw();
    client.send(connectMessage({ e2ee: true, role: "sendonly" }));
    const offer = await client.message(offered);
    const response = await fetch(server.statsUrl);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(await response.json()).toEqual({
      channels: {
        room: {
          connections: {
            [offer.connection_id as string]: {
              role: "sendonly",
              e2ee: true,
              left: false,
              frames: { audio: { total: 0, sealed: 0 }, video: { total: 0, sealed: 0 } },
              e2eeMessages: 0,
            },
          },
        },
      },
    });
    expect((await fetch(server.statsUrl.replace("/stats", "/"))).status).toBe(404);
  });

  it("shows clients that left until the channel is empty", async () => {
    const server = await harness.start();
    const first = await harness.raw();
    const second = await harness.raw();
    for (const client of [first, second]) {
      client.send(connectMessage());
      await client.message(offered);
    }
    first.send({ type: "disconnect" });
    await first.closed;
    const { connections } = server.stats().channels.room!;
    expect(Object.values(connections).map(({ left }) => left)).toEqual([true, false]);
    second.send({ type: "disconnect" });
    await second.closed;
    expect(server.stats()).toEqual({ channels: {} });
  });
});
