import { beforeEach, describe, expect, it } from "vitest";
import { resolveIdentity } from "../../../src/call/identity-options.ts";
import { CallLifecycle } from "../../../src/call/lifecycle.ts";
import { createMemoryContacts } from "../../../src/e2ee/identity/contact-storage.ts";
import { exportContacts, importContacts, readContact } from "../../../src/protocol/contact-file.ts";
import type { Contact, ContactStore } from "../../../src/protocol/identity.ts";
import { alice, bob, peerFacts } from "../store/states.ts";
import {
  annKey,
  callWith,
  keyOf,
  otherKey,
  remembered,
  settled,
  told,
  warning,
} from "./support/call-with-contacts.ts";

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
    await call.comes(alice, "ann", otherKey, { fingerprint: "another fingerprint" });
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

describe("the warning about another key of a compared person", () => {
  const carol = "CAROL---------------------";
  const third = keyOf("c3");
  /** The login server says who the token names. */
  const vouches = async (userId: string) => ({ userId, name: null, by: "login" });

  beforeEach(async () => {
    await contacts.put({ ...remembered, key: annKey, userId: "ann", verifiedAt: 2 });
  });

  it("stays when a connection with the key claims to be somebody else, also in the next call", async () => {
    const call = callWith(contacts);
    await call.comes(alice, "ann", otherKey);
    await call.comes(bob, "zed", otherKey);
    expect(call.peer(alice)).toMatchObject({ identityChanged: true, identity: warning });
    call.people.close();
    const next = callWith(contacts);
    await next.comes(bob, "zed", otherKey);
    expect(next.peer(bob).identity).toMatchObject(warning);
  });

  it("comes also when a connection with the compared key claimed to be somebody else before", async () => {
    const call = callWith(contacts);
    await call.comes(alice, "zed", annKey);
    call.leaves(alice);
    await call.comes(bob, "ann", otherKey);
    expect(call.peer(bob).identity).toMatchObject(warning);
  });

  it.each([
    ["the compared key", annKey, "zed", otherKey, "ann"],
    ["the other key", otherKey, "ann", otherKey, "zed"],
  ])("stays when the login server names somebody else for %s", async (_which, first, user, second, then) => {
    const call = callWith(contacts, vouches);
    await call.comes(alice, null, first, { vouch: user });
    await call.comes(bob, null, second, { vouch: then });
    expect(call.peer(bob).identity).toMatchObject({ ...warning, vouch: { userId: then } });
  });

  it("comes through the call when a connection, whose key was looked up, is announced again as that person", async () => {
    const userId = ({ clientId }: { clientId: string | null }) => clientId;
    const options = {
      signalingUrls: "wss://sora.invalid/signaling",
      channelId: "team",
      role: "messaging",
      identity: { type: "session", contacts, userId },
    } as const;
    const call = new CallLifecycle(options, {} as never);
    const identity = resolveIdentity(options.identity);
    call.contacts.open(options, { identity } as never, {
      state: call.store.getState,
      dispatch: call.dispatch,
    });
    const announced = (clientId: string) =>
      call.dispatch({ type: "peer-joined", peer: { connectionId: bob, clientId, ...told } });
    const proven = { status: "proven", publicKey: "", purpose: "camera", confirmed: true } as const;
    const facts = peerFacts({ connectionId: bob, statement: { ...proven, key: otherKey, vouch: null } });
    announced("zed");
    call.dispatch({ type: "facts", facts: { selfKeyId: 0, senders: [], peers: [facts] } });
    await settled();
    const status = () => call.store.getState().peers[bob]?.identity;
    expect(status()).toMatchObject({ status: "new", key: otherKey });
    announced("ann");
    await settled();
    expect(status()).toMatchObject(warning);
    expect(await contacts.get(otherKey)).toMatchObject({ userId: "ann", userIds: ["zed", "ann"] });
    call.contacts.close();
  });

  it("stays after any number of claims to be somebody else", async () => {
    const call = callWith(contacts);
    for (let claim = 0; claim < 70; claim++) {
      await call.comes(alice, claim === 65 ? "ann" : `user ${claim}`, otherKey);
      call.leaves(alice);
    }
    await call.comes(alice, "zed", otherKey);
    expect(call.peer(alice).identity).toMatchObject(warning);
    expect((await contacts.get(otherKey))?.userIds?.length).toBeLessThanOrEqual(64);
  });

  it("stays after a claim that is too long for a stored contact", async () => {
    const call = callWith(contacts);
    await call.comes(alice, "ann", otherKey);
    await call.comes(bob, "x".repeat(257), otherKey);
    expect(call.peer(alice).identity).toMatchObject(warning);
    expect(readContact(await contacts.get(otherKey))).not.toBeNull();
  });

  it("stays when the contacts keep only the fields of earlier versions", async () => {
    const call = callWith({
      ...contacts,
      put: async ({ userIds: _userIds, acceptedUserIds: _acceptedUserIds, ...contact }) =>
        contacts.put(contact),
    });
    await call.comes(alice, "ann", otherKey);
    await call.comes(bob, "zed", otherKey);
    expect(call.peer(alice).identity).toMatchObject(warning);
  });

  it("stays while a person answers about somebody else, and when the contacts cannot be listed any more", async () => {
    let list = contacts.list;
    const call = callWith({ ...contacts, list: () => list() });
    await call.comes(alice, "ann", otherKey);
    await call.comes(bob, "ben", third);
    const statuses = new Set<string>();
    call.store.subscribe(() => statuses.add(call.peer(alice).identity.status));
    list = () => Promise.reject(new Error("busy"));
    await call.compares(bob, third);
    expect([...statuses]).toEqual(["changed"]);
  });

  it.each([
    ["claims", null],
    ["has a token", "ben"],
  ])(
    "comes for a key that was accepted as Ann's, when it %s to be another compared person",
    async (_how, vouch) => {
      await contacts.put({ ...remembered, key: third, userId: "ben", verifiedAt: 2 });
      const call = callWith(contacts, vouches);
      await call.comes(alice, "ann", otherKey);
      await call.accepts(alice, otherKey);
      expect(call.peer(alice).identity.status).toBe("new");
      call.leaves(alice);
      await call.comes(carol, vouch === null ? "ben" : "ann", otherKey, { vouch });
      expect(call.peer(carol).identity).toMatchObject(warning);
      await call.accepts(carol, otherKey);
      expect(call.peer(carol)).toMatchObject({ identityChanged: false });
    },
  );
});

describe("a person's answer", () => {
  /** Contacts that refuse to store anything from some moment on. */
  const refusing = () => {
    const store = { isRefusing: false };
    const put: ContactStore["put"] = async (contact) => {
      if (store.isRefusing) throw new Error("quota");
      await contacts.put(contact);
    };
    return { store, call: callWith({ ...contacts, put }) };
  };

  it.each([true, false])("%s lasts for the call when it cannot be stored", async (isVerified) => {
    const { store, call } = refusing();
    await call.comes(alice, "ann", annKey);
    if (!isVerified) await call.compares(alice, annKey);
    store.isRefusing = true;
    await (isVerified ? call.compares : call.withdraws)(alice, annKey);
    await call.comes(bob, "ben", otherKey);
    expect(call.peer(alice).verified).toBe(isVerified);
    // It is stored with the next contact that can be stored.
    store.isRefusing = false;
    await call.comes(bob.replace("BOB", "TWO"), "ann", annKey);
    expect((await contacts.get(annKey))?.verifiedAt).toBe(isVerified ? 1_000 : null);
  });

  it("that cannot be stored ends when its contact is forgotten", async () => {
    const { store, call } = refusing();
    await call.comes(alice, "ann", annKey);
    store.isRefusing = true;
    await call.compares(alice, annKey);
    await contacts.delete(annKey);
    await settled();
    expect(call.peer(alice).verified).toBe(false);
  });

  it("during a lookup keeps the user id that the lookup finds", async () => {
    let release: () => void = () => undefined;
    let held: Promise<void> = Promise.resolve();
    const get: ContactStore["get"] = async (key) => {
      await held;
      return contacts.get(key);
    };
    const call = callWith({ ...contacts, get });
    await call.comes(alice, "ann", annKey);
    held = new Promise((resolve) => {
      release = resolve;
    });
    await call.comes(bob, "zed", annKey);
    const compared = call.compares(alice, annKey);
    release();
    await compared;
    expect(await contacts.get(annKey)).toMatchObject({ verifiedAt: 1_000, userIds: ["ann", "zed"] });
  });

  it("is never undone by a list of contacts that was read before it", async () => {
    let release: () => void = () => undefined;
    let held: Promise<void> = Promise.resolve();
    const list: ContactStore["list"] = async () => {
      const listed = await contacts.list();
      await held;
      return listed;
    };
    const call = callWith({ ...contacts, list });
    await call.comes(alice, "ann", annKey);
    await call.compares(alice, annKey);
    held = new Promise((resolve) => {
      release = resolve;
    });
    await call.comes(bob, "ben", otherKey);
    const seen: boolean[] = [];
    call.store.subscribe(() => seen.push(call.peer(alice).verified));
    const withdrawn = call.withdraws(alice, annKey);
    release();
    await withdrawn;
    await settled();
    expect(call.peer(alice).verified).toBe(false);
    expect(seen.slice(seen.indexOf(false))).not.toContain(true);
  });
});

describe("the contacts of an app's own store", () => {
  /** The contact as a database stores it: an empty column gives null. */
  const withNulls = (contact: Contact): Contact =>
    ({
      ...contact,
      userIds: contact.userIds ?? null,
      acceptedUserIds: contact.acceptedUserIds ?? null,
    }) as never;

  it.each<readonly [string, (contacts: ContactStore) => Partial<ContactStore>]>([
    [
      "have null for user ids",
      ({ get, list }) => ({
        get: async (key) => {
          const contact = await get(key);
          return contact && withNulls(contact);
        },
        list: async () => (await list()).map(withNulls),
      }),
    ],
    [
      "are listed with null among them",
      ({ list }) => ({ list: async () => [null as never, ...(await list())] }),
    ],
    [
      "are absent instead of null",
      ({ get }) => ({ get: async (key) => (await get(key)) ?? (undefined as never) }),
    ],
  ])("are read, and stored, when they %s", async (_how, change) => {
    await contacts.put({ ...remembered, key: annKey, userId: "ann", verifiedAt: 2 });
    const call = callWith({ ...contacts, ...change(contacts) });
    await call.comes(alice, "ann", annKey);
    await call.comes(bob, "ann", otherKey);
    expect(call.peer(alice).identity.status).toBe("verified");
    expect(call.peer(bob).identity).toMatchObject({ status: "changed", previousVerifiedAt: 2 });
    expect(await contacts.get(otherKey)).toMatchObject({ userId: "ann", acceptedAt: null });
    await call.accepts(bob, otherKey);
    expect(await contacts.get(otherKey)).toMatchObject({ userId: "ann", acceptedAt: 1_000 });
  });

  it("are not verified when the time of a comparison is missing", async () => {
    const { verifiedAt: _verifiedAt, ...contact } = { ...remembered, key: annKey, userId: "ann" };
    await contacts.put(contact as never);
    const call = callWith(contacts);
    await call.comes(alice, "ann", annKey);
    expect(call.peer(alice).identity.status).toBe("known");
  });

  it("are not replaced by a new one when they could not be read at first", async () => {
    const stored = { ...remembered, key: otherKey, userId: "ben", verifiedAt: 3 };
    await contacts.put(stored);
    let reads = false;
    const busy = async () => {
      throw new Error("busy");
    };
    const call = callWith({
      ...contacts,
      get: (key) => (reads ? contacts.get(key) : busy()),
      list: busy,
    });
    await call.comes(alice, "ben", otherKey);
    expect(call.peer(alice).verified).toBe(false);
    reads = true;
    await call.comes(bob, "ben", otherKey);
    expect(call.peer(bob).identity.status).toBe("verified");
    expect((await contacts.get(otherKey))?.verifiedAt).toBe(3);
  });

  it("do not end the work of the call when one of them cannot be read", async () => {
    const broken = { ...remembered, key: annKey, userId: "ann" };
    const unreadable = Object.defineProperty(broken, "userIds", {
      enumerable: true,
      get: () => expect.fail("unreadable"),
    });
    let isBroken = true;
    const list: ContactStore["list"] = async () => (isBroken ? (5 as never) : contacts.list());
    const call = callWith({
      ...contacts,
      get: async (key) => (isBroken ? unreadable : contacts.get(key)),
      list,
    });
    await call.comes(alice, "ann", annKey);
    expect(call.store.getState().log.map(({ detail }) => detail)).toContain("identity-storage-blocked");
    isBroken = false;
    await call.comes(bob, "ben", otherKey);
    expect(call.peer(bob).identity.status).toBe("new");
    expect(await contacts.get(otherKey)).not.toBeNull();
  });

  it("are still read after a listener of the call's state threw", async () => {
    const call = callWith(contacts);
    await call.comes(alice, "ann", annKey);
    const stop = call.store.subscribe(({ peers }) => {
      if (peers[bob]?.identity.status !== "new") return;
      stop();
      throw new Error("a fault of the app");
    });
    await call.comes(bob, "ben", otherKey);
    await call.comes(alice.replace("ALICE", "CAROL"), "carol", keyOf("c3"));
    expect(await contacts.get(keyOf("c3"))).not.toBeNull();
  });

  it("keep fields that only the store knows", async () => {
    const own = { _rev: "1-a" };
    await contacts.put({ ...remembered, ...own, key: annKey, userId: "ann" });
    const call = callWith(contacts);
    await call.comes(alice, "ann", annKey);
    await call.comes(bob, "zed", annKey);
    await call.compares(alice, annKey);
    expect(await contacts.get(annKey)).toMatchObject({ ...own, verifiedAt: 1_000, userIds: ["zed", "ann"] });
    await importContacts(contacts, await exportContacts(contacts));
    expect(await contacts.get(annKey)).toMatchObject(own);
  });
});
