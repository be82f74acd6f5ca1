import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createDeviceContacts, createMemoryContacts } from "../../../../src/e2ee/identity/contact-storage.ts";
import { exportContacts, importContacts } from "../../../../src/protocol/contact-file.ts";
import type { Contact, ContactStore } from "../../../../src/protocol/identity.ts";
import { FakeDatabases } from "../../e2ee/identity/fake-databases.ts";
import { alice, bob } from "../../store/states.ts";
import { createCallOver } from "../support/call-object.ts";
import {
  annKey,
  benKey,
  callWith,
  comparedAnn,
  otherKey,
  settled,
  warning,
} from "../support/call-with-contacts.ts";

type Odd = Partial<Record<keyof Contact, unknown>>;

/** A store of an app with contacts that it made itself. */
function storeOf(...given: readonly Odd[]): ContactStore {
  const contacts = new Map((given as readonly Contact[]).map((contact) => [contact.key, contact]));
  return {
    ...createMemoryContacts(),
    get: async (key) => contacts.get(key) ?? null,
    list: async () => [...contacts.values()],
    put: async (contact) => void contacts.set(contact.key, contact),
  };
}

describe("a contact of an app's store", () => {
  it.each<readonly [string, unknown]>([
    ["0", 0],
    ["false", false],
    ["an empty text", ""],
    ["an invalid date", new Date(Number.NaN)],
  ])("is not verified with %s as the time of its comparison", async (_what, verifiedAt) => {
    const call = callWith(storeOf({ ...comparedAnn, verifiedAt }));
    await call.comes(alice, "ann", annKey);
    expect(call.peer(alice).identity.status).toBe("known");
  });

  it("gives the warning about another key with a BigInt as the time of its comparison", async () => {
    const call = callWith(storeOf({ ...comparedAnn, verifiedAt: 2n }));
    await call.comes(bob, "ann", otherKey);
    expect(call.peer(bob)).toMatchObject({ identityChanged: true, identity: warning });
  });

  it("with a time that is a BigInt does not keep the answers about other people away", async () => {
    const contacts = createMemoryContacts();
    const odd = { ...comparedAnn, key: otherKey, userId: "ben", verifiedAt: 5n } as unknown as Contact;
    const list = async () => [odd, ...(await contacts.list())];
    const { call, comes, peer } = createCallOver({ ...contacts, list });
    await call.connect();
    await comes(alice, "ann", annKey);
    expect(call.setVerified(alice, annKey)).toBe(true);
    await settled();
    expect(peer(alice)).toMatchObject({ verified: true, identity: { status: "verified" } });
    expect(await contacts.get(annKey)).toMatchObject({ verifiedAt: expect.any(Number) });
  });

  it.each<readonly [string, unknown]>([
    ["a text", new Date(5000).toISOString()],
    ["digits", "5000"],
    ["a `Date`", new Date(5000)],
  ])("stays verified with %s as the time of its comparison", async (_what, verifiedAt) => {
    const contacts = storeOf({ ...comparedAnn, verifiedAt });
    const call = callWith(contacts);
    await call.comes(alice, "ann", annKey);
    expect(call.peer(alice).identity.status).toBe("verified");
    expect((await contacts.get(annKey))?.verifiedAt).toBe(5000);
  });

  it.each<readonly [string, Odd]>([
    ["another key", { ...comparedAnn, key: benKey, userId: "ben" }],
    ["no key", { ...comparedAnn, key: undefined }],
  ])("is not replaced by a new one when the store gives it with %s", async (_what, odd) => {
    const get = vi.fn(async () => odd as Contact);
    const put = vi.fn(async () => undefined);
    const call = callWith({ ...createMemoryContacts(), get, put });
    await call.comes(alice, "ann", annKey);
    expect(call.peer(alice).identity.status).toBe("new");
    call.people.look([]);
    await settled();
    expect(get).toHaveBeenCalledOnce();
    expect(put).not.toHaveBeenCalled();
  });

  it.each<readonly [string, Odd]>([
    ["no time of the first meeting", { firstSeen: undefined }],
    ["null among its user ids", { userIds: ["ann", null] }],
    ["a label of 300 characters", { label: "x".repeat(300) }],
  ])("is exported and imported with %s", async (_what, odd) => {
    const file = await exportContacts(storeOf({ ...comparedAnn, ...odd }));
    const there = createMemoryContacts();
    expect(await importContacts(there, file)).toBe(1);
    expect(await there.get(annKey)).toMatchObject({ verifiedAt: 2, userId: "ann" });
  });
});

describe("a contact in this browser's database", () => {
  class SilentChannel {
    onmessage = null;
    postMessage(): void {}
    close(): void {}
  }
  beforeEach(() => {
    new FakeDatabases().install();
    vi.stubGlobal("BroadcastChannel", SilentChannel);
  });
  afterEach(() => void vi.unstubAllGlobals());

  it.each<readonly [string, Odd]>([
    ["a label of 300 characters", { label: "x".repeat(300) }],
    ["no field `acceptedAt`", { acceptedAt: undefined }],
  ])("keeps its comparison in the next call with %s", async (_what, odd) => {
    const contacts = createDeviceContacts();
    await contacts.put({ ...comparedAnn, ...odd } as Contact);
    const call = callWith(contacts);
    await call.comes(alice, "ann", annKey);
    await settled(30);
    expect(call.peer(alice).identity.status).toBe("verified");
    expect(await contacts.get(annKey)).toMatchObject({ verifiedAt: 2 });
  });

  it("goes through the `put` of a copy of the store", async () => {
    const put = vi.fn(createDeviceContacts().put);
    const call = callWith({ ...createDeviceContacts(), put });
    await call.comes(alice, "ann", annKey);
    await settled(30);
    expect(put).toHaveBeenCalledOnce();
  });

  it.each<readonly [string, Odd]>([
    ["a user id of 300 characters", { userId: "x".repeat(300) }],
    ["65 user ids", { userIds: Array.from({ length: 65 }, (_, place) => `user ${place}`) }],
  ])("is not replaced by one with %s, which could not be read again", async (_what, odd) => {
    const contacts = createDeviceContacts();
    await contacts.put(comparedAnn);
    const unreadable = { ...comparedAnn, ...odd } as Contact;
    await expect(contacts.put(unreadable)).rejects.toThrow(TypeError);
    await expect(contacts.update?.(annKey, () => unreadable)).rejects.toThrow(TypeError);
    expect(await contacts.get(annKey)).toEqual(comparedAnn);
  });
});

it.each<readonly [string, unknown]>([
  ["returns nothing", () => undefined],
  ["returns a promise", async () => () => undefined],
  ["returns a function that throws", () => () => expect.fail("gone")],
  ["throws", () => expect.fail("not supported")],
])("a call connects, ends and connects again when `subscribe` of the store %s", async (_what, subscribe) => {
  const { call } = createCallOver({ ...createMemoryContacts(), subscribe } as ContactStore);
  await call.connect();
  await call.disconnect();
  expect(call.store.getState().phase).toBe("disconnected");
  await call.connect();
  expect(call.store.getState().phase).toBe("connected");
});
