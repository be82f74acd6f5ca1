import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMemoryContacts } from "../../../../src/e2ee/identity/contact-storage.ts";
import type { ContactStore } from "../../../../src/protocol/identity.ts";
import { createCallStore } from "../../../../src/store/call-store.ts";
import { alice, bob } from "../../store/states.ts";
import {
  annKey,
  callWith,
  comparedAnn,
  gate,
  otherKey,
  settled,
  slowToRead,
} from "../support/call-with-contacts.ts";

describe("a list of contacts that answers after the end of its call", () => {
  let contacts: ContactStore;
  let store: ContactStore & { held: Promise<void> | null; refuses: boolean };
  let shared: ReturnType<typeof createCallStore>;

  beforeEach(() => {
    contacts = createMemoryContacts();
    shared = createCallStore("sendrecv");
    store = {
      ...contacts,
      held: null,
      refuses: false,
      put: async (contact) => {
        if (store.refuses) throw new Error("quota");
        await contacts.put(contact);
      },
      list: async () => {
        const { held } = store;
        const listed = await contacts.list();
        await held;
        return listed;
      },
    };
  });

  /** The first call of a call object ends while its list waits. `answer` lets the list answer. */
  const endedEarly = async (act?: (call: ReturnType<typeof callWith>) => Promise<void>) => {
    const call = callWith(store, null, shared);
    await call.comes(alice, "ann", annKey);
    const { open, passed } = gate();
    store.held = passed;
    await act?.(call);
    await call.comes(bob, "ben", otherKey);
    call.people.close();
    shared.dispatch({ type: "reset" });
    store.held = null;
    store.refuses = false;
    return {
      next: callWith(store, null, shared),
      answer: async () => {
        open();
        await settled();
      },
    };
  };

  it("does not show an answer that was not stored in the next call", async () => {
    const { next, answer } = await endedEarly(async (call) => {
      store.refuses = true;
      await call.compares(alice, annKey);
      expect(call.peer(alice).verified).toBe(true);
    });
    await next.comes(alice, "ann", annKey, { fingerprint: "new connection" });
    expect(next.peer(alice).verified).toBe(false);
    await answer();
    expect(next.peer(alice).verified).toBe(false);
  });

  it("does not withdraw a comparison of the next call", async () => {
    const { next, answer } = await endedEarly();
    await next.comes(alice, "ann", annKey);
    await next.compares(alice, annKey);
    const seen = new Set<boolean>([next.peer(alice).verified]);
    shared.store.subscribe(() => seen.add(next.peer(alice).verified));
    await answer();
    expect([...seen]).toEqual([true]);
  });

  it("does not undo a withdrawal of the next call", async () => {
    await contacts.put(comparedAnn);
    const { next, answer } = await endedEarly();
    await next.comes(alice, "ann", annKey);
    expect(next.peer(alice).verified).toBe(true);
    await next.withdraws(alice, annKey);
    const seen = new Set<boolean>([next.peer(alice).verified]);
    shared.store.subscribe(() => seen.add(next.peer(alice).verified));
    await answer();
    expect([...seen]).toEqual([false]);
    expect((await contacts.get(annKey))?.verifiedAt).toBeNull();
  });
});

describe("contacts that do not answer", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] }));
  afterEach(() => void vi.useRealTimers());

  const pass = async (ms: number) => {
    await settled();
    vi.advanceTimersByTime(ms);
    await settled();
  };
  const details = ({ store }: ReturnType<typeof callWith>) =>
    store.getState().log.map(({ detail }) => detail);

  it("are reported after 10 s, and the peers get their status when they answer", async () => {
    const contacts = createMemoryContacts();
    await contacts.put(comparedAnn);
    const { open, slow } = slowToRead(contacts);
    const call = callWith(slow);
    await call.comes(alice, "ann", annKey);
    await call.comes(bob, "ben", otherKey);
    await pass(9_999);
    expect(details(call)).not.toContain("identity-storage-blocked");
    await pass(1);
    expect(details(call)).toContain("identity-storage-blocked");
    await pass(60_000);
    expect([alice, bob].map((id) => call.peer(id).identity.status)).toEqual(["none", "none"]);
    open();
    await settled();
    expect([alice, bob].map((id) => call.peer(id).identity.status)).toEqual(["verified", "new"]);
  });

  it("keep the order of a person's answers", async () => {
    const contacts = createMemoryContacts();
    const { open, passed } = gate();
    const put = vi.fn<ContactStore["put"]>(async (contact) => {
      if (contact.verifiedAt !== null) await passed;
      await contacts.put(contact);
    });
    const call = callWith({ ...contacts, put });
    await call.comes(alice, "ann", annKey);
    await call.compares(alice, annKey);
    await pass(60_000);
    await call.withdraws(alice, annKey);
    await pass(60_000);
    open();
    await settled();
    expect((await contacts.get(annKey))?.verifiedAt).toBeNull();
    expect(call.peer(alice).identity.status).not.toBe("verified");
  });

  it("are not reported in the log of the next call", async () => {
    const shared = createCallStore("sendrecv");
    const call = callWith(
      { ...createMemoryContacts(), get: () => new Promise(() => undefined) },
      null,
      shared,
    );
    await call.comes(alice, "ann", annKey);
    call.people.close();
    shared.dispatch({ type: "reset" });
    await pass(10_000);
    expect(details(call)).not.toContain("identity-storage-blocked");
  });
});

describe("a contact that cannot be read for a while", () => {
  it("keeps the warning about another key of a compared person", async () => {
    const contacts = createMemoryContacts();
    await contacts.put(comparedAnn);
    let fails = false;
    const get: ContactStore["get"] = async (key) => {
      if (fails) throw new Error("busy");
      return contacts.get(key);
    };
    const list: ContactStore["list"] = async () => {
      if (fails) throw new Error("busy");
      return contacts.list();
    };
    const call = callWith({ ...contacts, get, list });
    await call.comes(bob, "ann", otherKey);
    expect(call.peer(bob).identity.status).toBe("changed");
    fails = true;
    await call.comes(alice, "ann", annKey);
    expect(call.peer(bob).identity.status).toBe("changed");
    expect(call.peer(alice).identity.status).toBe("verified");
  });
});
