import type { CallEnding, FrameFailure, PeerEncryption, SelfEncryptionStatus } from "react-sora-e2ee";
import {
  createGeneratedStream,
  createTestCall,
  type GeneratedStream,
  type TestCall,
} from "react-sora-e2ee/testing";
import { identityOf } from "./identity.ts";
import { everybody, ownConnectionId, type SimulatedParticipant } from "./participants.ts";

/** A call whose events are triggered by functions. */
export interface Simulation {
  readonly call: TestCall;
  /** Enters the call with this number of peers. Returns a function that leaves it and releases everything. */
  start(others: number): () => void;
  /** The next participant who is not present. Null when all are. */
  joins(): void;
  leaves(connectionId: string): void;
  becomes(connectionId: string, encryption: PeerEncryption): void;
  fails(connectionId: string, reason: FrameFailure): void;
  changesKey(connectionId: string): void;
  changesIdentity(connectionId: string): void;
  /** The time until the next participant speaks. */
  speaks(connectionId: string): void;
  togglesMicrophone(connectionId: string): void;
  togglesCamera(connectionId: string): void;
  self(status: SelfEncryptionStatus): void;
  loses(): void;
  reconnects(): void;
  /** Without an ending: the connection is lost permanently. */
  ends(ending?: CallEnding): void;
  joinsAgain(): void;
}

export function createSimulation(): Simulation {
  const call = createTestCall();
  const { script, store, dispatch } = call;
  const streams = new Map<string, GeneratedStream>();
  /** The seed of every participant's identity key. */
  const seeds = new Map(everybody.map(({ connectionId }, index) => [connectionId, index + 1]));

  const media = (connectionId: string, hue: number): MediaStream => {
    const { stream } = streams.get(connectionId) ?? createAndKeep(streams, connectionId, hue);
    return stream ?? new MediaStream();
  };
  const release = (connectionId: string) => {
    streams.get(connectionId)?.release();
    streams.delete(connectionId);
  };
  const arrives = ({ connectionId, name, hue }: SimulatedParticipant) => {
    script.joins(connectionId, { metadata: { name } });
    script.sends(connectionId, media(connectionId, hue));
    const identity = identityOf(seeds.get(connectionId) ?? 0);
    script.observed(connectionId, { ...identity, keyId: 0, encryption: { status: "encrypted" } });
  };
  const arrivesOurself = () => {
    dispatch({
      type: "self-connected",
      connectionId: ownConnectionId,
      clientId: null,
      present: Object.keys(store.getState().peers),
    });
    dispatch({ type: "self-stream", stream: media(ownConnectionId, 210) });
    dispatch({ type: "self-fingerprint", fingerprint: identityOf(0).fingerprint });
    dispatch({ type: "facts", facts: { selfKeyId: 0, senders: [], peers: [] } });
    script.selfEncryption("protected");
  };
  const enters = () => {
    void call.connect();
    arrivesOurself();
  };
  const toggles = (connectionId: string, kind: "audio" | "video") => {
    const peer = store.getState().peers[connectionId];
    if (!peer) return;
    if (peer.sending[kind]) script.turnsOff(connectionId, kind);
    else script.turnsOn(connectionId, kind);
  };

  return {
    call,
    start: (others) => {
      enters();
      everybody.slice(0, others).forEach(arrives);
      return () => {
        dispatch({ type: "reset" });
        [...streams.keys()].forEach(release);
        call.release();
      };
    },
    joins: () => {
      const { peers } = store.getState();
      const next = everybody.find(({ connectionId }) => !peers[connectionId]);
      if (next) arrives(next);
    },
    leaves: (connectionId) => {
      script.leaves(connectionId);
      release(connectionId);
    },
    becomes: (connectionId, encryption) => script.observed(connectionId, { encryption }),
    fails: (connectionId, reason) =>
      script.observed(connectionId, { encryption: { status: "failing", reason } }),
    changesKey: script.changesKey,
    changesIdentity: (connectionId) => {
      const seed = (seeds.get(connectionId) ?? 0) + everybody.length;
      seeds.set(connectionId, seed);
      script.observed(connectionId, { ...identityOf(seed), keyId: 0 });
    },
    speaks: (connectionId) => {
      for (const id of Object.keys(store.getState().peers)) script.speaks(id, id === connectionId ? 0.6 : 0);
    },
    togglesMicrophone: (connectionId) => toggles(connectionId, "audio"),
    togglesCamera: (connectionId) => toggles(connectionId, "video"),
    self: script.selfEncryption,
    loses: script.loses,
    reconnects: () => {
      const { peers } = store.getState();
      script.reconnects();
      arrivesOurself();
      everybody.filter(({ connectionId }) => peers[connectionId]).forEach(arrives);
    },
    ends: (ending) => {
      if (ending === undefined) {
        script.fails("connection-lost");
        return;
      }
      dispatch({ type: "reset" });
      dispatch({ type: "ended", ending });
    },
    joinsAgain: enters,
  };
}

function createAndKeep(
  streams: Map<string, GeneratedStream>,
  connectionId: string,
  hue: number,
): GeneratedStream {
  const generated = createGeneratedStream({ hue, toneHz: 0 });
  streams.set(connectionId, generated);
  return generated;
}
