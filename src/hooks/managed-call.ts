import { AppMessages } from "../call/app-messages.ts";
import { createAudioLevels } from "../call/audio-levels.ts";
import type { SoraCall, SoraCallOptions } from "../call/types.ts";
import { SoraE2EEError } from "../errors.ts";
import { initialState } from "../store/initial-state.ts";
import type { CallPhase } from "../store/types.ts";
import { sameOptions } from "./same-options.ts";
import { createSwitchingStore } from "./switching-store.ts";

export type CreateCall = (options: SoraCallOptions) => SoraCall;

/** A call for a component: the same object and store for its whole life, whatever becomes of its options. */
export interface ManagedCall extends SoraCall {
  /** Options by value. What is connected or connecting does so anew when they differ. */
  setOptions(options: SoraCallOptions, autoConnect: boolean): void;
  /** Keeps the call for a mounted component. When the last one lets go, it disconnects and refuses to connect. */
  retain(autoConnect: boolean): () => void;
}

const livePhases: ReadonlySet<CallPhase> = new Set([
  "initializing",
  "connecting",
  "connected",
  "reconnecting",
]);

export function createManagedCall(createCall: CreateCall, initialOptions: SoraCallOptions): ManagedCall {
  const { store, follow } = createSwitchingStore(initialState(initialOptions.role ?? "sendrecv"));
  let options = initialOptions;
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
    if (made?.options === options) return made.call;
    // Other options, the same participant.
    const id = made?.call.store.getState().self.participantId;
    const call = createCall(id ? { ...options, participant: { id, ...options.participant } } : options);
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

  const whenMade = async (send: (call: SoraCall) => Promise<void>): Promise<void> => {
    if (!made) throw new SoraE2EEError("invalid-state", "A message can be sent while the call is connected.");
    await send(made.call);
  };

  const isLive = () => pending > 0 || livePhases.has(store.getState().phase);

  return {
    store,
    connect,
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
    setVerified: (connectionId, compared) => made?.call.setVerified(connectionId, compared) ?? false,
    addOwnConnection: (connectionId, own) => made?.call.addOwnConnection(connectionId, own),
    setOptions: (next, autoConnect) => {
      if (sameOptions(next, options)) return;
      options = next;
      if (released) return;
      if (isLive()) {
        void disconnect({ reason: "replaced" });
        connectQuietly();
      } else if (autoConnect && store.getState().phase === "failed") {
        connectQuietly();
      }
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
          void disconnect();
        });
      };
    },
  };
}
