import { CLOSE, Refusal } from "../close-reasons.ts";
import { RPC_METHODS, type RpcMethod } from "../rpc/methods.ts";
import { SIMULCAST_RIDS } from "../sdp/offer.ts";
import { isObject, type Json, type JsonObject, optionalBoolean, optionalString } from "./json.ts";
import { MEDIA_FIELDS, optionalWithin } from "./media-params.ts";

/** Values that the auth hook gave to a connection. Changes to the client's request are not among them. */
export interface Grants {
  /** Holds whether or not the server reads bundle ids from clients. */
  readonly bundleId: string | undefined;
  /** `metadata` of the offer. */
  readonly metadata: Json | undefined;
  /** Added to the client's own metadata in notifications, as `authz_metadata`. */
  readonly notifyMetadata: Json | undefined;
  readonly connectionMetadata: Json | undefined;
  readonly eventMetadata: Json | undefined;
  readonly notify: boolean | undefined;
  readonly simulcastEncodings: readonly JsonObject[] | undefined;
  readonly spotlightEncodings: readonly JsonObject[] | undefined;
  /** The layers that the client may request by RPC. Undefined: all. */
  readonly rpcRids: readonly string[] | undefined;
  /** Undefined leaves it to the server's settings. */
  readonly rpcMethods: readonly RpcMethod[] | undefined;
  /** Seconds. */
  readonly lifetime: number | undefined;
}

export const NO_GRANTS: Grants = {
  bundleId: undefined,
  metadata: undefined,
  notifyMetadata: undefined,
  connectionMetadata: undefined,
  eventMetadata: undefined,
  notify: undefined,
  simulcastEncodings: undefined,
  spotlightEncodings: undefined,
  rpcRids: undefined,
  rpcMethods: undefined,
  lifetime: undefined,
};

const YEAR = 31_536_000;

/** Reads the hook's result. Throws a Refusal that names the problem. */
export function readGrants(reply: JsonObject): Grants {
  return {
    bundleId: optionalString(reply, "bundle_id"),
    metadata: reply.metadata,
    notifyMetadata: reply.signaling_notify_metadata,
    connectionMetadata: reply.connection_metadata,
    eventMetadata: reply.event_metadata,
    notify: optionalBoolean(reply, "signaling_notify"),
    simulcastEncodings: readEncodings(reply, "simulcast_encodings"),
    spotlightEncodings: readEncodings(reply, "spotlight_encodings"),
    rpcRids: readNames(reply, "simulcast_rpc_rids", ["none", ...SIMULCAST_RIDS]),
    // A hook without RPC methods grants none.
    rpcMethods: readNames(reply, "rpc_methods", RPC_METHODS) ?? [],
    lifetime: optionalWithin(reply, "connection_lifetime", { from: 1, to: YEAR }),
  };
}

/** Names of one setting. A reply with one of them replaces all that the client sent. */
const ALTERNATIVES = [
  ["forwarding_filter", "forwarding_filters"],
  ["simulcast_rid", "simulcast_request_rid"],
] as const;

/** The client's connect message with the fields of the hook's reply in place of its own, by Sora's names for both. */
export function withOverrides(message: JsonObject, reply: JsonObject): JsonObject {
  const same = [
    "client_id",
    "bundle_id",
    "data_channel_signaling",
    "ignore_disconnect_websocket",
    "data_channels",
    "simulcast",
    "simulcast_rid",
    "simulcast_request_rid",
    "spotlight",
    "spotlight_number",
    "spotlight_focus_rid",
    "spotlight_unfocus_rid",
    "forwarding_filter",
    "forwarding_filters",
  ];
  const changed: Record<string, Json | undefined> = { ...message };
  for (const names of ALTERNATIVES) {
    if (names.some((name) => reply[name] !== undefined)) for (const name of names) delete changed[name];
  }
  for (const name of same) {
    const value = reply[name];
    if (value !== undefined) changed[name] = value;
  }
  return changed;
}

/** `audio` or `video` after the hook: `audio_codec_type` and similar fields replace the client's values. */
export function grantedMedia(kind: "audio" | "video", asked: Json | undefined, reply: JsonObject): Json {
  const value = asked ?? true;
  const switched = reply[kind];
  const base = typeof switched === "boolean" && switched === (value !== false) ? value : (switched ?? value);
  if (base === false) return false;
  const details: Record<string, Json> = isObject(base) ? { ...(base as Record<string, Json>) } : {};
  for (const name of MEDIA_FIELDS[kind]) {
    const granted = reply[`${kind}_${name}`];
    if (granted !== undefined) details[name] = granted;
  }
  return Object.keys(details).length > 0 ? details : base;
}

function readEncodings(reply: JsonObject, name: string): readonly JsonObject[] | undefined {
  const value = reply[name];
  if (value === undefined) return undefined;
  const rids: readonly Json[] = SIMULCAST_RIDS;
  const valid =
    Array.isArray(value) && value.every((each: Json) => isObject(each) && rids.includes(each.rid ?? null));
  if (!valid) throw new Refusal(CLOSE.invalidGrant(`${name} must hold objects with the rids r0 to r2`));
  return value as readonly JsonObject[];
}

function readNames<T extends string>(
  reply: JsonObject,
  name: string,
  allowed: readonly T[],
): readonly T[] | undefined {
  const value = reply[name];
  if (value === undefined) return undefined;
  const names = Array.isArray(value)
    ? value.map((each: Json) => allowed.find((one) => one === each))
    : [undefined];
  if (names.includes(undefined)) {
    throw new Refusal(CLOSE.invalidGrant(`${name} must hold only ${allowed.join(", ")}`));
  }
  return names.filter((each) => each !== undefined);
}
