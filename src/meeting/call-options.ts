import { CallIdentity } from "../call/call-identity.ts";
import type { IdentityOption, IdentityOptions } from "../call/identity-options.ts";
import { isRecord } from "../call/readable.ts";
import type { SoraCallOptions } from "../call/types.ts";
import type { LocalMediaSource } from "../devices/types.ts";
import type { MeetingProps } from "./types.ts";

/** The DataChannel whose messages are the chat. */
export const chatLabel = "#chat";

/** True when this browser recognizes people in later calls. */
export function remembersPeople(identity: IdentityOption | undefined): boolean {
  if (identity === "device") return true;
  const { type, contacts } = fieldsOf(identity);
  return type === "device" || contacts !== undefined;
}

/** The name of the identity that the call uses in this browser. */
export function profileOf(identity: IdentityOption | undefined): string {
  return fieldsOf(identity).profile ?? "default";
}

/** The call's check of its options names a value that is no identity. */
function fieldsOf(identity: IdentityOption | undefined): IdentityOptions {
  return isRecord(identity) && !(identity instanceof CallIdentity) ? identity : {};
}

/** The DataChannel of reactions and raised hands. */
export const reactionsLabel = "#reactions";
/** The DataChannel of requests for consent and announcements of recordings. */
export const recordingLabel = "#recording";

/** The options of a meeting's call. An invalid value stays as it is, so that the call's check names the option. */
export function callOptions(
  props: Omit<MeetingProps, "media" | "parts" | "effects">,
  name: string,
  media: LocalMediaSource | null,
): SoraCallOptions {
  const {
    signalingUrls,
    channelId,
    relay,
    agreement,
    engine,
    identity,
    metadata,
    connectionOptions,
    participant,
    allowAudioLevels,
    receipts,
    reconnect,
    createWorker,
  } = props;
  const {
    signalingNotifyMetadata = {},
    sealedMessages = [],
    chat = false,
    reactions = false,
    recording = false,
    role = "sendrecv",
  } = props;
  const labels = [
    ...(chat ? [chatLabel] : []),
    ...(reactions ? [reactionsLabel] : []),
    ...(recording ? [recordingLabel] : []),
  ];
  const options = {
    signalingUrls,
    channelId,
    ...(relay !== undefined && { relay }),
    ...(agreement !== undefined && { agreement }),
    ...(engine !== undefined && { engine }),
    ...(identity !== undefined && { identity }),
    ...(metadata !== undefined && { metadata }),
    ...(connectionOptions !== undefined && { connectionOptions }),
    ...(participant !== undefined && { participant }),
    ...(allowAudioLevels !== undefined && { allowAudioLevels }),
    ...(receipts !== undefined && { receipts }),
    ...(reconnect !== undefined && { reconnect }),
    ...(createWorker !== undefined && { createWorker }),
    ...(name !== "" && { name }),
    // Also in the metadata, for peers that read it there.
    signalingNotifyMetadata: isRecord(signalingNotifyMetadata)
      ? { ...signalingNotifyMetadata, ...(name !== "" && { name }) }
      : signalingNotifyMetadata,
    sealedMessages: Array.isArray(sealedMessages) ? [...sealedMessages, ...labels] : sealedMessages,
  };
  return role === "recvonly" || media === null
    ? { ...options, role: "recvonly" }
    : { ...options, role, media };
}
