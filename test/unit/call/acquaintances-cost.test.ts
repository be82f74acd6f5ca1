import { expect, it, vi } from "vitest";
import { Acquaintances } from "../../../src/call/acquaintances.ts";
import { createMemoryContacts } from "../../../src/e2ee/identity/contact-storage.ts";
import * as contactUsers from "../../../src/protocol/contact-users.ts";
import { createCallStore } from "../../../src/store/call-store.ts";
import { alice, peer, peerFacts } from "../store/states.ts";
import { callWith, keyOf, remembered } from "./support/call-with-contacts.ts";

vi.mock(import("../../../src/protocol/contact-users.ts"), { spy: true });

/** A call with the contacts of this browser, in which peers with participant keys join. */
function call() {
  const { store, dispatch } = createCallStore("sendrecv");
  const contacts = createMemoryContacts();
  const list = vi.fn(contacts.list);
  const put = vi.fn(contacts.put);
  const told = vi.fn(dispatch);
  const acquaintances = new Acquaintances({
    contacts: { ...contacts, list, put },
    userId: () => "the same user",
    verifyVouch: null,
    state: store.getState,
    dispatch: told,
    now: () => 1,
  });
  function joins(connectionId: string): void {
    dispatch({ type: "peer-joined", peer: peer(connectionId) });
    const proven = { status: "proven", purpose: "camera", confirmed: true, vouch: null } as const;
    const statement = { ...proven, key: `key of ${connectionId}`, publicKey: "" };
    const facts = peerFacts({ connectionId, statement });
    dispatch({ type: "facts", facts: { selfKeyId: 0, senders: [], peers: [facts] } });
    acquaintances.look([facts]);
  }
  const statusOf = (connectionId: string) => store.getState().peers[connectionId]?.identity.status;
  return { acquaintances, dispatch, joins, list, put, statusOf, told };
}

const idOf = (place: number) => `PEER${place}`.padEnd(26, "-");

it("reads the contacts a few times for many peers that join together, and tells each its identity a few times", async () => {
  const count = 60;
  const { acquaintances, joins, list, statusOf, told } = call();
  const ids = Array.from({ length: count }, (_, place) => idOf(place));
  for (const id of ids) joins(id);
  await vi.waitFor(() => expect(ids.every((id) => statusOf(id) === "new")).toBe(true));
  acquaintances.close();
  expect(list.mock.calls.length).toBeLessThanOrEqual(3);
  expect(told.mock.calls.length).toBeLessThanOrEqual(3 * count);
});

it("stores at most 500 new keys, and one more when a person verifies it", async () => {
  const { acquaintances, dispatch, joins, put, statusOf } = call();
  const ids = Array.from({ length: 501 }, (_, place) => idOf(place));
  const early = ids.slice(0, 300);
  for (const id of early) joins(id);
  await vi.waitFor(() => expect(early.every((id) => statusOf(id) === "new")).toBe(true));
  for (const connectionId of early) dispatch({ type: "peer-left", connectionId });
  const late = ids.slice(300);
  for (const id of late) joins(id);
  await vi.waitFor(() => expect(late.every((id) => statusOf(id) === "new")).toBe(true));
  expect(put).toHaveBeenCalledTimes(500);
  const last = `key of ${idOf(500)}`;
  acquaintances.verify(last, true);
  await vi.waitFor(() =>
    expect(put).toHaveBeenLastCalledWith(expect.objectContaining({ key: last, verifiedAt: 1 })),
  );
  acquaintances.close();
});

it("reads the user ids of all contacts a few times for a further user id of a key that has 64", async () => {
  const count = 500;
  const contacts = createMemoryContacts();
  for (let place = 0; place < count; place++) {
    const key = `key ${place}`;
    await contacts.put({ ...remembered, key, userId: `user ${place}`, verifiedAt: 2 });
  }
  const { comes, leaves, peer } = callWith(contacts);
  // All of them are of people who were compared, so none may be dropped for another one.
  for (let claim = count - 64; claim < count; claim++) {
    await comes(alice, `user ${claim}`, keyOf("a1"));
    leaves(alice);
  }
  vi.mocked(contactUsers.userIdsOf).mockClear();
  await comes(alice, "user 0", keyOf("a1"));
  expect(peer(alice).identity.status).toBe("changed");
  expect(vi.mocked(contactUsers.userIdsOf).mock.calls.length).toBeLessThan(5 * count);
});
