import { expect, it } from "vitest";
import { Acquaintances } from "../../../src/call/acquaintances.ts";
import { createMemoryContacts } from "../../../src/e2ee/identity/contact-storage.ts";
import { createCallStore } from "../../../src/store/call-store.ts";
import type { Peer } from "../../../src/store/types.ts";
import { peerFacts } from "../store/states.ts";

const keyOf = (hex: string): string => Array.from({ length: 32 }, () => hex).join(":");

/** Ben was verified. Somebody else joins as "Ben", with another key. */
async function secondBen(userId: (peer: Peer) => string | null): Promise<readonly (string | undefined)[]> {
  const { store, dispatch } = createCallStore("sendrecv");
  const contacts = createMemoryContacts();
  const options = { contacts, userId, verifyVouch: null, state: store.getState, dispatch, now: () => 1 };
  const people = new Acquaintances(options);
  const comes = async (connectionId: string, clientId: string, key: string): Promise<void> => {
    const about = { bundleId: null, role: null, participant: null, metadata: null };
    dispatch({ type: "peer-joined", peer: { connectionId, clientId, name: "Ben", ...about } });
    const proven = {
      status: "proven",
      publicKey: "",
      purpose: "camera",
      confirmed: true,
      vouch: null,
    } as const;
    const facts = peerFacts({ connectionId, statement: { ...proven, key } });
    dispatch({ type: "facts", facts: { selfKeyId: 0, senders: [], peers: [facts] } });
    people.look([facts]);
    await expect.poll(() => store.getState().peers[connectionId]?.identity.status).not.toBe("none");
  };
  await comes("BEN-----------------------", "ben", keyOf("b1"));
  people.verify(keyOf("b1"), true);
  await comes("EVE-----------------------", "eve", keyOf("e1"));
  const statuses = Object.values(store.getState().peers).map(({ identity }) => identity.status);
  people.close();
  return statuses;
}

it("a peer with the name of a verified person and another key is new, without a warning about a change", async () => {
  expect(await secondBen(() => null)).toEqual(["verified", "new"]);
  expect(await secondBen(({ clientId }) => clientId)).toEqual(["verified", "new"]);
});

it("a peer that the app gives the user id of a verified person is changed when it has another key", async () => {
  expect(await secondBen(() => "ben")).toEqual(["verified", "changed"]);
});
