import { expect, it, vi } from "vitest";
import { Acquaintances } from "../../../src/call/acquaintances.ts";
import { createMemoryContacts } from "../../../src/e2ee/identity/contact-storage.ts";
import { createCallStore } from "../../../src/store/call-store.ts";
import { peer, peerFacts } from "../store/states.ts";

it("reads the contacts a few times for many peers that join together, and tells each its identity a few times", async () => {
  const count = 60;
  const { store, dispatch } = createCallStore("sendrecv");
  const contacts = createMemoryContacts();
  const list = vi.fn(contacts.list);
  const told = vi.fn(dispatch);
  const acquaintances = new Acquaintances({
    contacts: { ...contacts, list },
    userId: () => "the same user",
    verifyVouch: null,
    state: store.getState,
    dispatch: told,
    now: () => 1,
  });
  const ids = Array.from({ length: count }, (_, place) => `PEER${place}`.padEnd(26, "-"));
  for (const connectionId of ids) {
    dispatch({ type: "peer-joined", peer: peer(connectionId) });
    const proven = { status: "proven", purpose: "camera", confirmed: true, vouch: null } as const;
    const statement = { ...proven, key: `key of ${connectionId}`, publicKey: "" };
    const facts = peerFacts({ connectionId, statement });
    dispatch({ type: "facts", facts: { selfKeyId: 0, senders: [], peers: [facts] } });
    acquaintances.look([facts]);
  }
  await vi.waitFor(() => {
    const { peers } = store.getState();
    expect(ids.every((id) => peers[id]?.identity.status === "new")).toBe(true);
  });
  acquaintances.close();
  expect(list.mock.calls.length).toBeLessThanOrEqual(3);
  expect(told.mock.calls.length).toBeLessThanOrEqual(3 * count);
});
