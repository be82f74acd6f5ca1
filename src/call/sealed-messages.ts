import { hintLabel } from "../e2ee/messages/media-hint.ts";
import { SoraE2EEError } from "../errors.ts";
import type { SoraConnectionOptions } from "../sora/options.ts";
import { defaultRelay, messagingSettings, type RelayOptions } from "../sora/relay/options.ts";
import { askForSender } from "../sora/relay/sender-header.ts";
import type { SoraCallOptions } from "./types.ts";

/**
 * The labels whose messages are sealed: those of the app, and the label of the library's own hints and
 * receipts. The library's label is left out unless the call uses messaging DataChannels anyway or the app asks
 * for receipts, so that other calls work with a server that has no messaging DataChannels.
 */
export function sealedLabels({
  relay = defaultRelay,
  sealedMessages = [],
  connectionOptions: given = {},
  receipts = false,
}: Pick<SoraCallOptions, "relay" | "sealedMessages" | "connectionOptions" | "receipts">): readonly string[] {
  const { dataChannelSignaling, dataChannels = [] } = given;
  const ofTheApp = dataChannelSignaling === true && dataChannels.length > 0;
  const inUse = receipts || messagingSettings(relay) !== null || sealedMessages.length > 0 || ofTheApp;
  return inUse ? [...sealedMessages, hintLabel] : sealedMessages;
}

/** The problem with an app's sealed labels, as the end of a sentence; null if they are valid. */
export function sealedLabelProblem(
  labels: readonly string[],
  relay: RelayOptions,
  given: SoraConnectionOptions,
  receipts = false,
): string | null {
  if (!Array.isArray(labels)) return "sealedMessages must be a list of DataChannel labels";
  const used = [
    ...labels,
    messagingSettings(relay)?.label,
    ...(given.dataChannels ?? []).map(({ label }) => label),
  ];
  if (used.includes(hintLabel)) return `the DataChannel "${hintLabel}" is reserved for the library`;
  for (const [i, label] of labels.entries()) {
    if (typeof label !== "string" || !/^#./u.test(label)) {
      return "each label of sealedMessages must be # followed by a name";
    }
    if (labels.indexOf(label) !== i) return `"${label}" is listed twice in sealedMessages`;
    if (label === messagingSettings(relay)?.label)
      return `the DataChannel "${label}" is reserved for key messages`;
    if (given.dataChannels?.some((channel) => channel.label === label)) {
      return `"${label}" is also in connectionOptions.dataChannels: list it in sealedMessages only`;
    }
  }
  if (labels.length > 0 && given.dataChannelSignaling === false) {
    return "sealedMessages needs dataChannelSignaling, which is off in connectionOptions";
  }
  if (receipts && given.dataChannelSignaling === false) {
    return "receipts are sealed messages, which need dataChannelSignaling, and connectionOptions turn it off";
  }
  return null;
}

/**
 * The SDK's options with a DataChannel for each label: ordered, reliable, and not compressed, because sealed
 * bytes do not get smaller. Asks the server to name the sender of each message if the relay asks for that too.
 */
export function withSealedLabels(
  labels: readonly string[],
  relay: RelayOptions,
  given: SoraConnectionOptions,
): SoraConnectionOptions {
  if (labels.length === 0) return given;
  const asksForSender = messagingSettings(relay)?.senderHeader ?? false;
  const channels = labels.map((label) => ({
    label,
    direction: "sendrecv" as const,
    ordered: true,
    compress: false,
    ...(asksForSender ? { header: [...askForSender] } : {}),
  }));
  return {
    ...given,
    dataChannelSignaling: true,
    dataChannels: [...(given.dataChannels ?? []), ...channels],
  };
}

/** @throws {SoraE2EEError} `invalid-options` unless `label` is one of those that are sealed. */
export function requireSealed(label: string, labels: readonly string[]): void {
  if (labels.includes(label)) return;
  throw new SoraE2EEError(
    "invalid-options",
    `"${label}" is not a sealed label. Add it to the call's option sealedMessages.`,
  );
}

/**
 * @throws {SoraE2EEError} `invalid-options` when `label` is one of those that are sealed, because no
 * unencrypted message may be sent on it.
 */
export function requireNotSealed(label: string, labels: readonly string[]): void {
  if (!labels.includes(label)) return;
  throw new SoraE2EEError(
    "invalid-options",
    `"${label}" is a sealed label. Use sendSealedMessage to send on it.`,
  );
}
