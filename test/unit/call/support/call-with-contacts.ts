import { expect } from "vitest";
import { Acquaintances, type AcquaintancesOptions } from "../../../../src/call/acquaintances.ts";
import type { Contact, ContactStore } from "../../../../src/protocol/identity.ts";
import { createCallStore } from "../../../../src/store/call-store.ts";
import { peerFacts } from "../../store/states.ts";

export const keyOf = (hex: string): string => Array.from({ length: 32 }, () => hex).join(":");
export const annKey = keyOf("a1");
export const benKey = keyOf("be");
export const otherKey = keyOf("b2");
export const told = { bundleId: null, role: null, participant: null, name: "Ann", metadata: null };

/** The parts of a contact that was seen in an earlier call, and never compared. */
export const remembered = { label: null, firstSeen: 1, lastSeen: 1, verifiedAt: null, acceptedAt: null };
/** Ann, as a person compared her in an earlier call. */
export const comparedAnn: Contact = { ...remembered, key: annKey, userId: "ann", verifiedAt: 2 };
/** The identity of another key that comes as Ann then. */
export const warning = { status: "changed", previousVerifiedAt: 2 };

export async function settled(turns = 8): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/**
 * A call in which peers prove participant keys. The app takes the user id from the client id.
 * @param shared The state of the call. An earlier call of the same call object may have used it.
 */
export function callWith(
  contacts: ContactStore,
  verifyVouch: AcquaintancesOptions["verifyVouch"] = null,
  shared = createCallStore("sendrecv"),
) {
  const { store, dispatch } = shared;
  const people = new Acquaintances({
    contacts,
    userId: ({ clientId }) => clientId,
    verifyVouch,
    state: store.getState,
    dispatch,
    now: () => 1_000,
  });
  const comes = async (
    connectionId: string,
    clientId: string | null,
    key: string,
    { fingerprint = connectionId, vouch = null }: { fingerprint?: string; vouch?: string | null } = {},
  ) => {
    dispatch({ type: "peer-joined", peer: { connectionId, clientId, ...told } });
    const proven = { status: "proven", publicKey: "", purpose: "camera", confirmed: true } as const;
    const statement = { ...proven, key, vouch };
    const facts = [peerFacts({ connectionId, fingerprint, statement })];
    dispatch({ type: "facts", facts: { selfKeyId: 0, senders: [], peers: facts } });
    people.look(facts);
    await settled();
  };
  /** The server announces a peer again, perhaps with another user id. */
  const announce = (connectionId: string, clientId: string | null) => {
    dispatch({ type: "peer-joined", peer: { connectionId, clientId, ...told } });
    people.announced(connectionId);
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
  return { accepts, announce, comes, compares, dispatch, leaves, peer, people, store, withdraws };
}

/** The same contacts, read only after the test calls `open`. */
export function slowToRead(contacts: ContactStore) {
  const { open, passed } = gate();
  const get: ContactStore["get"] = async (key) => {
    await passed;
    return contacts.get(key);
  };
  return { open, slow: { ...contacts, get } };
}

/** A promise that the test resolves. */
export function gate() {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, passed };
}
