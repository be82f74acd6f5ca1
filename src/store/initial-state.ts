import { noOwnIdentity } from "../protocol/identity.ts";
import type { Role } from "../protocol/types.ts";
import { recordOf } from "./record.ts";
import type { CallState } from "./types.ts";

export function initialState(role: Role): CallState {
  return {
    phase: "idle",
    error: null,
    ending: null,
    progress: null,
    self: {
      connectionId: null,
      clientId: null,
      bundleId: null,
      participantId: null,
      name: null,
      ownConnections: recordOf([]),
      role,
      stream: null,
      devices: { audio: "none", video: "none" },
      encryption: { status: "waiting" },
      keyId: null,
      fingerprint: null,
      identity: noOwnIdentity,
      senders: [],
    },
    peers: recordOf([]),
    departed: recordOf([]),
    channel: null,
    server: null,
    receipts: null,
    quality: null,
    log: [],
  };
}
