import { beforeEach, describe, expect, it } from "vitest";
import { createMemoryContacts } from "../../../../src/e2ee/identity/contact-storage.ts";
import type { ContactStore } from "../../../../src/protocol/identity.ts";
import { alice, bob, peerFacts } from "../../store/states.ts";
import { createCallOver } from "../support/call-object.ts";
import {
  annKey,
  callWith,
  comparedAnn,
  otherKey,
  settled,
  slowToRead,
} from "../support/call-with-contacts.ts";

const again = alice.replace("ALICE", "AGAIN");
let contacts: ContactStore;
beforeEach(() => {
  contacts = createMemoryContacts();
});

describe("a person's answer while the lookup of its peer waits for a slow one", () => {
  /** Ann's lookup waits for Ben's. `answer` lets the storage answer. */
  const waiting = async () => {
    const { open, slow } = slowToRead(contacts);
    const call = callWith(slow);
    await call.comes(bob, "ben", otherKey);
    await call.comes(alice, "ann", annKey);
    const answer = async () => {
      open();
      await settled(20);
    };
    return { answer, call };
  };

  it("is stored, and shown, when the peer reconnects before", async () => {
    const { answer, call } = await waiting();
    await call.compares(alice, annKey);
    call.leaves(alice);
    await call.comes(again, "ann", annKey);
    await answer();
    expect(await contacts.get(annKey)).toMatchObject({ verifiedAt: 1_000 });
    expect(call.peer(again).verified).toBe(true);
  });

  it("is stored when the peer leaves before", async () => {
    const { answer, call } = await waiting();
    await call.compares(alice, annKey);
    call.leaves(alice);
    await answer();
    expect(await contacts.get(annKey)).toMatchObject({ verifiedAt: 1_000, userId: "ann" });
  });

  it("withdraws an earlier comparison when the peer leaves before", async () => {
    await contacts.put(comparedAnn);
    const { answer, call } = await waiting();
    await call.withdraws(alice, annKey);
    call.leaves(alice);
    await answer();
    expect(await contacts.get(annKey)).toMatchObject({ verifiedAt: null });
  });
});

describe("a comparison that a person withdraws while its peer reconnects", () => {
  it("does not return when the peer is back", async () => {
    const { call, comes, dispatch, peer } = createCallOver(contacts);
    await call.connect();
    await comes(alice, "ann", annKey);
    expect(call.setVerified(alice, annKey)).toBe(true);
    await settled();
    dispatch({ type: "connection-lost" });
    expect(peer(alice)).toMatchObject({ presence: "reconnecting", identity: { key: null } });
    expect(call.setVerified(alice, null)).toBe(true);
    await settled();
    await comes(alice, "ann", annKey);
    expect(peer(alice).verified).toBe(false);
    expect(await contacts.get(annKey)).toMatchObject({ verifiedAt: null });
  });

  it("of an earlier call is not withdrawn, and the call says so", async () => {
    await contacts.put(comparedAnn);
    const { call, comes, dispatch, peer } = createCallOver(contacts);
    await call.connect();
    await comes(alice, "ann", annKey);
    expect(peer(alice).verified).toBe(true);
    dispatch({ type: "connection-lost" });
    expect(call.setVerified(alice, null)).toBe(false);
    await settled();
    await comes(alice, "ann", annKey);
    expect(peer(alice).verified).toBe(true);
  });
});

it("the log says that a verification ended for a connection whose statement is missing now", async () => {
  const call = callWith(contacts);
  await call.comes(alice, "ann", annKey);
  await call.compares(alice, annKey);
  await call.comes(bob, "ann", annKey);
  // The server announces Ann's connection again, without its statement.
  const facts = [peerFacts({ connectionId: alice, fingerprint: alice, statement: { status: "none" } })];
  call.dispatch({ type: "facts", facts: { selfKeyId: 0, senders: [], peers: facts } });
  await settled();
  expect(call.peer(alice)).toMatchObject({ verified: true, identity: { key: null } });
  const before = call.store.getState().log.length;
  await call.withdraws(bob, annKey);
  expect(call.peer(alice).verified).toBe(false);
  const lines = call.store.getState().log.slice(before);
  expect(lines).toContainEqual(
    expect.objectContaining({ kind: "verified", connectionId: alice, detail: "unverified" }),
  );
});
