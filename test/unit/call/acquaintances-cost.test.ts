import { expect, it, vi } from "vitest";
import { Acquaintances } from "../../../src/call/acquaintances.ts";
import { createMemoryContacts } from "../../../src/e2ee/identity/contact-storage.ts";
import { createCallStore } from "../../../src/store/call-store.ts";
import { peer, peerFacts } from "../store/states.ts";

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
