import { beforeEach, describe, expect, it } from "vitest";
import { Acquaintances } from "../../../src/call/acquaintances.ts";
import { createMemoryContacts } from "../../../src/e2ee/identity/contact-storage.ts";
import type { ContactStore } from "../../../src/protocol/identity.ts";
import { createCallStore } from "../../../src/store/call-store.ts";
import { alice, bob, peerFacts } from "../store/states.ts";

const keyOf = (hex: string): string => Array.from({ length: 32 }, () => hex).join(":");
const annKey = keyOf("a1");
const otherKey = keyOf("b2");
const told = { bundleId: null, role: null, participant: null, name: "Ann", metadata: null };

async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** A call in which peers prove participant keys. The app takes the user id from the client id. */
function callWith(contacts: ContactStore) {
  const { store, dispatch } = createCallStore("sendrecv");
  const people = new Acquaintances({
    contacts,
    userId: ({ clientId }) => clientId,
    verifyVouch: null,
    state: store.getState,
    dispatch,
    now: () => 1_000,
  });
  const comes = async (connectionId: string, clientId: string, key: string, fingerprint = connectionId) => {
    dispatch({ type: "peer-joined", peer: { connectionId, clientId, ...told } });
    const proven = { status: "proven", publicKey: "", purpose: "camera", confirmed: true } as const;
    const statement = { ...proven, key, vouch: null };
    const facts = [peerFacts({ connectionId, fingerprint, statement })];
    dispatch({ type: "facts", facts: { selfKeyId: 0, senders: [], peers: facts } });
    people.look(facts);
    await settled();
  };
  const leaves = (connectionId: string) => dispatch({ type: "peer-left", connectionId });
  /** A person compares the participant's number, as with `setVerified`. */
  const compares = async (connectionId: string, key: string) => {
    const fingerprint = peer(connectionId).fingerprint;
    dispatch({ type: "verify", connectionId, compared: fingerprint });
    people.verify(key, true);
    await settled();
  };
  const withdraws = async (connectionId: string, key: string) => {
    dispatch({ type: "verify", connectionId, compared: null });
    people.verify(key, false);
    await settled();
  };
  const accepts = async (connectionId: string, key: string) => {
    dispatch({ type: "accept", connectionId });
    people.accept(key);
    await settled();
  };
  const peer = (connectionId: string) =>
    store.getState().peers[connectionId] ?? expect.fail("the peer is missing");
  return { accepts, comes, compares, dispatch, leaves, peer, people, store, withdraws };
}

let contacts: ContactStore;
beforeEach(() => {
  contacts = createMemoryContacts();
});

describe("a comparison that a person withdrew", () => {
  type Call = ReturnType<typeof callWith>;
  const absences: readonly (readonly [string, (call: Call) => void])[] = [
    ["had left", ({ leaves }) => leaves(bob)],
    ["was lost", ({ dispatch }) => dispatch({ type: "connection-lost" })],
  ];
  const both = async () => {
    const call = callWith(contacts);
    for (const connectionId of [alice, bob]) {
      await call.comes(connectionId, "ann", annKey);
      await call.compares(connectionId, annKey);
    }
    expect(call.peer(bob)).toMatchObject({ verified: true, comparedKey: annKey });
    return call;
  };

  it.each(absences)("does not return with a connection of the same key that %s", async (_how, goes) => {
    const call = await both();
    goes(call);
    await call.comes(alice, "ann", annKey);
    await call.withdraws(alice, annKey);
    await call.comes(bob, "ann", annKey);
    expect(call.peer(bob)).toMatchObject({ verified: false, verifiedFingerprint: null });
  });

  it.each(absences)(
    "does not return with a connection that %s when the contact was forgotten",
    async (_how, goes) => {
      const call = await both();
      goes(call);
      await contacts.delete(annKey);
      await settled();
      // Before its participant key is proven again.
      call.dispatch({ type: "peer-joined", peer: { connectionId: bob, clientId: "ann", ...told } });
      const facts = [peerFacts({ connectionId: bob, fingerprint: bob })];
      call.dispatch({ type: "facts", facts: { selfKeyId: 0, senders: [], peers: facts } });
      expect(call.peer(bob).verified).toBe(false);
      await call.comes(bob, "ann", annKey);
      expect(call.peer(bob)).toMatchObject({ verified: false, identity: { status: "new" } });
    },
  );

  it("leaves a comparison of a connection alone in place", async () => {
    const call = callWith(contacts);
    await call.comes(alice, "ann", annKey);
    await call.comes(bob, "ann", annKey);
    call.dispatch({ type: "verify", connectionId: bob, compared: bob });
    call.leaves(bob);
    await call.compares(alice, annKey);
    await call.withdraws(alice, annKey);
    await call.comes(bob, "ann", annKey);
    expect(call.peer(bob)).toMatchObject({ verified: true, comparedKey: null });
  });
});

describe("the warning about the changed key of a connection", () => {
  /** Alice's connection was compared as Ann's. It comes back with another key, also for the contact. */
  const changed = async () => {
    const call = callWith(contacts);
    await call.comes(alice, "ann", annKey);
    await call.compares(alice, annKey);
    call.leaves(alice);
    await call.comes(alice, "ann", otherKey, "another fingerprint");
    expect(call.peer(alice)).toMatchObject({
      identityChanged: true,
      connectionChanged: true,
      identity: { status: "changed", previousVerifiedAt: 1_000 },
    });
    return call;
  };

  it("stays when the warning about the contact ends", async () => {
    const { peer } = await changed();
    await contacts.delete(annKey);
    await settled();
    expect(peer(alice)).toMatchObject({ identityChanged: true, identity: { previousVerifiedAt: null } });
  });

  it("ends, with the contact's warning, when a person accepts the key", async () => {
    const { accepts, peer } = await changed();
    await accepts(alice, otherKey);
    expect(peer(alice)).toMatchObject({
      identityChanged: false,
      connectionChanged: false,
      identity: { status: "new" },
    });
  });
});
