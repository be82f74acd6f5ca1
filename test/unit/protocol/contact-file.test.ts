import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMemoryContacts } from "../../../src/e2ee/identity/contact-storage.ts";
import { exportContacts, importContacts, readContact } from "../../../src/protocol/contact-file.ts";
import type { Contact } from "../../../src/protocol/identity.ts";

const contact: Contact = {
  key: Array.from({ length: 32 }, () => "0a").join(":"),
  label: "Ann",
  userId: "u1",
  firstSeen: 1,
  lastSeen: 2,
  verifiedAt: 3,
  acceptedAt: null,
};
const type = "react-sora-e2ee/contacts";
const fileOf = (content: unknown) => new Blob([JSON.stringify(content)]);

describe("a file of contacts", () => {
  it("restores all contacts", async () => {
    const from = createMemoryContacts();
    await from.put(contact);
    const to = createMemoryContacts();
    expect(await importContacts(to, await exportContacts(from))).toBe(1);
    expect(await to.list()).toEqual([contact]);
  });

  it("restores all user ids, and for which of them a key was accepted", async () => {
    const from = createMemoryContacts();
    const accepted = { ...contact, userIds: ["u1", "u2"], acceptedAt: 4, acceptedUserIds: ["u2"] };
    await from.put(accepted);
    const to = createMemoryContacts();
    await to.put({ ...contact, userId: "u3" });
    await importContacts(to, await exportContacts(from));
    expect(await to.list()).toEqual([{ ...accepted, userId: "u3", userIds: ["u3", "u1", "u2"] }]);
  });

  it("restores contacts with null for user ids, from a store that has null for them", async () => {
    const nulls = { ...contact, userIds: null, acceptedUserIds: null };
    const from = { ...createMemoryContacts(), list: async () => [null as never, nulls as never] };
    for (const file of [await exportContacts(from), fileOf({ type, version: 1, contacts: [nulls] })]) {
      const to = createMemoryContacts();
      await to.put({ ...nulls, label: null } as never);
      await importContacts(to, file);
      expect(await to.list()).toEqual([contact]);
    }
  });

  it.each<readonly [string, Blob]>([
    ["is no JSON", new Blob(["{"])],
    ["is some other JSON", fileOf([1])],
    ["is null", fileOf(null)],
    ["is of another kind", fileOf({ type: "vcard", version: 1, contacts: [] })],
    ["is of a later version", fileOf({ type, version: 2, contacts: [] })],
    ["holds no list", fileOf({ type, version: 1, contacts: {} })],
    [
      "holds an entry that is no contact",
      fileOf({ type, version: 1, contacts: [contact, { ...contact, key: "x" }] }),
    ],
    ["is too large", { size: 17 * 1024 * 1024 } as Blob],
  ])("is refused, without changing any contact, when it %s", async (_what, file) => {
    const store = createMemoryContacts();
    await expect(importContacts(store, file)).rejects.toMatchObject({ code: "contacts-file-invalid" });
    expect(await store.list()).toEqual([]);
  });
});

describe("a stored contact", () => {
  it.each<readonly [string, Partial<Record<keyof Contact, unknown>>]>([
    ["a key that is no fingerprint", { key: contact.key.toUpperCase() }],
    ["a label that is no text", { label: 5 }],
    ["a user id without end", { userId: "u".repeat(257) }],
    ["user ids that are no list", { userIds: "ann" }],
    ["a user id of its list that is no text", { userIds: ["ann", 5] }],
    ["too many user ids", { userIds: Array.from({ length: 65 }, String) }],
    ["an accepted user id without end", { acceptedUserIds: ["u".repeat(257)] }],
    ["a time that is no number", { verifiedAt: "yesterday" }],
    ["a negative time", { firstSeen: -1 }],
    ["a time that no date can hold", { firstSeen: 8.64e15 + 1 }],
    ["a comparison at a time that no date can hold", { verifiedAt: Number.MAX_SAFE_INTEGER }],
    ["no times", { lastSeen: undefined }],
  ])("is ignored with %s", (_what, wrong) => {
    expect(readContact({ ...contact, ...wrong })).toBeNull();
  });

  it("is read without unknown fields", () => {
    const optional = new Set(["userIds", "acceptedUserIds"]);
    const anyEntry = fc.anything();
    const anyFields = fc.dictionary(fc.constantFrom("more", "label", "userId", "userIds"), anyEntry);
    const almost = anyFields.map((fields) => ({ ...contact, ...fields }));
    fc.assert(
      fc.property(fc.oneof(anyEntry, almost), (value) => {
        const read = readContact(value);
        const own = Object.keys(read ?? {}).filter((name) => !optional.has(name));
        expect(read === null ? [] : Object.keys(contact)).toEqual(own);
      }),
    );
    expect(readContact({ ...contact, more: 1, label: "A\u202eB" })).toEqual({ ...contact, label: "AB" });
  });
});
