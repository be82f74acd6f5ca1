import { isCurrentIdentity, isParticipantNumber } from "../store/verification.ts";
import { createAudioLevels } from "./audio-levels.ts";
import { CallConnection } from "./call-connection.ts";
import { CallLifecycle, type ConnectionMaker } from "./lifecycle.ts";
import {
  comparedText,
  optionsOf,
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
import { resolveOptions } from "./options.ts";
import { watchQuality } from "./quality-watch.ts";
import { readOr } from "./readable.ts";
import { requireNotSealed, requireSealed } from "./sealed-messages.ts";
import { toBytes } from "./to-bytes.ts";
import type { SoraCall, SoraCallOptions } from "./types.ts";

/**
 * A call that can be connected, disconnected and connected again. Creating it opens nothing and uses no
 * browser global. Several calls of one page are independent.
 */
export function createSoraCall(options: SoraCallOptions): SoraCall {
  return createCallOf(options, {
    resolveOptions,
    createConnection: (...given) => new CallConnection(...given),
  });
}

/** A call over connections of another kind. */
export function createCallOf(options: SoraCallOptions, maker: ConnectionMaker): SoraCall {
  const life = new CallLifecycle(options, maker);
  const { store, dispatch, messages } = life;
  const getStats = (): Promise<RTCStatsReport | null> => life.getStats();
  watchQuality(store, getStats, dispatch);
  const sealedLabels = (): readonly string[] =>
    readOr<readonly string[]>([], () => [...(life.options.sealedMessages ?? [])]);
  const forMessage = () =>
    life.connection("A message or an RPC call can be sent while the call is connected.");

  return {
    store,
    getStats,
    audioLevels: createAudioLevels(getStats, store),
    connect: async (given) => life.connect(signalOf(given)),
    disconnect: (given) => life.disconnect(reasonOf(given)),
    setOptions: (next) => life.setOptions(optionsOf(next)),
    retain: (given) => life.retain(given?.autoConnect === true),
    on(kind, listener) {
      requireListener(kind, listener);
      return messages.on(kind, listener);
    },
    async sendMessage(label, data) {
      requireMessage(label, data);
      requireNotSealed(label, sealedLabels());
      await forMessage().sendMessage(label, toBytes(data));
    },
    async sendSealedMessage(label, data, given) {
      requireMessage(label, data);
      requireSealed(label, sealedLabels());
      const to = recipient(given);
      await forMessage().sendSealedMessage(label, toBytes(data), to);
    },
    async rpc(method, params, given) {
      requireRpc(method, params, given);
      return forMessage().rpc(method, params, given);
    },
    async replaceTrack(kind, track) {
      requireTrack(kind, track);
      await life.connection("A track can be replaced while the call is connected.").replaceTrack(kind, track);
    },
    setVerified(connectionId, compared) {
      requireConnectionId(connectionId);
      const text = comparedText(compared);
      const peer = store.getState().peers[connectionId];
      if (!peer || (text !== null && !isCurrentIdentity(peer, text))) return false;
      // A peer that did not prove its key again yet still has the comparison of that key.
      const key = peer.identity.key ?? (text === null ? peer.comparedKey : null);
      if (text === null && key === null && peer.verifiedFingerprint === null && !peer.identityChanged) {
        return false;
      }
      dispatch({ type: "verify", connectionId, compared: text });
      // A connection's fingerprint covers the identity key only, and not the participant key that is announced
      // with it.
      if (key !== null && (text === null || isParticipantNumber(peer, text))) {
        life.contacts.verify(key, text !== null);
      }
      return true;
    },
    acceptIdentity(connectionId) {
      requireConnectionId(connectionId);
      const { key = null, status } = store.getState().peers[connectionId]?.identity ?? {};
      if (key === null || status !== "changed") return false;
      dispatch({ type: "accept", connectionId });
      life.contacts.accept(key);
      return true;
    },
    get contacts() {
      return life.contacts.store;
    },
    identity: life.identity,
    addOwnConnection(connectionId, own) {
      dispatch({ type: "own-connection", connectionId, own: ownConnectionOf(connectionId, own) });
    },
  };
}
