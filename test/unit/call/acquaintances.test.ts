import { expect, it, vi } from "vitest";
import { Acquaintances } from "../../../src/call/acquaintances.ts";
import { createMemoryContacts } from "../../../src/e2ee/identity/contact-storage.ts";
import { createCallStore } from "../../../src/store/call-store.ts";
import { alice, bob, peerFacts } from "../store/states.ts";

const told = { clientId: null, bundleId: null, role: null, participant: null, name: null, metadata: null };

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

it.each([
  ["without a login server", null],
  ["when a login server vouches for it later", "ann"],
])("a contact that cannot be read is not replaced by a new one, %s", async (_when, userId) => {
  const { store, dispatch } = createCallStore("sendrecv");
  const put = vi.fn(async () => undefined);
  const busy = async () => Promise.reject(new Error("busy"));
  const get = vi.fn(busy);
  let vouches: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    vouches = resolve;
  });
  const people = new Acquaintances({
    contacts: { ...createMemoryContacts(), get, put, ...(userId !== null && { list: busy }) },
    userId: () => null,
    verifyVouch: userId === null ? null : () => asked.then(() => ({ userId, name: null })),
    state: store.getState,
    dispatch,
    now: () => 1_000,
  });
  const statement = {
    status: "proven",
    publicKey: "",
    confirmed: true,
    vouch: userId === null ? null : "token",
    purpose: "camera",
  } as const;
  const facts = [{ ...peerFacts({ connectionId: bob }), statement: { ...statement, key: "of Bob" } }];
  dispatch({ type: "peer-joined", peer: { connectionId: bob, ...told } });
  dispatch({ type: "facts", facts: { selfKeyId: 0, senders: [], peers: facts } });
  people.look(facts);
  const identity = () => store.getState().peers[bob]?.identity;
  await vi.waitFor(() => expect(identity()?.status).toBe("new"));
  vouches();
  if (userId !== null) await vi.waitFor(() => expect(identity()?.by).toBe("vouch"));
  expect(get).toHaveBeenCalledOnce();
  expect(put).not.toHaveBeenCalled();
  expect(store.getState().log.map(({ detail }) => detail)).toContain("identity-storage-blocked");
});

it("the token of a peer is forgotten when the peer leaves, and checked again when it returns", async () => {
  const { store, dispatch } = createCallStore("sendrecv");
  const verifyVouch = vi.fn(async () => ({ userId: "bob", name: null }));
  const people = new Acquaintances({
    contacts: createMemoryContacts(),
    userId: () => null,
    verifyVouch,
    state: store.getState,
    dispatch,
    now: () => 1_000,
  });
  const proven = { status: "proven", publicKey: "", confirmed: true, vouch: "token" } as const;
  const facts = [
    {
      ...peerFacts({ connectionId: bob }),
      statement: { ...proven, key: "of Bob", purpose: "camera" } as const,
    },
  ];
  const joins = () => {
    dispatch({ type: "peer-joined", peer: { connectionId: bob, ...told } });
    dispatch({ type: "facts", facts: { selfKeyId: 0, senders: [], peers: facts } });
    people.look(facts);
  };
  joins();
  people.look(facts);
  expect(verifyVouch).toHaveBeenCalledTimes(1);
  dispatch({ type: "peer-left", connectionId: bob });
  people.look([]);
  joins();
  expect(verifyVouch).toHaveBeenCalledTimes(2);
});
