import type { MeetingProps } from "react-sora-e2ee";
import type { Params, VideoSettings } from "./params.ts";

type ConnectionProps = Pick<
  MeetingProps,
  | "signalingUrls"
  | "relay"
  | "agreement"
  | "engine"
  | "connectionOptions"
  | "allowAudioLevels"
  | "adaptiveLayers"
  | "chat"
  | "reactions"
  | "recording"
  | "speakingWhileMuted"
  | "name"
  | "autoJoin"
>;

/** The meeting options from the page address and the settings. */
export function meetingOptions(params: Params, video: VideoSettings): ConnectionProps {
  const { dataChannelSignaling, ignoreDisconnectWebSocket } = params;
  const { codec, spotlight, layers } = video;
  const simulcast = video.simulcast || spotlight !== null;
  return {
    signalingUrls: params.signaling.length > 0 ? params.signaling : import.meta.env.VITE_SIGNALING_URL,
    relay: params.relay,
    agreement: params.agreement,
    engine: params.engine ?? "built-in",
    chat: params.chat,
    reactions: params.chat,
    recording: params.chat,
    speakingWhileMuted: true,
    autoJoin: params.autojoin,
    // Spotlight follows the loudest participant.
    allowAudioLevels: spotlight !== null,
    // Spotlight chooses layers itself.
    adaptiveLayers: layers === "auto" && spotlight === null,
    ...(params.name !== null && { name: params.name }),
    connectionOptions: {
      videoCodecType: codec,
      ...(simulcast && { simulcast }),
      ...(simulcast && spotlight === null && layers !== "auto" && { simulcastRequestRid: layers }),
      ...(spotlight !== null && { spotlight: true, spotlightNumber: spotlight }),
      ...(dataChannelSignaling && { dataChannelSignaling }),
      ...(ignoreDisconnectWebSocket && { ignoreDisconnectWebSocket }),
    },
  };
}

/** Easy to read out and hard to guess. */
export function newChannel(): string {
  const letters = crypto.getRandomValues(new Uint8Array(9));
  const id = [...letters].map((byte) => "abcdefghjkmnpqrstuvwxyz23456789"[byte % 31]).join("");
  return `${id.slice(0, 3)}-${id.slice(3, 6)}-${id.slice(6)}`;
}

/** Personal parameters that an invitation leaves out. */
const personal = ["name", "role", "identity", "login", "autojoin", "lang", "theme"];

/** The invitation link to this channel, with the same relay, server and codec. */
export function invitationTo(channel: string): string {
  const url = new URL(location.href);
  for (const param of personal) url.searchParams.delete(param);
  url.searchParams.set("channel", channel);
  url.hash = "";
  return url.href;
}
