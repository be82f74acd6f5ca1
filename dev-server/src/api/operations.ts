import type { Channel } from "../channel/channel.ts";
import type { Member } from "../channel/member.ts";
import { CLOSE } from "../close-reasons.ts";
import { REQUEST_RIDS } from "../signaling/connect-message.ts";
import { isObject, type Json, type JsonObject } from "../signaling/json.ts";

/** The request cannot be carried out. Its message goes to the caller. */
export class ApiError extends Error {
  override readonly name = "ApiError";
}

type Operation = (parameters: JsonObject, channels: ReadonlyMap<string, Channel>) => Json;

const ROLES = ["sendrecv", "sendonly", "recvonly"];

/** Sora's operations by name, without the date in front of it. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  DisconnectChannel(parameters, channels) {
    const channel = channelOf(parameters, channels);
    for (const member of [...channel.members.values()]) member.leave(CLOSE.disconnectedApi);
    return { channel_id: channel.id };
  },
  DisconnectChannelByRole(parameters, channels) {
    const channel = channelOf(parameters, channels);
    const { role } = parameters;
    if (typeof role !== "string" || !ROLES.includes(role)) throw new ApiError("INVALID-ROLE");
    for (const member of [...channel.members.values()]) {
      if (member.request.role === role) member.leave(CLOSE.disconnectedApi);
    }
    return { channel_id: channel.id, role };
  },
  DisconnectClient(parameters, channels) {
    const { channel, clientId, members } = clientOf(parameters, channels);
    for (const member of members) member.leave(CLOSE.disconnectedApi);
    return { channel_id: channel.id, client_id: clientId };
  },
  DisconnectConnection(parameters, channels) {
    const { channel, member } = connectionOf(parameters, channels);
    member.leave(CLOSE.disconnectedApi);
    return { channel_id: channel.id, connection_id: member.connectionId };
  },
  /**
   * Ends only the WebSocket, with a code that the caller gives. To a client this looks like a broken network.
   */
  DisconnectWebSocket(parameters, channels) {
    const { channel, clientId, members } = clientOf(parameters, channels);
    const code = parameters.code ?? 1011;
    const possible = typeof code === "number" && Number.isInteger(code) && code >= 1000 && code <= 4999;
    if (!possible || [1004, 1005, 1006].includes(code)) throw new ApiError("INVALID-CODE");
    // Codes without a definition cannot be sent. The client's socket breaks instead.
    const sendable = code <= 1014 || code >= 3000;
    for (const { carriers } of members) {
      if (sendable) carriers.closeSocket({ code, reason: "" });
      else carriers.terminate();
    }
    return { channel_id: channel.id, client_id: clientId };
  },
  ListConnections: (_parameters, channels) => [...channels.values()].flatMap(listOf),
  ListChannelConnections: (parameters, channels) => listOf(channelOf(parameters, channels)),
  GetChannelConnections: (parameters, channels) => listOf(channelOf(parameters, channels)),
  GetConnection(parameters, channels) {
    const { channel, member } = connectionOf(parameters, channels);
    return describe(channel, member);
  },
  PushChannel(parameters, channels) {
    const data = dataOf(parameters);
    channelOf(parameters, channels).push(data);
    return { type: "push", data };
  },
  PushClient(parameters, channels) {
    const data = dataOf(parameters);
    for (const { carriers } of clientOf(parameters, channels).members) carriers.sendPush(data);
    return { type: "push", data };
  },
  PushConnection(parameters, channels) {
    const data = dataOf(parameters);
    connectionOf(parameters, channels).member.carriers.sendPush(data);
    return { type: "push", data };
  },
  RequestKeyFrame(parameters, channels) {
    const { channel, member } = connectionOf(parameters, channels);
    member.ingest.video?.requestKeyFrame();
    return { channel_id: channel.id, connection_id: member.connectionId };
  },
  RequestSimulcastRid: (parameters, channels) =>
    requestLayer(parameters, channels, "receiver_connection_id", "sender_connection_id"),
  /** The older name of the same operation. */
  RequestRtpStream: (parameters, channels) =>
    requestLayer(parameters, channels, "recv_connection_id", "send_connection_id"),
  RequestSpotlightRid(parameters, channels) {
    const { channel, member } = connectionOf(parameters, channels, "recv_connection_id");
    const rids = {
      focusRid: ridOf(parameters, "spotlight_focus_rid"),
      unfocusRid: ridOf(parameters, "spotlight_unfocus_rid"),
    };
    if (!member.reception.requestSpotlight(rids, senderOf(parameters, "send_connection_id"))) {
      throw new ApiError("CONNECTION-NOT-FOUND");
    }
    return {
      channel_id: channel.id,
      recv_connection_id: member.connectionId,
      spotlight_focus_rid: rids.focusRid,
      spotlight_unfocus_rid: rids.unfocusRid,
    };
  },
  ResetSpotlightRid(parameters, channels) {
    const { channel, member } = connectionOf(parameters, channels, "recv_connection_id");
    if (!member.reception.requestSpotlight(undefined, senderOf(parameters, "send_connection_id"))) {
      throw new ApiError("CONNECTION-NOT-FOUND");
    }
    return { channel_id: channel.id, recv_connection_id: member.connectionId };
  },
  PutSignalingNotifyMetadata(parameters, channels) {
    const { channel, member } = connectionOf(parameters, channels);
    if (parameters.metadata === undefined) throw new ApiError("MISSING-METADATA");
    return channel.putNotifyMetadata(member, parameters.metadata, isPushed(parameters));
  },
  PutSignalingNotifyMetadataItem(parameters, channels) {
    const { channel, member } = connectionOf(parameters, channels);
    const { key, value } = parameters;
    if (typeof key !== "string" || key === "" || value === undefined) throw new ApiError("MISSING-KEY");
    return channel.putNotifyMetadataItem(member, key, value, isPushed(parameters));
  },
};

function requestLayer(
  parameters: JsonObject,
  channels: ReadonlyMap<string, Channel>,
  receiverName: string,
  senderName: string,
): Json {
  const { channel, member } = connectionOf(parameters, channels, receiverName);
  const rid = ridOf(parameters, "rid");
  const sender = senderOf(parameters, senderName);
  if (!member.reception.requestLayer(rid, sender)) throw new ApiError("CONNECTION-NOT-FOUND");
  return {
    channel_id: channel.id,
    [receiverName]: member.connectionId,
    rid,
    ...(sender === undefined ? {} : { [senderName]: sender }),
  };
}

function isPushed({ push = false }: JsonObject): boolean {
  if (typeof push !== "boolean") throw new ApiError("INVALID-PUSH");
  return push;
}

function listOf(channel: Channel): Json[] {
  return channel.present.map((member) => describe(channel, member));
}

function describe(channel: Channel, member: Member): Json {
  const { request } = member;
  const { connectionMetadata, eventMetadata } = request.grants;
  return {
    channel_id: channel.id,
    session_id: channel.sessionId,
    client_id: member.clientId,
    bundle_id: member.bundleId,
    connection_id: member.connectionId,
    role: request.role,
    audio: request.audio ? { codec_type: request.audio.name } : false,
    video: request.video ? { codec_type: request.video.name, bit_rate: request.videoBitRate ?? null } : false,
    simulcast: request.simulcast,
    spotlight: request.spotlight !== undefined,
    data_channel_signaling: request.dataChannelSignaling,
    created_timestamp: new Date(member.since).toISOString(),
    ...(connectionMetadata === undefined ? {} : { connection_metadata: connectionMetadata }),
    ...(eventMetadata === undefined ? {} : { event_metadata: eventMetadata }),
  };
}

function channelOf({ channel_id: id }: JsonObject, channels: ReadonlyMap<string, Channel>): Channel {
  if (typeof id !== "string") throw new ApiError("MISSING-CHANNEL-ID");
  const channel = channels.get(id);
  if (!channel) throw new ApiError("CHANNEL-NOT-FOUND");
  return channel;
}

function connectionOf(
  parameters: JsonObject,
  channels: ReadonlyMap<string, Channel>,
  name = "connection_id",
): { readonly channel: Channel; readonly member: Member } {
  const channel = channelOf(parameters, channels);
  const id = parameters[name];
  if (typeof id !== "string") throw new ApiError("MISSING-CONNECTION-ID");
  const member = channel.members.get(id);
  if (!member) throw new ApiError("CONNECTION-NOT-FOUND");
  return { channel, member };
}

function clientOf(parameters: JsonObject, channels: ReadonlyMap<string, Channel>) {
  const channel = channelOf(parameters, channels);
  const { client_id: clientId } = parameters;
  if (typeof clientId !== "string") throw new ApiError("MISSING-CLIENT-ID");
  const members = [...channel.members.values()].filter((member) => member.clientId === clientId);
  if (members.length === 0) throw new ApiError("CLIENT-NOT-FOUND");
  return { channel, clientId, members };
}

function dataOf({ data }: JsonObject): JsonObject {
  if (!isObject(data)) throw new ApiError("MISSING-DATA");
  return data;
}

function ridOf(parameters: JsonObject, name: string) {
  const rid = REQUEST_RIDS.find((each) => each === parameters[name]);
  if (rid === undefined) throw new ApiError("INVALID-RID");
  return rid;
}

function senderOf(parameters: JsonObject, name: string): string | undefined {
  const sender = parameters[name];
  if (sender === undefined || typeof sender === "string") return sender;
  throw new ApiError("INVALID-CONNECTION-ID");
}
