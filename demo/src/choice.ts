import type { Role, SoraCallOptions } from "react-sora-e2ee";
import { cleanName } from "./member-name.ts";
import type { Params } from "./params.ts";

/** What a person fills in before joining. */
export interface Choice {
  readonly channel: string;
  readonly name: string;
  readonly role: Role;
}

export function firstChoice(params: Params): Choice {
  return {
    channel: params.channel ?? newChannel(),
    name: cleanName(params.name) ?? "",
    role: params.role ?? "sendrecv",
  };
}

/** Enough for a meeting, little enough for a laptop with many tabs open. */
const constraints: MediaStreamConstraints = {
  audio: true,
  video: { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 24, max: 30 } },
};

/** The DataChannel whose messages are the chat. */
export const chatLabel = "#chat";

export function callOptions({ channel, name, role }: Choice, params: Params): SoraCallOptions {
  const { dataChannelSignaling, ignoreDisconnectWebSocket, chat } = params;
  const options = {
    signalingUrls: params.signaling.length > 0 ? params.signaling : import.meta.env.VITE_SIGNALING_URL,
    channelId: channel,
    relay: params.relay,
    engine: params.engine ?? "built-in",
    signalingNotifyMetadata: name === "" ? {} : { name },
    sealedMessages: chat ? [chatLabel] : [],
    connectionOptions: {
      videoCodecType: params.codec,
      ...(dataChannelSignaling && { dataChannelSignaling }),
      ...(ignoreDisconnectWebSocket && { ignoreDisconnectWebSocket }),
    },
  } as const;
  return role === "recvonly" ? { ...options, role } : { ...options, role, constraints };
}

function newChannel(): string {
  const letters = crypto.getRandomValues(new Uint8Array(9));
  const id = [...letters].map((byte) => "abcdefghjkmnpqrstuvwxyz23456789"[byte % 31]).join("");
  return `${id.slice(0, 3)}-${id.slice(3, 6)}-${id.slice(6)}`;
}
