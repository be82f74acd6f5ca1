import type { LayerId, ServerDetails, ServerNotice, UnstableLevel } from "../protocol/server.ts";
import { maxPeers } from "../status.ts";
import { recordOf } from "./record.ts";

/**
 * The server's information about our connection. It is not proven, because the server can send any values.
 */
export interface ServerState extends ServerDetails {
  /** The instability of our network. 0 is stable. */
  readonly unstableLevel: UnstableLevel;
  /** Connection ids with spotlight's focus, including ours. The latest is last. */
  readonly focused: readonly string[];
  /**
   * The simulcast layer of each peer's video that we get, by connection id, once it has changed. Without a
   * prototype.
   */
  readonly layers: Readonly<Record<string, { readonly current: LayerId; readonly requested: LayerId }>>;
}

/** Notices may arrive before the details of the connection. */
export const unknownServer: ServerState = {
  signalingUrl: "",
  sessionId: null,
  authMetadata: null,
  rpcMethods: [],
  unstableLevel: 0,
  focused: [],
  layers: recordOf([]),
};

/** The state after a notice of the server. Made-up entries are limited. */
export function withNotice(before: ServerState | null, notice: ServerNotice): ServerState {
  const state = before ?? unknownServer;
  switch (notice.type) {
    case "network":
      return state.unstableLevel === notice.unstableLevel
        ? state
        : { ...state, unstableLevel: notice.unstableLevel };
    case "focus": {
      const others = state.focused.filter((id) => id !== notice.connectionId);
      if (!notice.focused)
        return others.length === state.focused.length ? state : { ...state, focused: others };
      return { ...state, focused: [...others, notice.connectionId].slice(-maxPeers) };
    }
    case "layer": {
      const { connectionId, current, requested } = notice;
      const others = Object.entries(state.layers).filter(([id]) => id !== connectionId);
      const layers = recordOf([...others, [connectionId, { current, requested }] as const].slice(-maxPeers));
      return { ...state, layers };
    }
  }
}

/** A peer has left. */
export function withoutFocusOf(state: ServerState | null, connectionId: string): ServerState | null {
  if (!state || !(state.focused.includes(connectionId) || connectionId in state.layers)) return state;
  return {
    ...state,
    focused: state.focused.filter((id) => id !== connectionId),
    layers: recordOf(Object.entries(state.layers).filter(([id]) => id !== connectionId)),
  };
}
