import { beforeEach, describe, expect, it } from "vitest";
import { createMemoryContacts } from "../../../../src/e2ee/identity/contact-storage.ts";
import { exportContacts, importContacts } from "../../../../src/protocol/contact-file.ts";
import { userIdsOf } from "../../../../src/protocol/contact-users.ts";
import type { ContactStore } from "../../../../src/protocol/identity.ts";
import { alice, bob } from "../../store/states.ts";
import {
  annKey,
  benKey,
  callWith,
  comparedAnn,
  keyOf,
  otherKey,
  remembered,
  warning,
} from "../support/call-with-contacts.ts";

const carol = "CAROL---------------------";
let contacts: ContactStore;
beforeEach(() => {
  contacts = createMemoryContacts();
});

/** A server names the connections of one key one user after the other. */
async function names(call: ReturnType<typeof callWith>, key: string, users: readonly string[]) {
  for (const user of users) {
    await call.comes(alice, user, key);
    call.leaves(alice);
  }
}
const userIds = async (key: string) => userIdsOf((await contacts.get(key)) ?? expect.fail("no contact"));
const many = (prefix: string, count = 64) => Array.from({ length: count }, (_, user) => `${prefix} ${user}`);

describe("the user id of a comparison", () => {
  it("stays when a server gives two compared keys the same 64 user ids", async () => {
    await contacts.put(comparedAnn);
    await contacts.put({ ...remembered, key: benKey, userId: "ben", verifiedAt: 2 });
    const call = callWith(contacts);
    await names(call, benKey, many("user", 65));
    await names(call, annKey, await userIds(benKey));
    expect(await userIds(annKey)).toContain("ann");
    call.people.close();
    const next = callWith(contacts);
    await next.comes(bob, "ann", otherKey);
    expect(next.peer(bob).identity).toMatchObject(warning);
  });

  it("stays when a server gives its key the user ids of 64 other compared people", async () => {
    await contacts.put(comparedAnn);
    for (const [place, userId] of many("user").entries()) {
      await contacts.put({ ...remembered, key: keyOf((16 + place).toString(16)), userId, verifiedAt: 2 });
    }
    const call = callWith(contacts);
    await names(call, annKey, many("user"));
    expect(await userIds(annKey)).toContain("ann");
    await call.comes(bob, "ann", otherKey);
    expect(call.peer(bob).identity).toMatchObject(warning);
  });

  it("is imported, also when this browser saw the key with 64 other user ids", async () => {
    await contacts.put({ ...remembered, key: annKey, userId: "user 63", userIds: many("user") });
    const there = createMemoryContacts();
    await there.put(comparedAnn);
    await importContacts(contacts, await exportContacts(there));
    expect(await contacts.get(annKey)).toMatchObject({ verifiedAt: 2 });
    const call = callWith(contacts);
    await call.comes(carol, "ann", otherKey);
    expect(call.peer(carol).identity).toMatchObject(warning);
  });

  it("stays when another tab saw the key with 64 other user ids", async () => {
    const other = callWith(contacts);
    await names(other, annKey, many("user"));
    const call = callWith(contacts);
    await call.comes(alice, "ann", annKey);
    await call.compares(alice, annKey);
    expect(await userIds(annKey)).toContain("ann");
    call.people.close();
    await other.comes(alice, "user 1", annKey);
    expect(await userIds(annKey)).toContain("ann");
  });
});

describe("the warning about another key of a compared person", () => {
  beforeEach(() => contacts.put(comparedAnn));

  it("stays when another tab saw that key with 64 other user ids", async () => {
    const other = callWith(contacts);
    await names(other, otherKey, many("user"));
    const call = callWith(contacts);
    await call.comes(bob, "ann", otherKey);
    expect(call.peer(bob).identity).toMatchObject(warning);
    await other.comes(alice, "user 1", otherKey);
    await other.comes(bob, "user 2", otherKey);
    call.people.close();
    other.people.close();
    const next = callWith(contacts);
    await next.comes(bob, "zed", otherKey);
    expect(next.peer(bob).identity).toMatchObject(warning);
  });

  it.each([
    ["cannot be stored", true],
    ["is overwritten by another tab", false],
  ])("stays when the first user id of that key %s", async (_why, refuses) => {
    const unnamed = { ...remembered, key: otherKey, userId: null };
    await contacts.put(unnamed);
    const put = async () => Promise.reject(new Error("quota"));
    const call = callWith(refuses ? { ...contacts, put } : contacts);
    await call.comes(bob, "ann", otherKey);
    // The other tab read the contact before this one stored it.
    if (!refuses) await contacts.put(unnamed);
    await call.comes(carol, "carol", keyOf("c3"));
    expect(call.peer(bob)).toMatchObject({ identityChanged: true, identity: warning });
  });
});
