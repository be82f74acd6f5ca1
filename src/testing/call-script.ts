import { SoraE2EEError } from "../errors.ts";
import { noIdentity, type PeerIdentity } from "../protocol/identity.ts";
import type { PeerInfo } from "../protocol/types.ts";
import {
  type LinkQuality,
  type MeasuredQuality,
  type MediaKind,
  mediaKinds,
  type PeerFacts,
  type PeerStatement,
  type ReceiptState,
  type ReceiverFacts,
  type SelfEncryptionStatus,
  type SendingState,
  type WorkerFacts,
} from "../status.ts";
import type { CallEvent, CallState, Peer } from "../store/types.ts";
import type { TestStreams } from "./test-streams.ts";

/** Events of a call for an app's tests and stories. They pass through the real reducer. */
export interface CallScript {
  /**
   * Announces a peer. With `participant` of purpose `screen` and role `sendonly` it claims to be a screen.
   */
  joins(connectionId: string, peer?: Partial<Omit<PeerInfo, "connectionId">>): void;
  /** Removes the peer, and releases a stream that was made for it. */
  leaves(connectionId: string): void;
  /**
   * Adds its tracks: those of a stream, or one of each kind that is true. The latter works without
   * `MediaStream`, too, as in jsdom. A hue makes a generated video, if the environment supports it.
   */
  sends(
    connectionId: string,
    media: MediaStream | { readonly hue: number } | Readonly<Partial<Record<MediaKind, boolean>>>,
  ): void;
  /** Removes its track of this kind. */
  stopsSending(connectionId: string, kind: MediaKind): void;
  /** The peer turns its microphone or camera off. The track stays, but no frames arrive. */
  turnsOff(connectionId: string, kind: MediaKind): void;
  /** Frames arrive on the track again. */
  turnsOn(connectionId: string, kind: MediaKind): void;
  /** The worker's observation of the peer. Missing fields do not change. */
  observed(connectionId: string, facts: Partial<Omit<PeerFacts, "connectionId">>): void;
  /** The peer uses a new key, as after each join and leave. */
  changesKey(connectionId: string): void;
  /** The peer proves a participant key with these facts. A missing `key` is made up. */
  identifies(connectionId: string, identity: Partial<PeerIdentity> & Pick<PeerIdentity, "status">): void;
  /** The peer returned with another identity key, so its verification ends. */
  changesIdentity(connectionId: string, fingerprint: string): void;
  /** The worker's observation of our own media. */
  selfEncryption(status: SelfEncryptionStatus): void;
  /**
   * The peer reports which of our media it decrypts, as a receipt does every two seconds, and the quality of
   * its uplink. It decrypts the kinds that are left out. This report does not expire.
   */
  opens(
    connectionId: string,
    told?: Readonly<Partial<Record<MediaKind, ReceiptState>>> & { readonly uplink?: LinkQuality },
  ): void;
  /** Its receipts lapse. */
  stopsTelling(connectionId: string): void;
  /** Our own sent media, as receipts count them. Before this or `opens` there are no receipts in the call. */
  sending(media: Readonly<Record<MediaKind, SendingState>>): void;
  /**
   * Sets the statistics of this browser. Missing fields do not change. Without this call there are no
   * statistics.
   */
  measures(quality: Partial<MeasuredQuality>): void;
  /** The connection is lost and retried. */
  loses(): void;
  /** The connection is open again. Peers that are not in `present` have left. */
  reconnects(present?: readonly string[]): void;
  /** The server ends the call, as when an app removes somebody: with 1000 and `DISCONNECTED-API`, unless given. */
  endedByServer(code?: number, text?: string): void;
  /** The call ends with an error. `connection-lost` makes it lost, and any other error makes it failed. */
  fails(error: SoraE2EEError | SoraE2EEError["code"]): void;
}

export function createCallScript(
  getState: () => CallState,
  dispatch: (event: CallEvent) => void,
  streams: TestStreams,
): CallScript {
  const observed: CallScript["observed"] = (connectionId, facts) => {
    const { self, peers } = getState();
    const peer = peers[connectionId];
    if (!peer) return;
    const known: WorkerFacts = {
      selfKeyId: self.keyId,
      senders: self.senders,
      peers: [{ ...observedOf(peer), ...facts }],
    };
    dispatch({ type: "facts", facts: known });
  };
  const streamOf = (connectionId: string, media: Parameters<CallScript["sends"]>[1]) => {
    if ("getTracks" in media) return media;
    if ("hue" in media) return streams.picture(connectionId, media.hue);
    return streams.tracks(
      connectionId,
      mediaKinds.filter((kind) => media[kind]),
    );
  };
  const turns = (connectionId: string, kind: MediaKind, idle: boolean) => {
    const receivers = getState().peers[connectionId]?.receivers ?? [];
    const known = receivers.find((receiver) => receiver.kind === kind) ?? newReceiver(kind);
    const others = receivers.filter((receiver) => receiver.kind !== kind);
    observed(connectionId, { receivers: [...others, { ...known, idle }] });
  };
  return {
    joins: (connectionId, peer) =>
      dispatch({ type: "peer-joined", peer: { ...stranger, connectionId, ...peer } }),
    leaves: (connectionId) => {
      dispatch({ type: "peer-left", connectionId });
      streams.release(connectionId);
    },
    sends: (connectionId, media) => {
      const stream = streamOf(connectionId, media);
      for (const track of stream?.getTracks() ?? []) {
        if (stream) dispatch({ type: "track-added", connectionId, stream, track });
      }
    },
    stopsSending: (connectionId, kind) => {
      const peer = getState().peers[connectionId];
      const track = kind === "audio" ? peer?.audioTrack : peer?.videoTrack;
      if (track) dispatch({ type: "track-removed", connectionId, track });
    },
    turnsOff: (connectionId, kind) => turns(connectionId, kind, true),
    turnsOn: (connectionId, kind) => turns(connectionId, kind, false),
    observed,
    changesKey: (connectionId) =>
      observed(connectionId, { keyId: (getState().peers[connectionId]?.keyId ?? -1) + 1 }),
    identifies: (connectionId, given) => {
      const identity = { ...noIdentity, key: `key of ${connectionId}`, confirmed: true, ...given };
      if (identity.key === null) return;
      observed(connectionId, { statement: proven(identity.key, identity.confirmed) });
      dispatch({ type: "identity", connectionId, identity });
    },
    changesIdentity: (connectionId, fingerprint) =>
      observed(connectionId, { keyId: 0, fingerprint, safetyNumber: null }),
    selfEncryption: (status) => dispatch({ type: "self-encryption", status }),
    measures: (given) => {
      const before = getState().quality ?? { uplink: "unknown", downlink: "unknown", peers: {} };
      dispatch({ type: "quality", quality: { ...before, ...given } });
    },
    opens: (connectionId, { audio = "opens", video = "opens", uplink = "unknown" } = {}) => {
      const own = getState().self.connectionId;
      if (own === null) return;
      if (getState().receipts === null) dispatch({ type: "sending", sending: { audio: "on", video: "on" } });
      const entries = [{ connectionId: own, echo: 1, audio, video }];
      const receipt = { number: 1, periods: 1, uplink, entries };
      dispatch({ type: "receipt", connectionId, receipt });
    },
    stopsTelling: (connectionId) => dispatch({ type: "receipts-lapsed", connectionIds: [connectionId] }),
    sending: (sending) => dispatch({ type: "sending", sending }),
    loses: () => {
      dispatch({ type: "phase", phase: "reconnecting" });
      dispatch({ type: "connection-lost" });
    },
    reconnects: (present = Object.keys(getState().peers)) => {
      const { self, peers } = getState();
      const { connectionId, clientId, bundleId } = self;
      dispatch({ type: "self-connected", connectionId: connectionId ?? "SELF", clientId, bundleId, present });
      for (const id of present) {
        const { clientId, bundleId, role, participant, name, metadata } = peers[id] ?? stranger;
        dispatch({
          type: "peer-present",
          peer: { connectionId: id, clientId, bundleId, role, participant, name, metadata },
        });
      }
      dispatch({ type: "phase", phase: "connected" });
    },
    endedByServer: (code = 1000, text = "DISCONNECTED-API") => {
      dispatch({ type: "reset" });
      dispatch({ type: "ended", ending: { reason: "ended-by-server", code, text } });
    },
    fails: (given) => {
      const error = typeof given === "string" ? new SoraE2EEError(given, `Scripted: ${given}.`) : given;
      dispatch({ type: "reset" });
      dispatch({
        type: "ended",
        ending: { reason: error.code === "connection-lost" ? "lost" : "failed", error },
      });
    },
  };
}

const stranger = {
  clientId: null,
  bundleId: null,
  role: "sendrecv",
  participant: null,
  name: null,
  metadata: null,
} as const;

function newReceiver(kind: MediaKind): ReceiverFacts {
  const refused = { "no-key": 0, "auth-failed": 0, replayed: 0, "wrong-sender": 0, malformed: 0 };
  return { transformId: mediaKinds.indexOf(kind), kind, received: 0, passed: 0, refused, waiting: 0 };
}

function proven(key: string, confirmed: boolean): PeerStatement {
  return { status: "proven", key, publicKey: "", purpose: "camera", confirmed, vouch: null };
}

function observedOf({
  connectionId,
  encryption,
  keyId,
  fingerprint,
  safetyNumber,
  receivers,
  identity: { key, confirmed },
}: Peer): PeerFacts {
  const statement = key === null ? {} : { statement: proven(key, confirmed) };
  return { connectionId, encryption, keyId, fingerprint, safetyNumber, receivers, ...statement };
}
