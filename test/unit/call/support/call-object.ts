import { expect } from "vitest";
import type { CallConnectionEvents } from "../../../../src/call/call-connection.ts";
import { createCallOf } from "../../../../src/call/create-sora-call.ts";
import { resolveIdentity } from "../../../../src/call/identity-options.ts";
import type { ResolvedOptions } from "../../../../src/call/options.ts";
import type { ContactStore } from "../../../../src/protocol/identity.ts";
import type { CallEvent } from "../../../../src/store/types.ts";
import { peerFacts } from "../../store/states.ts";
import { settled, told } from "./call-with-contacts.ts";

/** A whole call with contacts of the app. Its connections have no worker: the test says what they observe. */
export function createCallOver(contacts: ContactStore) {
  let events: CallConnectionEvents | null = null;
  const call = createCallOf(
    {
      signalingUrls: "wss://sora.invalid/signaling",
      channelId: "team",
      role: "messaging",
      identity: { contacts, userId: ({ clientId }) => clientId },
    },
    {
      resolveOptions: ({ identity, ...options }) =>
        ({
          ...{ ...options, identity: resolveIdentity(identity), name: null, attempts: 0 },
          connectionOptions: {},
        }) as unknown as ResolvedOptions,
      createConnection: (_options, _participant, _media, _holder, given) => {
        events = given;
        return {
          ...{ open: async () => undefined, closed: async () => undefined, send: async () => undefined },
          ...{ replaceTrack: async () => undefined, getStats: async () => null, rpc: async () => null },
          ...{ sendMessage: async () => undefined, sendSealedMessage: async () => undefined },
        };
      },
    },
  );
  const dispatch = (event: CallEvent) => (events ?? expect.fail("not connected")).dispatch(event);
  /** A peer joins and proves its key, which is also its safety number here. */
  const comes = async (connectionId: string, clientId: string, key: string) => {
    dispatch({ type: "peer-joined", peer: { connectionId, clientId, ...told } });
    const proven = { status: "proven", publicKey: "", purpose: "camera", confirmed: true } as const;
    const facts = peerFacts({
      ...{ connectionId, fingerprint: connectionId, statement: { ...proven, key, vouch: null } },
      safetyNumber: { kind: "participant", digits: key, words: [], emoji: [] },
    });
    dispatch({ type: "facts", facts: { selfKeyId: 0, senders: [], peers: [facts] } });
    await settled();
  };
  const peer = (connectionId: string) =>
    call.store.getState().peers[connectionId] ?? expect.fail("the peer is missing");
  return { call, comes, dispatch, peer };
}
