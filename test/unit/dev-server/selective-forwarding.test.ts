import { describe, expect, it } from "vitest";
import { devServerHarness, eventually, upToDate } from "./support/harness.ts";
import type { Message } from "./support/raw-client.ts";
import type { RtcClient } from "./support/rtc-client.ts";

const harness = devServerHarness();
const RID = 2;
const AUDIO_LEVEL = 4;
const VP8_KEY_FRAME = Buffer.concat([Buffer.from([0x10, 0x00, 0x9d, 0x01, 0x2a]), Buffer.alloc(40)]);
const SSRCS = { r0: 1000, r1: 1001, r2: 1002 } as const;
type Rid = keyof typeof SSRCS;

/** One key frame of one simulcast layer, which says its layer in its last byte. */
async function sendLayer(client: RtcClient, rid: Rid): Promise<void> {
  await client.sendPacket({
    payloadType: 120,
    ssrc: SSRCS[rid],
    payload: Buffer.concat([VP8_KEY_FRAME, Buffer.from(rid)]),
    extensions: [{ id: RID, payload: Buffer.from(rid) }],
  });
}

/** One loud packet of a speaking participant. */
async function speak(client: RtcClient, level = 10): Promise<void> {
  await client.sendPacket({
    payloadType: 109,
    ssrc: 1,
    payload: Buffer.from([0x78, 1, 2, 3]),
    extensions: [{ id: AUDIO_LEVEL, payload: Buffer.from([level]) }],
  });
}

const video = ({ rtp }: RtcClient) => rtp.filter(({ packet }) => packet.payload.length > 40);
const layersAt = (client: RtcClient) =>
  video(client).map(({ packet }) => packet.payload.subarray(-2).toString());
const audioAt = ({ rtp }: RtcClient) => rtp.filter(({ packet }) => packet.payload.length < 40);

async function simulcastCall(viewer: Message, options = {}) {
  const server = await harness.start(options);
  const sender = await harness.join({ role: "sendonly", simulcast: true, audio: false });
  const receiver = await harness.join({ role: "recvonly", simulcast: true, ...viewer });
  await upToDate(sender, receiver);
  const sendAll = async () => {
    for (const rid of ["r0", "r1", "r2"] as const) await sendLayer(sender, rid);
  };
  return { server, sender, receiver, sendAll };
}

const switches = (client: RtcClient) =>
  client.json("notify").filter(({ event_type }) => event_type === "simulcast.switched");

describe("simulcast layers", () => {
  it("a client that names no layer gets r0", async () => {
    const { receiver, sendAll } = await simulcastCall({});
    for (let round = 0; round < 3; round++) await sendAll();
    await eventually(() => layersAt(receiver).length >= 2);
    expect(new Set(layersAt(receiver))).toEqual(new Set(["r0"]));
  });

  it("simulcast_request_rid comes before simulcast_rid", async () => {
    const { receiver, sendAll } = await simulcastCall({ simulcast_rid: "r0", simulcast_request_rid: "r2" });
    for (let round = 0; round < 3; round++) await sendAll();
    await eventually(() => layersAt(receiver).includes("r2"));
  });

  it("a client that requests no layer gets no video", async () => {
    const { receiver, sender, sendAll, server } = await simulcastCall({ simulcast_request_rid: "none" });
    for (let round = 0; round < 3; round++) await sendAll();
    const frames = () => server.stats().channels.room!.connections[sender.connectionId]!.frames.video.total;
    await eventually(() => frames() === 9);
    await upToDate(receiver);
    expect(video(receiver)).toEqual([]);
  });
});

describe("RPC", () => {
  const overChannels = { data_channel_signaling: true, simulcast_request_rid: "r2" };

  async function rpcCall(viewer: Message = {}, options = {}) {
    const call = await simulcastCall({ ...overChannels, ...viewer }, options);
    await call.receiver.signaling.message(({ type }) => type === "switched");
    return call;
  }

  it("RequestSimulcastRid switches the layer, and simulcast.switched reports it", async () => {
    const { receiver, sender, sendAll } = await rpcCall();
    await sendAll();
    await sendAll();
    await eventually(() => layersAt(receiver).includes("r2"));
    expect(await receiver.rpc("2025.2.0/RequestSimulcastRid", { rid: "r1" })).toMatchObject({
      jsonrpc: "2.0",
      result: { channel_id: "room", receiver_connection_id: receiver.connectionId, rid: "r1" },
    });
    await sendAll();
    await eventually(() => layersAt(receiver).includes("r1"));
    await eventually(() => switches(receiver).at(-1)?.request_rid === "r1");
    expect(switches(receiver).at(-1)).toMatchObject({
      type: "notify",
      sender_connection_id: sender.connectionId,
      priority: "lower",
      trigger: "receiver",
      request_rid: "r1",
      current_rid: "r1",
      previous_rid: "r2",
      rpc_rids: ["none", "r0", "r1", "r2"],
    });
  });

  it("none stops the video at once, and a later layer continues without a gap in the sequence", async () => {
    const { receiver, sendAll } = await rpcCall();
    await sendAll();
    await sendAll();
    await eventually(() => video(receiver).length > 0);
    await receiver.rpc("2025.2.0/RequestSimulcastRid", { rid: "none" });
    expect(switches(receiver).at(-1)).toMatchObject({ current_rid: "none", previous_rid: "r2" });
    const before = video(receiver).length;
    for (let round = 0; round < 5; round++) await sendAll();
    await receiver.rpc("2025.2.0/RequestSimulcastRid", { rid: "r2" });
    expect(video(receiver)).toHaveLength(before);
    await sendAll();
    await eventually(() => video(receiver).length > before);
    const sequence = video(receiver).map(({ packet }) => packet.header.sequenceNumber);
    expect(sequence.at(before)! - sequence.at(before - 1)!).toBe(1);
  });

  it("a layer can be requested for one sender", async () => {
    const { receiver, sender, sendAll } = await rpcCall();
    const params = { rid: "r0", sender_connection_id: sender.connectionId };
    expect(await receiver.rpc("2025.2.0/RequestSimulcastRid", params)).toMatchObject({ result: params });
    await sendAll();
    await sendAll();
    await eventually(() => layersAt(receiver).includes("r0"));
    expect(layersAt(receiver)).not.toContain("r2");
  });

  it("RequestSpotlightRid and ResetSpotlightRid answer with the receiver, the first with its layers", async () => {
    const { receiver } = await rpcCall({ spotlight: true });
    const ids = { channel_id: "room", recv_connection_id: receiver.connectionId };
    const rids = { spotlight_focus_rid: "r2", spotlight_unfocus_rid: "none" };
    expect(await receiver.rpc("2025.2.0/RequestSpotlightRid", rids)).toMatchObject({
      result: { ...ids, ...rids },
    });
    expect(await receiver.rpc("2025.2.0/ResetSpotlightRid", {})).toMatchObject({ result: ids });
  });

  const errors: [name: string, method: string, params: Message, code: number, data?: Message][] = [
    [
      "a parameter that the method does not have",
      "2025.2.0/RequestSimulcastRid",
      { rid: "r1", invalid_param: 1 },
      -32602,
      { "UNKNOWN-KEYS": ["invalid_param"] },
    ],
    ["a missing parameter", "2025.2.0/RequestSimulcastRid", {}, -32602, { "MISSING-KEYS": ["rid"] }],
    ["a layer that does not exist", "2025.2.0/RequestSimulcastRid", { rid: "r9" }, -32602],
    [
      "a sender that does not exist",
      "2025.2.0/RequestSimulcastRid",
      { rid: "r1", sender_connection_id: "X" },
      -32602,
    ],
    [
      "another connection",
      "2025.2.0/RequestSimulcastRid",
      { rid: "r1", receiver_connection_id: "X" },
      -32602,
    ],
    ["a method that does not exist", "2025.2.0/Nonsense", {}, -32601],
    ["a method named like a property", "toString", {}, -32601],
  ];
  it.each(errors)("%s is answered with a JSON-RPC error", async (_name, method, params, code, data) => {
    const { receiver } = await rpcCall();
    const { error } = (await receiver.rpc(method, params)) as { error: Message };
    expect(error).toMatchObject({
      code,
      message: code === -32602 ? "JSON-RPC-INVALID-PARAMS" : "JSON-RPC-METHOD-NOT-FOUND",
    });
    if (data) expect(error.data).toEqual(data);
  });

  it("metadata that a client sets reach later clients, and are pushed to all on request", async () => {
    const { receiver, sender } = await rpcCall({
      signaling_notify_metadata: { name: "Ann", pre_key_bundle: {} },
    });
    const item = { key: "hand", value: true, push: true };
    expect(await receiver.rpc("2025.2.0/PutSignalingNotifyMetadataItem", item)).toMatchObject({
      result: { name: "Ann", pre_key_bundle: {}, hand: true },
    });
    const pushed = await sender.signaling.message(({ type }) => type === "push");
    expect(pushed.data).toMatchObject({
      type: "signaling_notify_metadata_ext",
      action: "PutMetadataItem",
      connection_id: receiver.connectionId,
      key: "hand",
      value: true,
    });
    await eventually(() => receiver.json("push").length === 1);
    await receiver.rpc("2025.2.0/PutSignalingNotifyMetadata", { metadata: { only: "this" } });
    const later = await harness.join();
    const { data } = await later.notification("connection.created", later.connectionId);
    expect(data).toContainEqual(
      expect.objectContaining({ connection_id: receiver.connectionId, authn_metadata: { only: "this" } }),
    );
  });

  it("a metadata key with the name of an Object.prototype property works as any other key", async () => {
    const { receiver } = await rpcCall();
    const answer = await receiver.rpc("2025.2.0/PutSignalingNotifyMetadataItem", {
      key: "__proto__",
      value: 1,
    });
    expect(Object.keys(answer.result as Message)).toEqual(["__proto__"]);
  });

  it.each([
    ["before 2025.2", { soraVersion: "2025.1" as const }],
    ["with data_channel_rpc = false", { dataChannelRpc: false }],
  ])("RPC is absent %s", async (_name, options) => {
    await harness.start(options);
    const client = await harness.join({ data_channel_signaling: true });
    expect(client.offer.rpc_methods).toBeUndefined();
    await client.signaling.message(({ type }) => type === "switched");
    expect([...client.channels.keys()]).not.toContain("rpc");
  });
});

describe("forwarding filters", () => {
  const only = (kind: string, action: string) => ({
    action,
    rules: [[{ field: "kind", operator: "is_in", values: [kind] }]],
  });

  async function filtered(extra: Message) {
    await harness.start();
    const sender = await harness.join({ role: "sendonly", client_id: "sender" });
    const receiver = await harness.join({ role: "recvonly", ...extra });
    const other = await harness.join({ role: "recvonly" });
    await upToDate(sender, receiver, other);
    for (let count = 0; count < 3; count++) {
      sender.send("audio", Buffer.from([0x78, 1]));
      sender.send("video", VP8_KEY_FRAME);
    }
    // The other member has no filter. Packets that it received would have reached the receiver as well.
    await eventually(() => audioAt(other).length >= 3 && video(other).length >= 3);
    await upToDate(receiver);
    return { audio: audioAt(receiver).length > 0, video: video(receiver).length > 0 };
  }

  it.each([
    ["that blocks video", { forwarding_filters: [only("video", "block")] }, { audio: true, video: false }],
    ["that allows video", { forwarding_filters: [only("video", "allow")] }, { audio: false, video: true }],
    ["of the older kind", { forwarding_filter: only("audio", "block") }, { audio: false, video: true }],
    [
      "that blocks everything",
      { forwarding_filter: { action: "block", rules: [[]] } },
      { audio: false, video: false },
    ],
    ["without rules", { forwarding_filters: [{ rules: [] }] }, { audio: false, video: false }],
    [
      "on a client id",
      {
        forwarding_filters: [{ rules: [[{ field: "client_id", operator: "is_in", values: ["sender"] }]] }],
      },
      { audio: false, video: false },
    ],
    [
      "on other client ids",
      {
        forwarding_filters: [
          { rules: [[{ field: "client_id", operator: "is_not_in", values: ["sender"] }]] },
        ],
      },
      { audio: true, video: true },
    ],
    [
      "of lower priority than one that matches first",
      {
        forwarding_filters: [
          { ...only("video", "block"), name: "b", priority: 2 },
          { ...only("video", "allow"), name: "a", priority: 1 },
        ],
      },
      { audio: false, video: true },
    ],
  ])("a filter %s decides which media arrive", async (_name, extra, expected) => {
    expect(await filtered(extra)).toEqual(expected);
  });

  it.each([
    ["text", "block"],
    ["an unknown action", { action: "drop", rules: [[]] }],
    ["no rules", { action: "block" }],
    ["rules that are not nested", { rules: [{ field: "kind", operator: "is_in", values: [] }] }],
    ["an unknown field", { rules: [[{ field: "role", operator: "is_in", values: [] }]] }],
    ["an unknown operator", { rules: [[{ field: "kind", operator: "equals", values: [] }]] }],
    ["an unknown kind", { rules: [[{ field: "kind", operator: "is_in", values: ["screen"] }]] }],
    ["values that are not text", { rules: [[{ field: "client_id", operator: "is_in", values: [1] }]] }],
    ["a field of its own", { rules: [[]], mode: "all" }],
  ])("a filter with %s is refused", async (_name, filter) => {
    await harness.start();
    const client = await harness.raw();
    client.send({ type: "connect", role: "recvonly", channel_id: "room", forwarding_filter: filter });
    expect(await client.closed).toMatchObject({
      code: 4490,
      reason: expect.stringMatching(/^INVALID-MESSAGE: /),
    });
  });
});

describe("spotlight", () => {
  const spotlight = { spotlight: true, spotlight_number: 1, simulcast: true };
  const focus = (client: RtcClient, type: string, of: RtcClient) =>
    client.notification(`spotlight.${type}`, of.connectionId);

  async function saySomething(client: RtcClient): Promise<void> {
    for (let count = 0; count < 4; count++) await speak(client);
  }

  it("a client that speaks gets the focus, and the one that spoke earliest loses it", async () => {
    await harness.start();
    const ann = await harness.join(spotlight);
    const bob = await harness.join(spotlight);
    const viewer = await harness.join({ role: "recvonly", ...spotlight });
    await upToDate(ann, bob, viewer);
    await saySomething(ann);
    expect(await focus(viewer, "focused", ann)).toMatchObject({
      type: "notify",
      client_id: ann.connectionId,
      audio: true,
      video: true,
      fixed: false,
    });
    await saySomething(bob);
    await focus(viewer, "unfocused", ann);
    await focus(viewer, "focused", bob);
    await focus(ann, "focused", bob);
  });

  it("a silent client does not get the focus", async () => {
    await harness.start();
    const ann = await harness.join(spotlight);
    const bob = await harness.join(spotlight);
    await upToDate(ann, bob);
    for (let count = 0; count < 20; count++) await speak(ann, 90);
    await saySomething(bob);
    await focus(ann, "focused", bob);
    expect(
      ann.signaling.messages.filter(({ event_type }) => event_type === "spotlight.focused"),
    ).toHaveLength(1);
  });

  it("clients with focus are seen in the focus layer, and others in the unfocus layer or not at all", async () => {
    await harness.start();
    const ann = await harness.join(spotlight);
    const layers = await harness.join({
      role: "recvonly",
      ...spotlight,
      spotlight_focus_rid: "r2",
      spotlight_unfocus_rid: "r0",
    });
    const nothing = await harness.join({ role: "recvonly", ...spotlight, spotlight_unfocus_rid: "none" });
    await upToDate(ann, layers, nothing);
    const send = async () => {
      for (const rid of ["r0", "r1", "r2"] as const) await sendLayer(ann, rid);
    };
    for (let round = 0; round < 3; round++) await send();
    await eventually(() => layersAt(layers).includes("r0"));
    expect(layersAt(layers)).not.toContain("r2");
    expect(video(nothing)).toEqual([]);
    await saySomething(ann);
    await focus(layers, "focused", ann);
    for (let round = 0; round < 3; round++) await send();
    await eventually(() => layersAt(layers).includes("r2") && layersAt(nothing).includes("r1"));
  });

  it("audio levels are requested in spotlight only", async () => {
    await harness.start();
    const level = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
    expect((await harness.join(spotlight)).offer.sdp).toContain(level);
    expect((await harness.join({ channel_id: "plain" })).offer.sdp).not.toContain(level);
  });
});
