import type { LayerId, ServerDetails, ServerNotice, UnstableLevel } from "../protocol/server.ts";
import { maxPeers } from "../status.ts";
import { recordOf } from "./record.ts";

/** The server's information about our connection. It is not proven: the server can send any values. */
export interface ServerState extends ServerDetails {
  /** How unstable our network is; 0 is stable. */
  readonly unstableLevel: UnstableLevel;
  /** Connection ids of those who have spotlight's focus, ours among them; the latest comes last. */
  readonly focused: readonly string[];
  /** Which simulcast layer of a peer's video we get, by connection id, once it has changed. Without a prototype. */
  readonly layers: Readonly<Record<string, { readonly current: LayerId; readonly requested: LayerId }>>;
}

/** Notices may come before the details of the connection, which nothing is known of then. */
export const unknownServer: ServerState = {
  signalingUrl: "",
  sessionId: null,
  authMetadata: null,
  rpcMethods: [],
  unstableLevel: 0,
  focused: [],
  layers: recordOf([]),
};

/** The state after what the server said. What it makes up is bounded. */
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
