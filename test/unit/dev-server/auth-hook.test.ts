import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { AuthReply, AuthRequest, DevServerOptions } from "react-sora-e2ee-dev-server";
import { describe, expect, it, onTestFinished } from "vitest";
import { devServerHarness } from "./support/harness.ts";
import { connectMessage, type Message } from "./support/raw-client.ts";

const harness = devServerHarness();

async function connect(options: DevServerOptions, extra: Message = {}) {
  await harness.start(options);
  const client = await harness.raw();
  client.send(connectMessage(extra));
  return client;
}

const offerOf = async (reply: AuthReply, extra: Message = {}) =>
  (await connect({ authenticate: () => reply }, extra)).message(({ type }) => type === "offer");

describe("the auth hook", () => {
  it("receives the connection and the client's metadata", async () => {
    const asked: AuthRequest[] = [];
    const authenticate = (request: AuthRequest) => {
      asked.push(request);
      return { allowed: true };
    };
    const client = await connect({ authenticate }, { client_id: "ann", metadata: { access_token: "token" } });
    const offer = await client.message(({ type }) => type === "offer");
    expect(asked).toEqual([
      expect.objectContaining({
        channel_id: "room",
        connection_id: offer.connection_id,
        client_id: "ann",
        role: "sendrecv",
        audio: true,
        video_codec_type: "VP8",
        metadata: { access_token: "token" },
      }),
    ]);
  });

  it("closes the connection with 4490 and its own reason when it refuses", async () => {
    const client = await connect({
      authenticate: () => ({ allowed: false, reason: "INVALID-ACCESS-TOKEN" }),
    });
    expect(await client.closed).toEqual({ code: 4490, reason: "INVALID-ACCESS-TOKEN" });
  });

  it("gets a long reason cut between characters", async () => {
    const client = await connect({ authenticate: () => ({ allowed: false, reason: "あ".repeat(100) }) });
    expect((await client.closed).reason).toBe("あ".repeat(40));
  });

  it("refuses all clients when it throws", async () => {
    const client = await connect({ authenticate: () => Promise.reject(new Error("down")) });
    expect(await client.closed).toEqual({ code: 4490, reason: "AUTH-WEBHOOK-ERROR" });
  });

  it.each([
    ["returns nothing", undefined],
    ["returns a list", []],
    ["returns allowed as text", { allowed: "true" }],
    ["returns allowed as a number", { allowed: 1 }],
    ["does not say allowed", { reason: "NOT-TODAY" }],
  ])("is named as the cause when it %s", async (_name, reply) => {
    const client = await connect({ authenticate: () => reply as unknown as AuthReply });
    const { code, reason } = await client.closed;
    expect([code, reason]).toEqual([4490, expect.stringMatching(/^AUTH-WEBHOOK-RETURN-ERROR: /)]);
  });

  it("makes later messages wait until it has answered", async () => {
    let allow: ((reply: AuthReply) => void) | undefined;
    const authenticate = () => new Promise<AuthReply>((resolve) => (allow = resolve));
    const client = await connect({ authenticate });
    client.send({ type: "disconnect" });
    await client.roundTrip();
    allow?.({ allowed: true });
    expect(await client.closed).toEqual({ code: 1000, reason: "TYPE-DISCONNECT" });
  });

  it("can replace the values that the client requested", async () => {
    const offer = await offerOf(
      {
        allowed: true,
        client_id: "granted",
        video: true,
        video_codec_type: "AV1",
        audio_opus_params: { stereo: false, sprop_stereo: false },
        metadata: { plan: "free" },
        rpc_methods: ["2025.2.0/RequestSimulcastRid"],
        data_channel_signaling: true,
      },
      { client_id: "mine" },
    );
    expect(offer).toMatchObject({
      client_id: "granted",
      video_codec_type: "AV1",
      metadata: { plan: "free" },
      rpc_methods: ["2025.2.0/RequestSimulcastRid"],
    });
    expect(offer.sdp).not.toContain("stereo=1");
  });

  it("can replace the server's simulcast_encodings", async () => {
    const simulcast_encodings = [
      { rid: "r0", active: true, scalabilityMode: "L1T1" },
      { rid: "r1", active: false },
      { rid: "r2", active: false },
    ];
    expect(await offerOf({ allowed: true, simulcast_encodings }, { simulcast: true })).toMatchObject({
      encodings: simulcast_encodings,
    });
  });

  it("turns RPC off when its answer has no rpc_methods", async () => {
    const offer = await offerOf({ allowed: true }, { data_channel_signaling: true });
    expect(offer.rpc_methods).toBeUndefined();
    expect((offer.data_channels as { label: string }[]).map(({ label }) => label)).not.toContain("rpc");
  });

  it.each([
    ["says nothing of DataChannels gets them with it", {}, true],
    ["asks for signaling on the WebSocket stays there", { data_channel_signaling: false }, false],
  ])("a client that is granted RPC and %s", async (_name, extra, overChannels) => {
    const rpc_methods = ["2025.2.0/RequestSimulcastRid"];
    const offer = await offerOf({ allowed: true, rpc_methods }, extra);
    const channels = (offer.data_channels ?? []) as { label: string }[];
    expect(channels.some(({ label }) => label === "rpc")).toBe(overChannels);
    expect(offer.rpc_methods).toEqual(overChannels ? rpc_methods : undefined);
  });

  it("can add authz_metadata, which other clients see beside the client's own metadata", async () => {
    await harness.start({
      authenticate: () => ({ allowed: true, signaling_notify_metadata: { verified: true } }),
    });
    const ann = await harness.join({ signaling_notify_metadata: { name: "Ann" } });
    const bob = await harness.join();
    expect((await bob.notification("connection.created", bob.connectionId)).data).toEqual([
      expect.objectContaining({
        connection_id: ann.connectionId,
        authn_metadata: { name: "Ann" },
        authz_metadata: { verified: true },
      }),
    ]);
  });

  it.each([
    ["encodings with an unknown layer", { simulcast_encodings: [{ rid: "r9" }] }, "simulcast_encodings"],
    ["a video bit rate out of range", { video_bit_rate: 99999 }, "bit_rate"],
    ["a lifetime of 0", { connection_lifetime: 0 }, "connection_lifetime"],
    ["a client id that is a number", { client_id: 7 }, "client_id"],
    ["a spotlight number of 9", { spotlight_number: 9 }, "spotlight_number"],
    ["signaling_notify as text", { signaling_notify: "false" }, "signaling_notify"],
    ["a filter that is not one", { forwarding_filters: [{ rules: "all" }] }, "rules"],
  ])("is named as the cause when its answer has %s", async (_name, reply, field) => {
    const client = await connect({ authenticate: () => ({ allowed: true, ...reply }) });
    const { code, reason } = await client.closed;
    expect([code, reason]).toEqual([
      4490,
      expect.stringMatching(new RegExp(`^AUTH-WEBHOOK-RETURN-ERROR: (?!INVALID).*${field}`)),
    ]);
  });

  it.each([
    ["filters", { forwarding_filter: { rules: [] } }, { forwarding_filters: [{ rules: [] }] }],
    ["a filter", { forwarding_filters: [] }, { forwarding_filter: { rules: [] } }],
  ])("can replace the client's filters by %s of the other name", async (_name, reply, extra) => {
    expect(await offerOf({ allowed: true, ...reply }, extra)).toMatchObject({ type: "offer" });
  });

  it("can put connections into one bundle on a server that reads no bundle ids from clients", async () => {
    await harness.start({ authenticate: () => ({ allowed: true, bundle_id: "both" }) });
    const ann = await harness.join({ bundle_id: "mine" });
    const bob = await harness.join();
    expect([ann.offer.bundle_id, bob.offer.bundle_id]).toEqual(["both", "both"]);
    expect((await bob.notification("connection.created", bob.connectionId)).data).toEqual([]);
  });

  it("can be a URL", async () => {
    const bodies: Message[] = [];
    const web = createServer((request, response) => {
      request.on("data", (data: Buffer) => bodies.push(JSON.parse(data.toString()) as Message));
      request.on("end", () => response.end(JSON.stringify({ allowed: false, reason: "NOT-TODAY" })));
    });
    await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void web.close());
    const { port } = web.address() as AddressInfo;
    const client = await connect({ authWebhookUrl: `http://127.0.0.1:${port}/auth` }, { metadata: "secret" });
    expect((await client.closed).reason).toBe("NOT-TODAY");
    expect(bodies).toEqual([expect.objectContaining({ channel_id: "room", metadata: "secret" })]);
  });

  it("is named as the cause when its URL answers with a page instead of JSON", async () => {
    const web = createServer((_request, response) => response.end("<!doctype html>"));
    await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void web.close());
    const { port } = web.address() as AddressInfo;
    const client = await connect({ authWebhookUrl: `http://127.0.0.1:${port}/auth` });
    expect((await client.closed).reason).toBe("AUTH-WEBHOOK-RETURN-ERROR: the answer must be a JSON object");
  });

  it("refuses all clients when its URL cannot be reached", async () => {
    const client = await connect({ authWebhookUrl: "http://127.0.0.1:1/auth" });
    expect((await client.closed).reason).toBe("AUTH-WEBHOOK-ERROR");
  });
});
