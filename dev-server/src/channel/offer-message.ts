import { SIMULCAST_RIDS } from "../sdp/offer.ts";
import type { JsonObject } from "../signaling/json.ts";
import type { OfferedChannel } from "./carriers.ts";
import type { Channel } from "./channel.ts";
import type { Member } from "./member.ts";

/**
 * Without a mode for each layer, browsers send the layers of VP9 and AV1 as one stream, which is not
 * simulcast.
 */
const SIMULCAST_ENCODINGS: readonly JsonObject[] = SIMULCAST_RIDS.map((rid, index) => ({
  rid,
  active: true,
  scaleResolutionDownBy: 2 ** (SIMULCAST_RIDS.length - 1 - index),
  scalabilityMode: "L1T1",
}));

/** The first offer, with all fields that the SDK reads. */
export function offerMessage(
  member: Member,
  channel: Channel,
  mid: { readonly audio?: string; readonly video?: string },
  sdp: string,
  dataChannels: readonly OfferedChannel[],
  version: string,
): JsonObject {
  const { request } = member;
  const { grants } = request;
  const granted = request.spotlight ? grants.spotlightEncodings : undefined;
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
    spotlight: request.spotlight !== undefined,
    config: { iceServers: [], iceTransportPolicy: "all" },
    metadata: grants.metadata ?? {},
    mid,
    audio: request.audio !== undefined,
    video: request.video !== undefined,
    ...(request.audio ? { audio_codec_type: request.audio.name } : {}),
    ...(request.video ? { video_codec_type: request.video.name } : {}),
    ...(publishesSimulcast ? { encodings: granted ?? grants.simulcastEncodings ?? SIMULCAST_ENCODINGS } : {}),
    ...(request.rpcMethods.length > 0 ? { rpc_methods: request.rpcMethods } : {}),
    data_channel_signaling: request.dataChannelSignaling,
    ignore_disconnect_websocket: request.ignoreDisconnectWebSocket,
    data_channels: dataChannels.map((channelOffered) => ({ ...channelOffered })),
  };
}
