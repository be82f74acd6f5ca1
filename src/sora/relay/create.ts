import { MessagingRelay } from "./messaging.ts";
import { messagingSettings, type RelayOptions } from "./options.ts";
import type { KeyRelay, RelayEvents } from "./relay.ts";
import { SignalingRelay } from "./signaling.ts";

export function createRelay(relay: RelayOptions, events: RelayEvents): KeyRelay {
  const messaging = messagingSettings(relay);
  return messaging ? new MessagingRelay(messaging, events) : new SignalingRelay(events);
}
