import { AppMessages } from "../call/app-messages.ts";
import { createAudioLevels } from "../call/audio-levels.ts";
import { CallIdentity } from "../call/call-identity.ts";
import { contactsFor } from "../call/identity-options.ts";
import { roleOf } from "../call/options.ts";
import type { SoraCall, SoraCallOptions } from "../call/types.ts";
import { SoraE2EEError } from "../errors.ts";
import { initialState } from "../store/initial-state.ts";
import type { CallPhase } from "../store/types.ts";
import { withNewestFunctions } from "./newest-functions.ts";
import { OptionWatch } from "./option-watch.ts";
import { sameOptions } from "./same-options.ts";
import { createSwitchingStore } from "./switching-store.ts";

export type CreateCall = (options: SoraCallOptions) => SoraCall;

/** A call for a component: the same object and store for its whole life, whatever becomes of its options. */
export interface ManagedCall extends SoraCall {
  /**
   * The options of a render, compared by value. What is connected or connecting does so anew when they differ, at most once a
   * second; not any more for an option that differs in every render.
   */
  setOptions(options: SoraCallOptions, autoConnect: boolean): void;
  /** Keeps the call for a mounted component. When the last one lets go, it disconnects and refuses to connect. */
  retain(autoConnect: boolean): () => void;
}

/** Between two connections because of changed options, in milliseconds. */
const shortestInterval = 1000;

const livePhases: ReadonlySet<CallPhase> = new Set([
  "initializing",
  "connecting",
  "connected",
  "reconnecting",
]);

export function createManagedCall(createCall: CreateCall, initialOptions: SoraCallOptions): ManagedCall {
  const { store, follow } = createSwitchingStore(initialState(roleOf(initialOptions)));
  const watch = new OptionWatch(initialOptions);
  let autoConnects = false;
  /** When changed options last made a connection. */
  let changedAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | null = null;
  /** A connection with changed options is on its way, and will take the newest ones. */
  let remaking = false;
  let made: { readonly call: SoraCall; readonly options: SoraCallOptions } | null = null;
  /** Attempts to connect that have not come to an end. */
  let pending = 0;
  const messages = new AppMessages();
  const getStats: SoraCall["getStats"] = async () => (await made?.call.getStats()) ?? null;
  /** Another one after each `disconnect`: attempts that were begun before it are called off. */
  let round = {};
  let closing: Promise<void> = Promise.resolve();
  let holders = 0;
  let released = false;

  /** The call for the options as they are now. Made as late as this: rendering must not make any. */
  const currentCall = (): SoraCall => {
    remaking = false;
    const options = watch.newest;
    if (made && sameOptions(made.options, options)) return made.call;
    // Other options, the same participant.
    const id = made?.call.store.getState().self.participantId;
    const call = createCall({
      ...withNewestFunctions(options, () => watch.newest),
      ...(id && { participant: { id, ...options.participant } }),
    });
    // Nobody holds the one before any more: its listeners go with it.
    made = { call, options };
    for (const kind of ["push", "message", "sealed"] as const)
      call.on(kind, (message) => messages.emit(kind, message));
    follow(call.store);
    return call;
  };

  const connect: SoraCall["connect"] = async (connectOptions) => {
    const own = round;
    pending += 1;
    try {
      // Devices and connection of the attempt before must be free again.
      await closing;
      if (released || own !== round) throw new SoraE2EEError("aborted", "Connecting was called off.");
      await currentCall().connect(connectOptions);
    } finally {
      pending -= 1;
      remaking = false;
    }
  };

  /** For attempts that nobody waits for: the store holds why one failed. */
  const connectQuietly = () => {
    connect().catch(() => undefined);
  };

  const disconnect: SoraCall["disconnect"] = (options) => {
    round = {};
    if (made) closing = Promise.all([closing, made.call.disconnect(options)]).then(() => undefined);
    return closing;
  };

  const whenMade = async <Result>(send: (call: SoraCall) => Promise<Result>): Promise<Result> => {
    if (!made)
      throw new SoraE2EEError(
        "invalid-state",
        "A message or an RPC call can be sent while the call is connected.",
      );
    return send(made.call);
  };

  const isLive = () => pending > 0 || livePhases.has(store.getState().phase);

  const stopTimer = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };

  /** Connects anew when the newest options differ from those of the connection, now or once a second has passed. */
  const applyNewest = () => {
    stopTimer();
    if (released || remaking || !made || !watch.differsFrom(made.options)) return;
    const live = isLive();
    if (!live && !(autoConnects && store.getState().phase === "failed")) return;
    const wait = changedAt + shortestInterval - performance.now();
    if (wait > 0) {
      timer = setTimeout(applyNewest, wait);
      return;
    }
    const now = performance.now();
    if (!watch.takeOne(made.options, now)) return;
    changedAt = now;
    remaking = true;
    if (live) void disconnect({ reason: "replaced" });
    connectQuietly();
  };

  return {
    store,
    connect: (connectOptions) => {
      watch.reset();
      return connect(connectOptions);
    },
    disconnect,
    replaceTrack: async (kind, track) => {
      if (!made)
        throw new SoraE2EEError("invalid-state", "A track can be replaced once the call is connected.");
      await made.call.replaceTrack(kind, track);
    },
    getStats,
    audioLevels: createAudioLevels(getStats, store),
    on: (kind, listener) => messages.on(kind, listener),
    sendMessage: (label, data) => whenMade((call) => call.sendMessage(label, data)),
    sendSealedMessage: (label, data, to) => whenMade((call) => call.sendSealedMessage(label, data, to)),
    rpc: (method, params, given) => whenMade((call) => call.rpc(method, params, given)),
    setVerified: (connectionId, compared) => made?.call.setVerified(connectionId, compared) ?? false,
    acceptIdentity: (connectionId) => made?.call.acceptIdentity(connectionId) ?? false,
    get contacts() {
      return made?.call.contacts ?? contactsFor(watch.newest.identity);
    },
    get identity() {
      return made?.call.identity ?? new CallIdentity();
    },
    addOwnConnection: (connectionId, own) => made?.call.addOwnConnection(connectionId, own),
    setOptions: (next, autoConnect) => {
      autoConnects = autoConnect;
      watch.see(next, store.getState().phase);
      applyNewest();
    },
    retain: (autoConnect) => {
      let held = true;
      holders += 1;
      released = false;
      // StrictMode mounts, unmounts and mounts again in one go: only what still holds afterwards counts.
      queueMicrotask(() => {
        if (held && autoConnect && !isLive()) connectQuietly();
      });
      return () => {
        if (!held) return;
        held = false;
        holders -= 1;
        queueMicrotask(() => {
          if (holders > 0 || released) return;
          released = true;
          stopTimer();
          void disconnect();
        });
      };
    },
  };
}
