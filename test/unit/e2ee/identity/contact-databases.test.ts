import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createDeviceContacts, createMemoryContacts } from "../../../../src/e2ee/identity/contact-storage.ts";
import type { Contact, ContactStore } from "../../../../src/protocol/identity.ts";
import { FakeDatabases } from "./fake-databases.ts";

const ann: Contact = {
  key: Array.from({ length: 32 }, () => "0a").join(":"),
  label: "Ann",
  userId: null,
  firstSeen: 1,
  lastSeen: 2,
  verifiedAt: 3,
  acceptedAt: null,
};
const ben: Contact = { ...ann, key: Array.from({ length: 32 }, () => "0b").join(":"), label: "Ben" };
const name = "react-sora-e2ee/contacts/default";
let databases: FakeDatabases;
let channels: FakeChannel[];

/** Tells all other channels of its name at once. */
class FakeChannel {
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;

  constructor(readonly name: string) {
    channels.push(this);
  }

  postMessage(data: unknown): void {
    for (const other of channels) if (other !== this && other.name === this.name) other.onmessage?.({ data });
  }

  close(): void {
    channels.splice(channels.indexOf(this), 1);
  }
}

beforeEach(() => {
  channels = [];
  databases = new FakeDatabases().install();
  vi.stubGlobal("BroadcastChannel", FakeChannel);
});

afterEach(() => {
  expect(databases.open).toBe(0);
  expect(channels).toEqual([]);
  vi.unstubAllGlobals();
});

describe.each<readonly [string, () => ContactStore]>([
  ["memory", createMemoryContacts],
  ["a database", createDeviceContacts],
])("contacts in %s", (_where, create) => {
  it("are found by their keys until they are deleted", async () => {
    const contacts = create();
    expect(await contacts.get(ann.key)).toBeNull();
    expect(await contacts.list()).toEqual([]);
    await contacts.put(ann);
    await contacts.put(ben);
    await contacts.put({ ...ann, label: "Anna" });
    expect(await contacts.get(ann.key)).toEqual({ ...ann, label: "Anna" });
    expect(await contacts.list()).toEqual([{ ...ann, label: "Anna" }, ben]);
    await contacts.delete(ann.key);
    expect(await contacts.get(ann.key)).toBeNull();
    expect(await contacts.list()).toEqual([ben]);
  });

  it("tell each change to those who listen, until they stop", async () => {
    const contacts = create();
    const [one, two] = [vi.fn(), vi.fn()];
    const stopOne = contacts.subscribe(one);
    const stopTwo = contacts.subscribe(two);
    await contacts.put(ann);
    expect([one.mock.calls.length, two.mock.calls.length]).toEqual([1, 1]);
    stopOne();
    await contacts.delete(ann.key);
    expect([one.mock.calls.length, two.mock.calls.length]).toEqual([1, 2]);
    stopTwo();
    await contacts.put(ben);
    expect([one.mock.calls.length, two.mock.calls.length]).toEqual([1, 2]);
  });
});

it("a contact in memory that is not there is deleted without a report", async () => {
  const contacts = createMemoryContacts();
  const listener = vi.fn();
  contacts.subscribe(listener);
  await contacts.delete(ann.key);
  expect(listener).not.toHaveBeenCalled();
});

describe("contacts in a database", () => {
  it("are kept for each profile apart, and for the next page", async () => {
    await createDeviceContacts().put(ann);
    await createDeviceContacts("work").put(ben);
    expect(await createDeviceContacts("default").list()).toEqual([ann]);
    expect(await createDeviceContacts("work").list()).toEqual([ben]);
    expect(databases.names).toEqual([name, "react-sora-e2ee/contacts/work"]);
  });

  it("tell a change to listeners of the same profile only", async () => {
    const listener = vi.fn();
    const stop = createDeviceContacts().subscribe(listener);
    await createDeviceContacts("work").put(ann);
    expect(listener).not.toHaveBeenCalled();
    await createDeviceContacts().put(ann);
    expect(listener).toHaveBeenCalledOnce();
    stop();
  });

  it("do not include stored data that is no contact", async () => {
    databases.has(name, 1, { contacts: { [ann.key]: ann, [ben.key]: { ...ben, verifiedAt: "yes" } } });
    const contacts = createDeviceContacts();
    expect(await contacts.list()).toEqual([ann]);
    expect(await contacts.get(ben.key)).toBeNull();
  });

  it("report that the browser allows no database, and tell no change", async () => {
    databases.refusesWith = new DOMException("no", "SecurityError");
    const contacts = createDeviceContacts();
    const listener = vi.fn();
    const stop = contacts.subscribe(listener);
    for (const use of uses(contacts)) {
      await expect(use).rejects.toMatchObject({
        code: "identity-storage-blocked",
        message: expect.stringContaining("store the people you know,"),
        cause: databases.refusesWith,
      });
    }
    expect(listener).not.toHaveBeenCalled();
    stop();
  });

  it.each<readonly [string, number, Readonly<Record<string, Record<string, unknown>>>]>([
    ["a later version", 2, { contacts: {} }],
    ["no store for contacts", 1, {}],
  ])("report a damaged database: %s", async (_what, version, stores) => {
    databases.has(name, version, stores);
    for (const use of uses(createDeviceContacts())) {
      await expect(use).rejects.toMatchObject({
        code: "identity-storage-corrupted",
        message: expect.stringContaining("stores the people you know "),
      });
    }
  });
});

function uses(contacts: ContactStore): readonly Promise<unknown>[] {
  const started = [contacts.get(ann.key), contacts.list(), contacts.put(ann), contacts.delete(ann.key)];
  // Each is awaited in its turn.
  for (const use of started) use.catch(() => undefined);
  return started;
}
