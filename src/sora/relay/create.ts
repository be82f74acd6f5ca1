import { MessagingRelay } from "./messaging.ts";
import { messagingSettings, type RelayOptions } from "./options.ts";
import type { KeyRelay, RelayEvents } from "./relay.ts";
import { SignalingRelay } from "./signaling.ts";

/** @param takesEnvelopes Key messages are MLS envelopes, some of which are for all peers. */
export function createRelay(relay: RelayOptions, events: RelayEvents, takesEnvelopes = false): KeyRelay {
  const messaging = messagingSettings(relay);
  return messaging
    ? new MessagingRelay({ ...messaging, takesEnvelopes }, events)
    : new SignalingRelay(events);
}
