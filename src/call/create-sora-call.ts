import { SoraE2EEError } from "../errors.ts";
import { serverEnd } from "../sora/failures.ts";
import type { ParticipantClaim } from "../status.ts";
import { createCallStore } from "../store/call-store.ts";
import type { CallEnding } from "../store/ending.ts";
import type { CallEvent } from "../store/types.ts";
import { isCurrentIdentity, isParticipantNumber } from "../store/verification.ts";
import { Acquaintances } from "./acquaintances.ts";
import { AppMessages } from "./app-messages.ts";
import { createAudioLevels } from "./audio-levels.ts";
import { CallIdentity } from "./call-identity.ts";
import { abortedError, Cancellation } from "./cancellation.ts";
import { contactsFor, type IdentityOption } from "./identity-options.ts";
import {
  comparedText,
  ownConnectionOf,
  reasonOf,
  recipient,
  requireConnectionId,
  requireListener,
  requireMessage,
  requireRpc,
  requireTrack,
  signalOf,
} from "./method-arguments.ts";
import { resolveOptions, roleOf } from "./options.ts";
import { createParticipant } from "./participant.ts";
import { readOr } from "./readable.ts";
import { ReconnectingSession } from "./reconnecting-session.ts";
import { requireNotSealed, requireSealed } from "./sealed-messages.ts";
import { toBytes } from "./to-bytes.ts";
import type { SoraCall, SoraCallOptions } from "./types.ts";

/** One `connect` on its way. */
interface Attempt {
  readonly cancellation: Cancellation;
  readonly done: Promise<void>;
}

/**
 * A call that can be connected, disconnected and connected again. Creating it opens nothing and touches no browser
 * global. Several calls of one page know nothing of each other.
 */
export function createSoraCall(options: SoraCallOptions): SoraCall {
  const { store, dispatch: reduceEvent } = createCallStore(roleOf(options));
  const identity = new CallIdentity();
  const identityOption = readOr<IdentityOption | undefined>(undefined, () => options.identity);
  const contacts = contactsFor(identityOption);
  let acquaintances: Acquaintances | null = null;
  const dispatch = (event: CallEvent): void => {
    reduceEvent(event);
    if (event.type === "facts") acquaintances?.look(event.facts.peers);
  };
  const messages = new AppMessages();
  let participant: ParticipantClaim | null = null;
  let attempt: Attempt | null = null;
  let session: ReconnectingSession | null = null;
  let closing: Promise<void> = Promise.resolve();
  const sealedLabels = readOr<readonly string[]>([], () => [...(options.sealedMessages ?? [])]);
  /** Attempts that ended for another call in their place. */
  const replaced = new WeakSet<Cancellation>();

  const ended = (ending: CallEnding): void => {
    acquaintances?.close();
    acquaintances = null;
    dispatch({ type: "reset" });
    dispatch({ type: "ended", ending });
  };

  const open = async (cancellation: Cancellation): Promise<void> => {
    let opening: ReconnectingSession | null = null;
    const stop = cancellation.onCancelled((reason) => void opening?.close(reason));
    try {
      // What the attempt or session before this one opened is closed first: one device, one peer.
      await closing;
      if (cancellation.reason) throw cancellation.reason;
      dispatch({ type: "reset" });
      dispatch({ type: "phase", phase: "initializing" });
      const resolved = resolveOptions(options);
      participant ??= createParticipant(options.participant);
      dispatch({ type: "self-participant", participantId: participant.id, name: resolved.name });
      acquaintances = new Acquaintances({
        contacts,
        userId: resolved.identity.userId,
        verifyVouch: resolved.identity.verifyVouch,
        state: store.getState,
        dispatch: reduceEvent,
        now: Date.now,
      });
      const opened = new ReconnectingSession(resolved, participant, identity, {
        dispatch,
        messages,
        onConnecting: () => dispatch({ type: "phase", phase: "connecting" }),
        onEnded: (error) => {
          session = null;
          closing = opened.close();
          ended(endingOfOpen(error));
        },
      });
      opening = opened;
      await opened.open();
      session = opened;
      dispatch({ type: "phase", phase: "connected" });
    } catch (cause) {
      closing = opening?.close() ?? closing;
      const error = asCallError(cause);
      const reason = replaced.has(cancellation) ? "replaced" : "left";
      ended(error.code === "aborted" ? { reason } : { reason: "failed", error });
      throw error;
    } finally {
      stop();
    }
  };

  const getStats = async (): Promise<RTCStatsReport | null> => (await session?.getStats()) ?? null;

  const connected = (): ReconnectingSession => {
    if (session) return session;
    throw new SoraE2EEError(
      "invalid-state",
      "A message or an RPC call can be sent while the call is connected.",
    );
  };

  return {
    store,
    getStats,
    audioLevels: createAudioLevels(getStats, store),
    on(kind, listener) {
      requireListener(kind, listener);
      return messages.on(kind, listener);
    },
    async sendMessage(label, data) {
      requireMessage(label, data);
      requireNotSealed(label, sealedLabels);
      await connected().sendMessage(label, toBytes(data));
    },
    async sendSealedMessage(label, data, given) {
      requireMessage(label, data);
      requireSealed(label, sealedLabels);
      const to = recipient(given);
      await connected().sendSealedMessage(label, toBytes(data), to);
    },
    async rpc(method, params, given) {
      requireRpc(method, params, given);
      return connected().rpc(method, params, given);
    },
    async connect(given) {
      const signal = signalOf(given);
      if (attempt && !attempt.cancellation.reason) return attempt.done;
      if (session) return;
      const cancellation = new Cancellation();
      const onAbort = (): void => cancellation.cancel(abortedError(signal?.reason));
      if (signal?.aborted) onAbort();
      else signal?.addEventListener("abort", onAbort, { once: true });
      const previous = attempt?.done.catch(() => undefined);
      const started: Attempt = {
        cancellation,
        done: Promise.resolve(previous)
          .then(() => open(cancellation))
          .finally(() => {
            signal?.removeEventListener("abort", onAbort);
            if (attempt === started) attempt = null;
          }),
      };
      attempt = started;
      return started.done;
    },
    async disconnect(given) {
      const reason = reasonOf(given);
      if (attempt) {
        if (reason === "replaced") replaced.add(attempt.cancellation);
        if (!attempt.cancellation.reason) dispatch({ type: "phase", phase: "disconnecting" });
        attempt.cancellation.cancel(abortedError());
        await attempt.done.catch(() => undefined);
      } else if (session) {
        const open = session;
        session = null;
        dispatch({ type: "phase", phase: "disconnecting" });
        closing = open.close();
        await closing;
        // Unless somebody has connected again meanwhile, which waits for the same closing.
        if (!attempt) ended({ reason });
      }
      await closing;
    },
    async replaceTrack(kind, track) {
      requireTrack(kind, track);
      if (!session) {
        throw new SoraE2EEError("invalid-state", "A track can be replaced while the call is connected.");
      }
      await session.replaceTrack(kind, track);
    },
    setVerified(connectionId, compared) {
      requireConnectionId(connectionId);
      const text = comparedText(compared);
      const peer = store.getState().peers[connectionId];
      if (!peer || (text !== null && !isCurrentIdentity(peer, text))) return false;
      dispatch({ type: "verify", connectionId, compared: text });
      const { key } = peer.identity;
      // A connection's fingerprint says nothing of the participant key that is announced beside it.
      if (key !== null && (text === null || isParticipantNumber(peer, text))) {
        acquaintances?.verify(key, text !== null);
      }
      return true;
    },
    acceptIdentity(connectionId) {
      requireConnectionId(connectionId);
      const { key = null, status } = store.getState().peers[connectionId]?.identity ?? {};
      if (key === null || status !== "changed") return false;
      acquaintances?.accept(key);
      return true;
    },
    contacts,
    identity,
    addOwnConnection(connectionId, own) {
      dispatch({ type: "own-connection", connectionId, own: ownConnectionOf(connectionId, own) });
    },
  };
}

/** A connection that was there has ended, and not by `disconnect`. */
function endingOfOpen(error: SoraE2EEError): CallEnding {
  const end = serverEnd(error);
  if (end) return { reason: "ended-by-server", code: end.code, text: end.reason };
  return { reason: error.code === "connection-lost" ? "lost" : "failed", error };
}

function asCallError(cause: unknown): SoraE2EEError {
  if (cause instanceof SoraE2EEError) return cause;
  return new SoraE2EEError("internal", "The call could not be set up, for an unknown reason.", { cause });
}
