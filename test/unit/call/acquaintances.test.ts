import { afterEach, expect, it, vi } from "vitest";
import { Acquaintances } from "../../../src/call/acquaintances.ts";
import { createMemoryContacts } from "../../../src/e2ee/identity/contact-storage.ts";
import { createCallStore } from "../../../src/store/call-store.ts";
import { alice, bob, peerFacts } from "../store/states.ts";

const told = { clientId: null, bundleId: null, role: null, participant: null, name: null, metadata: null };

afterEach(() => void vi.useRealTimers());

it("the own screen, which proves the own key, is not stored as a person that this browser knows", async () => {
  const contacts = createMemoryContacts();
  const { store, dispatch } = createCallStore("sendrecv");
  dispatch({ type: "self-identity", identity: { kind: "device", key: "own", isNew: false } });
  const people = new Acquaintances({
    contacts,
    userId: () => null,
    verifyVouch: async () => ({ userId: "ann", name: null }),
    state: store.getState,
    dispatch,
    now: () => 1_000,
  });
  const proven = { status: "proven", publicKey: "", confirmed: true, vouch: "token" } as const;
  const facts = [
    {
      ...peerFacts({ connectionId: alice }),
      statement: { ...proven, key: "own", purpose: "screen" } as const,
    },
    {
      ...peerFacts({ connectionId: bob }),
      statement: { ...proven, key: "of Bob", purpose: "camera" } as const,
    },
  ];
  for (const { connectionId } of facts) dispatch({ type: "peer-joined", peer: { connectionId, ...told } });
  dispatch({ type: "facts", facts: { selfKeyId: 0, senders: [], peers: facts } });
  people.look(facts);
  people.verify("own", true);

  await vi.waitFor(async () =>
    expect(await contacts.list()).toEqual([expect.objectContaining({ key: "of Bob", userId: "ann" })]),
  );
  // The screen still shows that it is vouched for.
  await vi.waitFor(() =>
    expect(store.getState().peers[alice]?.identity.vouch).toMatchObject({ status: "vouched" }),
  );
  expect((await contacts.list()).map(({ key }) => key)).toEqual(["of Bob"]);
});

it("peers get an identity, and a comparison counts, when the contacts never answer", async () => {
  vi.useFakeTimers();
  const never = () => new Promise<never>(() => undefined);
  const { store, dispatch } = createCallStore("sendrecv");
  const people = new Acquaintances({
    contacts: { get: never, put: never, list: never, delete: never, subscribe: () => () => undefined },
    userId: () => null,
    verifyVouch: null,
    state: store.getState,
    dispatch,
    now: () => 1_000,
  });
  const statement = {
    status: "proven",
    publicKey: "",
    confirmed: true,
    vouch: null,
    purpose: "camera",
  } as const;
  const facts = [alice, bob].map((connectionId) => ({
    ...peerFacts({ connectionId }),
    statement: { ...statement, key: `of ${connectionId}` },
  }));
  for (const { connectionId } of facts) dispatch({ type: "peer-joined", peer: { connectionId, ...told } });
  dispatch({ type: "facts", facts: { selfKeyId: 0, senders: [], peers: facts } });
  people.look(facts);
  people.verify(`of ${alice}`, true);
  await vi.advanceTimersByTimeAsync(120_000);
  const { peers, log } = store.getState();
  expect([alice, bob].map((id) => peers[id]?.identity.status)).toEqual(["verified", "new"]);
  expect(log.filter(({ detail }) => detail === "identity-storage-blocked")).toHaveLength(1);
});
