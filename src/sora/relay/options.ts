import type { SoraConnectionOptions } from "../options.ts";

/** Key messages over a messaging DataChannel: for Sora 2024.2 and newer. */
export interface MessagingRelayOptions {
  readonly type: "messaging";
  /** Begins with `#`. All peers of a channel must use the same. Default `#sora-e2ee`. */
  readonly label?: string;
  /**
   * Requests that the server names the sender of each message, so that peers cannot send in another peer's
   * name. Default true. Needs Sora 2024.2 or newer.
   */
  readonly senderHeader?: boolean;
}

/** The relay for key messages. Default `messaging`. */
export type RelayOptions = "signaling" | "messaging" | MessagingRelayOptions;

export interface MessagingSettings {
  readonly label: string;
  readonly senderHeader: boolean;
}

/** Supported by every Sora from 2024.2 on. */
export const defaultRelay: RelayOptions = "messaging";
const defaultMessagingLabel = "#sora-e2ee";

/** Null: the relay is `signaling`. */
export function messagingSettings(relay: RelayOptions): MessagingSettings | null {
  if (relay === "signaling") return null;
  const { label = defaultMessagingLabel, senderHeader = true } = relay === "messaging" ? {} : relay;
  return { label, senderHeader };
}

/** The problem with the relay option of an app, as the end of a sentence; null if it is valid. */
export function relayProblem(relay: unknown, given: SoraConnectionOptions): string | null {
  if (!isRelay(relay)) return 'relay must be "signaling", "messaging" or an object with type "messaging"';
  const settings = messagingSettings(relay);
  if (!settings) return null;
  const { label, senderHeader } = settings;
  if (typeof senderHeader !== "boolean") return "senderHeader of the messaging relay must be true or false";
  if (typeof label !== "string" || !/^#./u.test(label)) {
    return "the label of the messaging relay must be # followed by a name";
  }
  if (given.dataChannelSignaling === false) {
    return 'relay "messaging" needs dataChannelSignaling, which is off in connectionOptions';
  }
  if (given.dataChannels?.some((channel) => channel.label === label)) {
    return `the DataChannel "${label}" is reserved for key messages: use another label for the app`;
  }
  return null;
}

/** Fields are not checked yet. */
function isRelay(relay: unknown): relay is RelayOptions {
  if (relay === "signaling" || relay === "messaging") return true;
  return typeof relay === "object" && relay !== null && "type" in relay && relay.type === "messaging";
}
