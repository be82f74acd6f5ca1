import type { CallState, Role } from "./types.ts";

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
      role,
      stream: null,
      encryption: "waiting",
      keyId: null,
      fingerprint: null,
      senders: [],
    },
    peers: {},
    channel: null,
    log: [],
  };
}
