import type { Channel } from "../channel/channel.ts";
import type { Member } from "../channel/member.ts";
import { REQUEST_RIDS, type RequestRid } from "../signaling/connect-message.ts";
import { isObject, type Json, type JsonObject } from "../signaling/json.ts";
import { RPC_METHODS, type RpcMethod } from "./methods.ts";

/** An error of JSON-RPC 2.0, section 5.1, in Sora's words. */
class RpcError extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly data?: JsonObject,
  ) {
    super(message);
    this.name = "RpcError";
  }
}

type Params = JsonObject;
type Call = (caller: Caller, params: Params) => Json;

interface Caller {
  readonly member: Member;
  readonly channel: Channel;
}

interface Method {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly call: Call;
}

/** Sora adds these values. A client that sends them itself may only send its own values. */
const OWN = ["channel_id", "connection_id", "receiver_connection_id", "recv_connection_id"];
const SENDERS = ["sender_connection_id", "send_connection_id"];
const MAX_KEY = 255;

const METHODS: Readonly<Record<RpcMethod, Method>> = {
  "2025.2.0/RequestSimulcastRid": {
    required: ["rid"],
    optional: SENDERS,
    call({ member, channel }, params) {
      const rid = ridOf(member, params, "rid");
      const sender = senderOf(params);
      if (!member.reception.requestLayer(rid, sender)) throw invalid("sender_connection_id");
      return {
        channel_id: channel.id,
        receiver_connection_id: member.connectionId,
        ...(sender === undefined ? {} : { sender_connection_id: sender }),
        rid,
      };
    },
  },
  "2025.2.0/RequestSpotlightRid": {
    required: ["spotlight_focus_rid", "spotlight_unfocus_rid"],
    optional: SENDERS,
    call({ member, channel }, params) {
      const focusRid = ridOf(member, params, "spotlight_focus_rid");
      const unfocusRid = ridOf(member, params, "spotlight_unfocus_rid");
      const rids = { focusRid, unfocusRid };
      if (!member.reception.requestSpotlight(rids, senderOf(params))) throw invalid("send_connection_id");
      return {
        channel_id: channel.id,
        recv_connection_id: member.connectionId,
        spotlight_focus_rid: focusRid,
        spotlight_unfocus_rid: unfocusRid,
      };
    },
  },
  "2025.2.0/ResetSpotlightRid": {
    required: [],
    optional: SENDERS,
    call({ member, channel }, params) {
      if (!member.reception.requestSpotlight(undefined, senderOf(params)))
        throw invalid("send_connection_id");
      return { channel_id: channel.id, recv_connection_id: member.connectionId };
    },
  },
  "2025.2.0/PutSignalingNotifyMetadata": {
    required: ["metadata"],
    optional: ["push"],
    call({ member, channel }, params) {
      return channel.putNotifyMetadata(member, params.metadata ?? null, isPushed(params));
    },
  },
  "2025.2.0/PutSignalingNotifyMetadataItem": {
    required: ["key", "value"],
    optional: ["push"],
    call({ member, channel }, params) {
      const { key } = params;
      if (typeof key !== "string" || key === "" || Buffer.byteLength(key) > MAX_KEY) throw invalid("key");
      return channel.putNotifyMetadataItem(member, key, params.value ?? null, isPushed(params));
    },
  },
};

/** The answer to one message of the `rpc` DataChannel; undefined for a notification, which has none. */
export function answerRpc(caller: Caller, text: string): JsonObject | undefined {
  let request: unknown;
  try {
    request = JSON.parse(text);
  } catch {
    return failure(null, new RpcError(-32700, "JSON-RPC-PARSE-ERROR"));
  }
  if (!isObject(request)) return failure(null, new RpcError(-32600, "JSON-RPC-INVALID-REQUEST"));
  const { id } = request;
  const expectsAnswer = id !== undefined;
  try {
    if (expectsAnswer && typeof id !== "string" && typeof id !== "number") {
      throw new RpcError(-32600, "JSON-RPC-INVALID-REQUEST");
    }
    const result = callMethod(caller, request);
    return expectsAnswer ? { jsonrpc: "2.0", id, result } : undefined;
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    return expectsAnswer
      ? failure(typeof id === "object" || typeof id === "boolean" ? null : id, error)
      : undefined;
  }
}

function callMethod(caller: Caller, request: JsonObject): Json {
  const { member, channel } = caller;
  if (request.jsonrpc !== "2.0" || typeof request.method !== "string") {
    throw new RpcError(-32600, "JSON-RPC-INVALID-REQUEST");
  }
  const name = RPC_METHODS.find((each) => each === request.method);
  if (!name || !member.request.rpcMethods.includes(name)) {
    throw new RpcError(-32601, "JSON-RPC-METHOD-NOT-FOUND");
  }
  const { required, optional, call } = METHODS[name];
  const params = request.params ?? {};
  if (!isObject(params)) throw new RpcError(-32602, "JSON-RPC-INVALID-PARAMS");
  const known = [...required, ...optional, ...OWN];
  const unknown = Object.keys(params).filter((each) => !known.includes(each));
  if (unknown.length > 0) throw invalid(unknown, "UNKNOWN-KEYS");
  const missing = required.filter((each) => params[each] === undefined);
  if (missing.length > 0) throw invalid(missing, "MISSING-KEYS");
  for (const key of OWN) {
    const own = key === "channel_id" ? channel.id : member.connectionId;
    if (params[key] !== undefined && params[key] !== own) throw invalid(key);
  }
  return call(caller, params);
}

function ridOf(member: Member, params: Params, name: string): RequestRid {
  const rid = REQUEST_RIDS.find((each) => each === params[name]);
  const allowed = member.request.grants.rpcRids;
  if (rid === undefined || (allowed && !allowed.includes(rid))) throw invalid(name);
  return rid;
}

function senderOf(params: Params): string | undefined {
  for (const name of SENDERS) {
    const sender = params[name];
    if (typeof sender === "string") return sender;
    if (sender !== undefined) throw invalid(name);
  }
  return undefined;
}

function isPushed({ push }: Params): boolean {
  if (push === undefined || typeof push === "boolean") return push ?? false;
  throw invalid("push");
}

function invalid(keys: string | readonly string[], kind = "INVALID-VALUES"): RpcError {
  return new RpcError(-32602, "JSON-RPC-INVALID-PARAMS", {
    [kind]: typeof keys === "string" ? [keys] : [...keys],
  });
}

function failure(id: Json | undefined, { code, message, data }: RpcError): JsonObject {
  return { jsonrpc: "2.0", id: id ?? null, error: { code, message, ...(data ? { data } : {}) } };
}
