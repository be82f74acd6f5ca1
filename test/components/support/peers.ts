import type { PeerFacts, WorkerFacts } from "../../../src/status.ts";
import type { CallEvent } from "../../../src/store/types.ts";

export const hanako = "HANAKO00000000000000000001";
export const taro = "TARO0000000000000000000002";

export function joined(connectionId: string, metadata: unknown = null): CallEvent {
  return {
    type: "peer-joined",
    peer: {
      connectionId,
      clientId: null,
      bundleId: null,
      role: "sendrecv",
      participant: null,
      name: null,
      metadata,
    },
  };
}

export function facts(peers: readonly (Partial<PeerFacts> & { readonly connectionId: string })[]): CallEvent {
  const known: WorkerFacts = {
    selfKeyId: 0,
    senders: [],
    peers: peers.map((peer) => ({
      encryption: { status: "ready" },
      keyId: 1,
      fingerprint: "aa:bb",
      safetyNumber: null,
      receivers: [],
      ...peer,
    })),
  };
  return { type: "facts", facts: known };
}
