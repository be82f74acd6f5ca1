import { AppMessages, type CallMessages } from "../call/app-messages.ts";
import { createAudioLevels } from "../call/audio-levels.ts";
import { CallIdentity } from "../call/call-identity.ts";
import { contactsFor } from "../call/identity-options.ts";
import { createRetention } from "../call/retention.ts";
import type { SoraCall, SoraCallOptions } from "../call/types.ts";
import { SoraE2EEError } from "../errors.ts";
import { createCallStore } from "../store/call-store.ts";
import type { CallEvent, CallPhase } from "../store/types.ts";
import { isCurrentIdentity, isParticipantNumber } from "../store/verification.ts";
import { type CallScript, createCallScript } from "./call-script.ts";
import { createScriptedLevels } from "./scripted-levels.ts";
import { createTestState, type TestCallState } from "./test-state.ts";
import { createTestStreams } from "./test-streams.ts";
import { createTestStream } from "./test-tracks.ts";

export interface TestCallOptions {
  /** The time at which `connect` settles: at once, or when the test calls `connected` or `script.fails`. */
  readonly connects?: "at-once" | "when-told";
  /** The browser's statistics of the connection. Default none. */
  readonly getStats?: SoraCall["getStats"];
  /** The server's answer to `rpc`; the function may throw. Default null. */
  readonly rpcAnswer?: (call: TestRpcCall) => unknown;
  /** Milliseconds since the epoch, for the event log. Default the clock. */
  readonly now?: () => number;
}

/** A call without a server, worker or device. Every component and hook for a `SoraCall` accepts it. */
export interface TestCall extends SoraCall {
  readonly script: CallScript & {
    /** Sets the loudness of a peer with a microphone, or our own (0 to 1). 0 is silence. */
    speaks(connectionId: string, level: number): void;
  };
  /** Sends any event to the real reducer. */
  dispatch(event: CallEvent): void;
  /** Delivers a push message of the server, or a message on a DataChannel of the app. */
  receives<Kind extends keyof CallMessages>(kind: Kind, message: CallMessages[Kind]): void;
  /** The messages that the app sent on its DataChannels, oldest first; `to` is null for all peers. */
  readonly sent: readonly SentMessage[];
  /** The app's `rpc` calls, oldest first. */
  readonly rpcCalls: readonly TestRpcCall[];
  /**
   * The last argument of `setOptions`, or null. Other options have no further effect, because a test call has
   * no connection.
   */
  readonly options: SoraCallOptions | null;
  /** Lets a waiting `connect` succeed. */
  connected(): void;
  /** Stops the generated media. */
  release(): void;
}

export interface TestRpcCall {
  readonly method: string;
  /** Null: no generated media. */
  readonly params: unknown;
}

export interface SentMessage {
  readonly label: string;
  readonly data: Uint8Array | string;
  readonly sealed: boolean;
  readonly to: string | null;
}

const closed: ReadonlySet<CallPhase> = new Set(["idle", "failed", "disconnected"]);

/** A call in the given state, or in the state before the first connect. */
export function createTestCall(state?: TestCallState, options: TestCallOptions = {}): TestCall {
  const { connects = "at-once", getStats = async () => null, rpcAnswer = () => null, now } = options;
  const given = createTestState(state);
  const { store, dispatch } = createCallStore(given.self.role, now, given);
  const streams = createTestStreams();
  const messages = new AppMessages();
  const sent: SentMessage[] = [];
  const rpcCalls: TestRpcCall[] = [];
  const script = createCallScript(store.getState, dispatch, streams);
  const levels = createScriptedLevels(store.getState, getStats);
  let attempt: { resolve(): void; reject(error: SoraE2EEError): void } | null = null;

  const connected = () => {
    dispatch({ type: "phase", phase: "connected" });
    attempt?.resolve();
    attempt = null;
  };
  const callOff = (error = new SoraE2EEError("aborted", "Connecting was called off.")) => {
    attempt?.reject(error);
    attempt = null;
  };
  const end = (reason: "left" | "replaced" = "left") => {
    callOff();
    dispatch({ type: "reset" });
    dispatch({ type: "ended", ending: { reason } });
  };

  let latest: SoraCallOptions | null = null;
  const connect: SoraCall["connect"] = ({ signal } = {}) => {
    dispatch({ type: "phase", phase: "initializing" });
    dispatch({ type: "phase", phase: "connecting" });
    return new Promise((resolve, reject) => {
      attempt = { resolve, reject };
      if (signal?.aborted) end();
      else if (connects === "at-once") connected();
      else signal?.addEventListener("abort", () => attempt && end(), { once: true });
    });
  };
  const disconnect: SoraCall["disconnect"] = async ({ reason } = {}) => {
    if (closed.has(store.getState().phase)) return;
    dispatch({ type: "phase", phase: "disconnecting" });
    await Promise.resolve();
    end(reason);
  };
  /** The app may have replaced `connect` or `disconnect` with its own function. */
  let owner: Pick<SoraCall, "connect" | "disconnect"> = { connect, disconnect };
  const retention = createRetention(() => void owner.disconnect());

  return {
    store,
    dispatch,
    get options() {
      return latest;
    },
    setOptions: (options) => {
      latest = options;
    },
    retain({ autoConnect = false } = {}) {
      owner = this;
      return retention.retain(() => {
        if (autoConnect && closed.has(store.getState().phase)) owner.connect().catch(() => undefined);
      });
    },
    connect,
    disconnect,
    connected,
    sent,
    receives: (kind, message) => messages.emit(kind, message),
    on: (kind, listener) => messages.on(kind, listener),
    sendMessage: async (label, data) => void sent.push({ label, data, sealed: false, to: null }),
    sendSealedMessage: async (label, data, { to = null } = {}) =>
      void sent.push({ label, data, sealed: true, to }),
    rpc: async (method, params) => {
      const called = { method, params: params ?? null };
      rpcCalls.push(called);
      return rpcAnswer(called);
    },
    rpcCalls,
    getStats: levels.getStats,
    audioLevels: createAudioLevels(levels.getStats, store),
    release: streams.releaseAll,
    script: {
      ...script,
      speaks: levels.speaks,
      fails: (error) => {
        script.fails(error);
        callOff(store.getState().error ?? undefined);
      },
      endedByServer: (code, text) => {
        script.endedByServer(code, text);
        callOff();
      },
    },
    replaceTrack: async (kind, track) => {
      const old = store.getState().self.stream?.getTracks() ?? [];
      const others = old.filter((other) => other.kind !== kind);
      dispatch({ type: "self-stream", stream: createTestStream(track ? [...others, track] : others) });
    },
    setVerified: (connectionId, compared) => {
      const peer = store.getState().peers[connectionId];
      if (!peer || (compared !== null && !isCurrentIdentity(peer, compared))) return false;
      dispatch({ type: "verify", connectionId, compared });
      if (peer.identity.key !== null && (compared === null || isParticipantNumber(peer, compared))) {
        const verifiedAt = compared === null ? null : Date.now();
        const status = compared === null ? "known" : "verified";
        const by = compared === null ? null : "comparison";
        const identity = { ...peer.identity, status, verifiedAt, by, previousVerifiedAt: null } as const;
        dispatch({ type: "identity", connectionId, identity });
      }
      return true;
    },
    acceptIdentity: (connectionId) => {
      const identity = store.getState().peers[connectionId]?.identity;
      if (identity?.status !== "changed") return false;
      dispatch({ type: "accept", connectionId });
      const accepted = { ...identity, status: "known", previousVerifiedAt: null } as const;
      dispatch({ type: "identity", connectionId, identity: accepted });
      return true;
    },
    contacts: contactsFor(undefined),
    identity: new CallIdentity(),
    addOwnConnection: (connectionId, own) => dispatch({ type: "own-connection", connectionId, own }),
  };
}
