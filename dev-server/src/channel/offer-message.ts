import { SIMULCAST_RIDS } from "../sdp/offer.ts";
import type { JsonObject } from "../signaling/json.ts";
import type { OfferedChannel } from "./carriers.ts";
import type { Channel } from "./channel.ts";
import type { Member } from "./member.ts";

const SIMULCAST_ENCODINGS = SIMULCAST_RIDS.map((rid, index) => ({
  rid,
  active: true,
  scaleResolutionDownBy: 2 ** (SIMULCAST_RIDS.length - 1 - index),
}));

/** The first offer, with all that the SDK reads from it. */
export function offerMessage(
  member: Member,
  channel: Channel,
  mid: { readonly audio?: string; readonly video?: string },
  sdp: string,
  dataChannels: readonly OfferedChannel[],
  version: string,
): JsonObject {
  const { request } = member;
  const publishesSimulcast = request.simulcast && mid.video !== undefined;
  return {
    type: "offer",
    sdp,
    version,
    channel_id: channel.id,
    session_id: channel.sessionId,
    client_id: member.clientId,
    bundle_id: member.bundleId,
    connection_id: member.connectionId,
    simulcast: request.simulcast,
    simulcast_multicodec: false,
    spotlight: request.spotlight,
    config: { iceServers: [], iceTransportPolicy: "all" },
    metadata: {},
    mid,
    audio: request.audio,
    video: request.video,
    ...(request.audio ? { audio_codec_type: "OPUS" } : {}),
    ...(request.video ? { video_codec_type: request.videoCodec } : {}),
    ...(publishesSimulcast ? { encodings: SIMULCAST_ENCODINGS } : {}),
    data_channel_signaling: request.dataChannelSignaling,
    ignore_disconnect_websocket: request.ignoreDisconnectWebSocket,
    data_channels: dataChannels.map((channelOffered) => ({ ...channelOffered })),
  };
}
