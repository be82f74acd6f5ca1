import type { DevServer } from "react-sora-e2ee-dev-server";
import { describe, expect, it } from "vitest";
import { devServerHarness, eventually, upToDate } from "./support/harness.ts";
import type { Message } from "./support/raw-client.ts";

const harness = devServerHarness();

async function call(server: DevServer, target: string, parameters: Message, headers = {}) {
  const response = await fetch(server.apiUrl!, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Sora-Target": target, ...headers },
    body: JSON.stringify(parameters),
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

describe("the HTTP API", () => {
  it("is absent by default", async () => {
    expect((await harness.start()).apiUrl).toBeUndefined();
  });

  it.each([
    ["DisconnectConnection", ({ connection_id }: Message) => ({ connection_id })],
    ["DisconnectClient", ({ client_id }: Message) => ({ client_id })],
    ["DisconnectChannel", () => ({})],
    ["DisconnectChannelByRole", () => ({ role: "sendrecv" })],
  ])("%s ends connections with 1000 DISCONNECTED-API", async (name, parameters) => {
    const server = await harness.start({ apiPort: 0 });
    const client = await harness.join({ client_id: "ann" });
    const wanted = { channel_id: "room", ...parameters(client.offer) };
    expect(await call(server, `Sora_20151104.${name}`, wanted)).toEqual({ status: 200, body: wanted });
    expect(await client.signaling.closed).toEqual({ code: 1000, reason: "DISCONNECTED-API" });
  });

  it("DisconnectWebSocket closes only the WebSocket, like a broken network", async () => {
    const server = await harness.start({ apiPort: 0 });
    const client = await harness.join({ client_id: "ann" });
    const parameters = { channel_id: "room", client_id: "ann", code: 1050 };
    expect(await call(server, "Sora_20130308.DisconnectWebSocket", parameters)).toMatchObject({
      status: 200,
    });
    expect((await client.signaling.closed).code).not.toBe(1000);
  });

  it("connections are listed with their requested values", async () => {
    const server = await harness.start({ apiPort: 0 });
    const client = await harness.join({ client_id: "ann" });
    await harness.join({ channel_id: "other" });
    const listed = {
      channel_id: "room",
      client_id: "ann",
      connection_id: client.connectionId,
      role: "sendrecv",
      audio: { codec_type: "OPUS" },
      video: { codec_type: "VP8", bit_rate: null },
    };
    const { body } = await call(server, "Sora_20201013.ListChannelConnections", { channel_id: "room" });
    expect(body).toEqual([expect.objectContaining(listed)]);
    expect((await call(server, "Sora_20201013.ListConnections", {})).body).toHaveLength(2);
  });

  it("pushes reach one connection, one client or the channel", async () => {
    const server = await harness.start({ apiPort: 0 });
    const ann = await harness.join({ client_id: "ann" });
    const bob = await harness.join();
    const push = (name: string, to: Message) =>
      call(server, `Sora_20160711.${name}`, { channel_id: "room", ...to, data: { name } });
    expect(await push("PushConnection", { connection_id: bob.connectionId })).toEqual({
      status: 200,
      body: { type: "push", data: { name: "PushConnection" } },
    });
    await push("PushClient", { client_id: "ann" });
    await push("PushChannel", {});
    await upToDate(ann, bob);
    const pushed = (client: typeof ann) =>
      client.signaling.messages
        .filter(({ type }) => type === "push")
        .map(({ data }) => (data as Message).name);
    expect(pushed(ann)).toEqual(["PushClient", "PushChannel"]);
    expect(pushed(bob)).toEqual(["PushConnection", "PushChannel"]);
  });

  it("RequestSimulcastRid answers with the layer that it set", async () => {
    const server = await harness.start({ apiPort: 0 });
    const client = await harness.join({ simulcast: true });
    const parameters = { channel_id: "room", receiver_connection_id: client.connectionId, rid: "none" };
    expect(await call(server, "Sora_20251210.RequestSimulcastRid", parameters)).toEqual({
      status: 200,
      body: parameters,
    });
  });

  it.each<[name: string, parameters: (ids: { receiver: string; sender: string }) => Message]>([
    ["GetChannelConnections", () => ({})],
    ["RequestKeyFrame", ({ sender }) => ({ connection_id: sender })],
    [
      "RequestSimulcastRid",
      ({ receiver, sender }) => ({
        receiver_connection_id: receiver,
        rid: "r1",
        sender_connection_id: sender,
      }),
    ],
    [
      "RequestRtpStream",
      ({ receiver, sender }) => ({ recv_connection_id: receiver, rid: "r1", send_connection_id: sender }),
    ],
    [
      "RequestSpotlightRid",
      ({ receiver }) => ({
        recv_connection_id: receiver,
        spotlight_focus_rid: "r2",
        spotlight_unfocus_rid: "none",
      }),
    ],
    ["ResetSpotlightRid", ({ receiver }) => ({ recv_connection_id: receiver })],
  ])("%s answers with the parameters, or with the connections for a list", async (name, parameters) => {
    const server = await harness.start({ apiPort: 0 });
    const sender = await harness.join({ role: "sendonly", simulcast: true });
    const receiver = await harness.join({ role: "recvonly", simulcast: true });
    const ids = { receiver: receiver.connectionId, sender: sender.connectionId };
    const wanted = { channel_id: "room", ...parameters(ids) };
    const { status, body } = await call(server, `Sora_20170814.${name}`, wanted);
    expect(status).toBe(200);
    if (name.startsWith("Get")) expect(body).toHaveLength(2);
    else expect(body).toEqual(wanted);
  });

  it("one connection can be read, and its metadata changed for those who join later", async () => {
    const server = await harness.start({ apiPort: 0 });
    const client = await harness.join({ signaling_notify_metadata: { name: "Ann" } });
    const ids = { channel_id: "room", connection_id: client.connectionId };
    expect((await call(server, "Sora_20201013.GetConnection", ids)).body).toMatchObject(ids);
    const item = { ...ids, key: "hand", value: true };
    expect((await call(server, "Sora_20201124.PutSignalingNotifyMetadataItem", item)).body).toEqual({
      name: "Ann",
      hand: true,
    });
    const all = { ...ids, metadata: { only: "this" } };
    expect((await call(server, "Sora_20201124.PutSignalingNotifyMetadata", all)).body).toEqual({
      only: "this",
    });
    const later = await harness.join();
    const { data } = await later.notification("connection.created", later.connectionId);
    expect(data).toEqual([expect.objectContaining({ authn_metadata: { only: "this" } })]);
  });

  it.each([
    ["an unknown target", "Sora_20151104.Nonsense", {}, "UNKNOWN-TARGET"],
    ["a target named like a property", "Sora_20151104.toString", {}, "UNKNOWN-TARGET"],
    ["a target without a date", "DisconnectChannel", { channel_id: "room" }, "UNKNOWN-TARGET"],
    ["no channel id", "Sora_20151104.DisconnectChannel", {}, "MISSING-CHANNEL-ID"],
    [
      "a channel that does not exist",
      "Sora_20151104.DisconnectChannel",
      { channel_id: "x" },
      "CHANNEL-NOT-FOUND",
    ],
    [
      "a connection that does not exist",
      "Sora_20151104.DisconnectConnection",
      { channel_id: "room", connection_id: "x" },
      "CONNECTION-NOT-FOUND",
    ],
    ["a push without data", "Sora_20160711.PushChannel", { channel_id: "room" }, "MISSING-DATA"],
  ])("%s is answered with 400", async (_name, target, parameters, error_type) => {
    const server = await harness.start({ apiPort: 0 });
    await harness.join();
    expect(await call(server, target, parameters)).toEqual({ status: 400, body: { error_type } });
  });

  it("a push that is no boolean is answered with 400, and the metadata stay", async () => {
    const server = await harness.start({ apiPort: 0 });
    const client = await harness.join({ signaling_notify_metadata: { name: "Ann" } });
    const ids = { channel_id: "room", connection_id: client.connectionId, push: "true" };
    const error = { status: 400, body: { error_type: "INVALID-PUSH" } };
    const all = { ...ids, metadata: { only: "this" } };
    expect(await call(server, "Sora_20201124.PutSignalingNotifyMetadata", all)).toEqual(error);
    const item = { ...ids, key: "hand", value: true };
    expect(await call(server, "Sora_20201124.PutSignalingNotifyMetadataItem", item)).toEqual(error);
    const later = await harness.join();
    const { data } = await later.notification("connection.created", later.connectionId);
    expect(data).toEqual([expect.objectContaining({ authn_metadata: { name: "Ann" } })]);
  });

  it("a body of more than 1 MiB is answered with 413", async () => {
    const server = await harness.start({ apiPort: 0 });
    const parameters = { channel_id: "room", data: "x".repeat(1 << 20) };
    expect(await call(server, "Sora_20160711.PushChannel", parameters)).toEqual({
      status: 413,
      body: { error_type: "BODY-TOO-LARGE" },
    });
  });

  it("pages of the same machine may call it, and other pages may not", async () => {
    const server = await harness.start({ apiPort: 0 });
    const local = await fetch(server.apiUrl!, {
      method: "OPTIONS",
      headers: { Origin: "http://localhost:9000" },
    });
    expect(local.headers.get("Access-Control-Allow-Origin")).toBe("http://localhost:9000");
    expect(local.headers.get("Access-Control-Allow-Headers")).toContain("x-sora-target");
    const far = await call(server, "Sora_20201013.ListConnections", {}, { Origin: "https://evil.example" });
    expect(far.status).toBe(403);
  });

  it("a connection over DataChannels gets type: close when the server has that setting", async () => {
    const server = await harness.start({ apiPort: 0, dataChannelSignalingCloseMessage: true });
    const client = await harness.join({ data_channel_signaling: true, ignore_disconnect_websocket: true });
    await client.signaling.message(({ type }) => type === "switched");
    await call(server, "Sora_20151104.DisconnectChannel", { channel_id: "room" });
    await eventually(() => client.json("signaling").length > 0);
    expect(client.json("signaling")).toEqual([{ type: "close", code: 1000, reason: "DISCONNECTED-API" }]);
  });
});
