import { CLOSE, Refusal } from "../close-reasons.ts";
import type { RpcMethod } from "../rpc/methods.ts";
import { SIMULCAST_RIDS, type SimulcastRid } from "../sdp/offer.ts";
import type { Role } from "../stats.ts";
import { type ForwardingFilter, readForwardingFilters } from "./forwarding-filters.ts";
import { type Grants, NO_GRANTS } from "./grants.ts";
import {
  isObject,
  type Json,
  type JsonObject,
  optionalBoolean,
  optionalOneOf,
  optionalString,
} from "./json.ts";
import { type MediaRequest, optionalWithin, readMedia } from "./media-params.ts";
import { type MessagingChannel, readMessagingChannels } from "./messaging-channels.ts";

/** `none` means no video. */
export const REQUEST_RIDS = ["none", ...SIMULCAST_RIDS] as const;
export type RequestRid = (typeof REQUEST_RIDS)[number];

export interface SpotlightRequest {
  /** Maximum number of members with the focus. Undefined leaves it to the channel. */
  readonly number: number | undefined;
  readonly focusRid: RequestRid;
  readonly unfocusRid: RequestRid;
}

/** A client's checked connect message, with the grants of the auth hook. */
export interface ConnectRequest extends MediaRequest {
  readonly role: Role;
  readonly channelId: string;
  readonly clientId: string | undefined;
  readonly bundleId: string | undefined;
  readonly notifyMetadata: Json | undefined;
  readonly e2ee: boolean;
  readonly simulcast: boolean;
  /** Undefined is the server's default. */
  readonly simulcastRid: RequestRid | undefined;
  readonly spotlight: SpotlightRequest | undefined;
  readonly filters: readonly ForwardingFilter[];
  readonly dataChannelSignaling: boolean;
  readonly ignoreDisconnectWebSocket: boolean;
  readonly messaging: readonly MessagingChannel[];
  /** The client comes from a redirect and must not be redirected again. */
  readonly redirected: boolean;
  readonly grants: Grants;
  /** The RPC methods that the client may call, after the server's settings were applied. */
  readonly rpcMethods: readonly RpcMethod[];
}

const ROLES = ["sendrecv", "sendonly", "recvonly"] as const;
/** From Sora's documentation: members with the focus get the middle layer, all others the lowest. */
const DEFAULT_FOCUS_RID: RequestRid = "r1";
const DEFAULT_UNFOCUS_RID: RequestRid = "r0";
const LONGEST_ID = 255;

/** Throws a Refusal that names the problem. */
export function readConnect(message: JsonObject, grants: Grants = NO_GRANTS): ConnectRequest {
  if (message.type !== "connect") {
    throw new Refusal(CLOSE.unexpectedMessage("connect must come first"));
  }
  const role = ROLES.find((each) => each === message.role);
  if (!role) throw new Refusal(CLOSE.unknownRole);
  const { channel_id: channelId } = message;
  if (typeof channelId !== "string" || channelId === "") throw new Refusal(CLOSE.missingChannelId);
  optionalId(message, "channel_id");
  const dataChannelSignaling = optionalBoolean(message, "data_channel_signaling") ?? false;
  const messaging = readMessagingChannels(message.data_channels);
  if (messaging.length > 0 && !dataChannelSignaling) {
    throw new Refusal(CLOSE.invalidMessage("data_channels needs data_channel_signaling"));
  }
  optionalString(message, "sdp");
  return {
    ...readMedia(message),
    role,
    channelId,
    clientId: optionalId(message, "client_id"),
    bundleId: optionalId(message, "bundle_id"),
    notifyMetadata: message.signaling_notify_metadata,
    e2ee: optionalBoolean(message, "e2ee") ?? false,
    simulcast: readSimulcast(message),
    simulcastRid: readRid(message),
    spotlight: readSpotlight(message),
    filters: readForwardingFilters(message),
    dataChannelSignaling,
    ignoreDisconnectWebSocket: optionalBoolean(message, "ignore_disconnect_websocket") ?? false,
    messaging,
    redirected: message.redirect === true,
    grants,
    rpcMethods: [],
  };
}

/** Sora's ids have 1 to 255 bytes. */
function optionalId(message: JsonObject, name: string): string | undefined {
  const id = optionalString(message, name);
  if (id === undefined) return undefined;
  const length = Buffer.byteLength(id);
  if (length >= 1 && length <= LONGEST_ID) return id;
  throw new Refusal(CLOSE.invalidMessage(`${name} must have 1 to ${LONGEST_ID} bytes`));
}

/** Older clients request a layer inside `simulcast`. */
function readSimulcast(message: JsonObject): boolean {
  if (!isObject(message.simulcast)) return optionalBoolean(message, "simulcast") ?? false;
  optionalOneOf(message.simulcast, "rid", SIMULCAST_RIDS);
  return true;
}

function readRid(message: JsonObject): RequestRid | undefined {
  const requested = optionalOneOf(message, "simulcast_request_rid", REQUEST_RIDS);
  const legacy: SimulcastRid | undefined =
    optionalOneOf(message, "simulcast_rid", SIMULCAST_RIDS) ??
    (isObject(message.simulcast) ? optionalOneOf(message.simulcast, "rid", SIMULCAST_RIDS) : undefined);
  return requested ?? legacy;
}

function readSpotlight(message: JsonObject): SpotlightRequest | undefined {
  const spotlight = optionalBoolean(message, "spotlight") ?? false;
  const number = optionalWithin(message, "spotlight_number", { from: 1, to: 8 });
  const focusRid = optionalOneOf(message, "spotlight_focus_rid", REQUEST_RIDS) ?? DEFAULT_FOCUS_RID;
  const unfocusRid = optionalOneOf(message, "spotlight_unfocus_rid", REQUEST_RIDS) ?? DEFAULT_UNFOCUS_RID;
  return spotlight ? { number, focusRid, unfocusRid } : undefined;
}
