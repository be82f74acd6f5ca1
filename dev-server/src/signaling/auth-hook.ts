import { CLOSE, Refusal } from "../close-reasons.ts";
import type { Settings } from "../options.ts";
import type { ConnectRequest } from "./connect-message.ts";
import { readConnect } from "./connect-message.ts";
import { type Grants, grantedMedia, readGrants, withOverrides } from "./grants.ts";
import { isObject, type Json, type JsonObject } from "./json.ts";

/** The request to the auth hook, with the names of Sora's auth webhook. */
export interface AuthRequest extends JsonObject {
  readonly channel_id: string;
  readonly connection_id: string;
  readonly client_id: string;
  readonly role: string;
  /** As in the client's `connect` message. */
  readonly metadata?: Json;
}

/** `allowed`, `reason` and the grants, in the names of Sora's page "Return values of the auth webhook". */
export interface AuthReply extends JsonObject {
  readonly allowed: boolean;
  readonly reason?: string;
}

export type AuthHook = (request: AuthRequest) => AuthReply | Promise<AuthReply>;

/** The part of a hook's request that does not come from the connect message. */
export interface AuthContext {
  readonly connectionId: string;
  readonly sessionId: string | undefined;
  readonly channelConnections: number;
}

const WEBHOOK_TIMEOUT = 5000;
const LONGEST_REPLY = 1 << 20;

/** A hook that posts to this URL. */
export function webhookAt(url: string): AuthHook {
  return async (request) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "sora-connection-id": request.connection_id },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(WEBHOOK_TIMEOUT),
    });
    const text = await response.text();
    if (!response.ok || text.length > LONGEST_REPLY)
      throw new Error(`the auth webhook answered ${response.status}`);
    return parsed(text) as AuthReply;
  };
}

/** Undefined, which is no reply, when the text is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Calls the hook, if there is one, and applies its grants to the message. Rejects with a Refusal. */
export async function authenticated(
  message: JsonObject,
  context: AuthContext,
  { authenticate, capabilities }: Pick<Settings, "authenticate" | "capabilities">,
): Promise<ConnectRequest> {
  const asked = readConnect(message);
  if (!authenticate) return asked;
  const reply = await replyOf(authenticate, authRequest(message, asked, context, capabilities.version));
  if (!reply.allowed) {
    throw new Refusal(
      CLOSE.notAllowed(typeof reply.reason === "string" ? reply.reason : "AUTHENTICATION-FAILURE"),
    );
  }
  try {
    const grants = readGrants(reply);
    return readConnect(
      {
        ...overChannelsFor(grants),
        ...withOverrides(message, reply),
        audio: grantedMedia("audio", message.audio, reply),
        video: grantedMedia("video", message.video, reply),
      },
      grants,
    );
  } catch (error) {
    // The client's own message was valid, so the fault is in the reply.
    throw error instanceof Refusal ? new Refusal(CLOSE.invalidGrant(problemOf(error))) : error;
  }
}

const problemOf = ({ close }: Refusal) => close.reason.replace(/^[A-Z-]+: /, "");

/** RPC needs signaling over DataChannels: a hook that grants RPC turns that on for a client that says nothing about it. */
function overChannelsFor({ rpcMethods }: Grants): JsonObject {
  return rpcMethods && rpcMethods.length > 0 ? { data_channel_signaling: true } : {};
}

async function replyOf(authenticate: AuthHook, request: AuthRequest): Promise<AuthReply> {
  let reply: unknown;
  try {
    reply = await authenticate(request);
  } catch {
    throw new Refusal(CLOSE.authHookFailed);
  }
  if (!isObject(reply)) throw new Refusal(CLOSE.invalidGrant("the answer must be a JSON object"));
  if (typeof reply.allowed !== "boolean") throw new Refusal(CLOSE.invalidGrant("allowed must be a boolean"));
  return reply as AuthReply;
}

function authRequest(
  message: JsonObject,
  asked: ConnectRequest,
  { connectionId, sessionId, channelConnections }: AuthContext,
  version: string,
): AuthRequest {
  const optional: Record<string, Json | undefined> = {
    session_id: sessionId,
    metadata: message.metadata,
    signaling_notify_metadata: message.signaling_notify_metadata,
    sora_client: message.sora_client,
    environment: message.environment,
    audio_codec_type: asked.audio?.name,
    video_codec_type: asked.video?.name,
    video_bit_rate: asked.videoBitRate,
    simulcast_request_rid: asked.simulcastRid,
    spotlight_number: asked.spotlight?.number,
    forwarding_filters: message.forwarding_filters,
    data_channels: message.data_channels,
  };
  return {
    timestamp: new Date().toISOString(),
    version,
    channel_id: asked.channelId,
    connection_id: connectionId,
    client_id: asked.clientId ?? connectionId,
    bundle_id: asked.bundleId ?? connectionId,
    role: asked.role,
    audio: asked.audio !== undefined,
    video: asked.video !== undefined,
    simulcast: asked.simulcast,
    spotlight: asked.spotlight !== undefined,
    e2ee: asked.e2ee,
    data_channel_signaling: asked.dataChannelSignaling,
    ignore_disconnect_websocket: asked.ignoreDisconnectWebSocket,
    channel_connections: channelConnections,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}
