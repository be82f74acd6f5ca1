import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createDeviceContacts, createMemoryContacts } from "../../../../src/e2ee/identity/contact-storage.ts";
import { exportContacts, importContacts } from "../../../../src/protocol/contact-file.ts";
import type { ContactStore } from "../../../../src/protocol/identity.ts";
import { FakeDatabases } from "../../e2ee/identity/fake-databases.ts";
import { alice, bob } from "../../store/states.ts";
import { annKey, callWith, comparedAnn, gate, otherKey, settled } from "../support/call-with-contacts.ts";

type Call = ReturnType<typeof callWith>;

/** Two tabs with the contacts of one browser. */
interface Tabs {
  readonly contacts: ContactStore;
  readonly here: Call;
  readonly there: Call;
}

let channels: FakeChannel[] = [];

class FakeChannel {
  onmessage: ((event: object) => void) | null = null;

  constructor(readonly name: string) {
    channels.push(this);
  }

  postMessage(): void {
    for (const other of channels) if (other !== this && other.name === this.name) other.onmessage?.({});
  }

  close(): void {
    channels = channels.filter((channel) => channel !== this);
  }
}

beforeEach(() => {
  channels = [];
  vi.stubGlobal("BroadcastChannel", FakeChannel);
});
afterEach(() => void vi.unstubAllGlobals());

/**
 * A person does something in this tab, while a server announces the peer in the other tab again and again. So a lookup is
 * under way there nearly always.
 * @param turns Steps of the other tab before the person does it.
 */
async function during(turns: number, verifiedAt: number | null, act: (tabs: Tabs) => unknown): Promise<Tabs> {
  new FakeDatabases().install();
  const contacts = createDeviceContacts();
  await contacts.put({ ...comparedAnn, verifiedAt });
  const tabs = { contacts, here: callWith(contacts), there: callWith(createDeviceContacts()) };
  await tabs.here.comes(alice, "ann", annKey);
  await tabs.there.comes(alice, "ann", annKey);
  await settled(40);
  let isAnnouncing = true;
  const server = (async () => {
    for (let time = 0; isAnnouncing; time++) {
      tabs.there.announce(alice, time % 2 === 0 ? "zed" : "ann");
      await settled(3);
    }
  })();
  await settled(20 + turns);
  await act(tabs);
  await settled(60);
  isAnnouncing = false;
  await server;
  await settled(60);
  for (const call of [tabs.here, tabs.there]) call.people.close();
  return tabs;
}

/** Each number of steps meets another moment of a lookup. */
const moments = Array.from({ length: 12 }, (_, turns) => turns);
const verified = ({ here, there }: Tabs) => [here.peer(alice).verified, there.peer(alice).verified];

describe("while a lookup of the same contact is under way in another tab", () => {
  it("a contact that a person forgets does not come back as verified", async () => {
    for (const turns of moments) {
      const tabs = await during(turns, 2, ({ contacts }) => contacts.delete(annKey));
      expect((await tabs.contacts.get(annKey))?.verifiedAt ?? null).toBeNull();
      expect(verified(tabs)).toEqual([false, false]);
    }
  });

  it("a comparison that a person withdraws does not come back", async () => {
    for (const turns of moments) {
      const tabs = await during(turns, 2, ({ here }) => here.withdraws(alice, annKey));
      expect(await tabs.contacts.get(annKey)).toMatchObject({ verifiedAt: null });
      expect(verified(tabs)).toEqual([false, false]);
    }
  });

  it("a comparison of a person is not lost", async () => {
    for (const turns of moments) {
      const tabs = await during(turns, null, ({ here }) => here.compares(alice, annKey));
      expect(await tabs.contacts.get(annKey)).toMatchObject({ verifiedAt: 1_000 });
      expect(verified(tabs)).toEqual([true, true]);
    }
  });
});

it("a contact that a person forgets while a lookup waits does not come back as verified", async () => {
  const contacts = createMemoryContacts();
  await contacts.put(comparedAnn);
  let held: Promise<void> | null = null;
  const call = callWith({
    ...contacts,
    get: async (key) => {
      const contact = await contacts.get(key);
      await held;
      return contact;
    },
  });
  await call.comes(alice, "ann", annKey);
  const { open, passed } = gate();
  held = passed;
  await call.comes(bob, "ben", otherKey);
  // The lookup of Ann, as another user, waits for Ben's.
  call.announce(alice, "zed");
  await contacts.delete(annKey);
  open();
  await settled(20);
  expect((await contacts.get(annKey))?.verifiedAt ?? null).toBeNull();
  expect(call.peer(alice).verified).toBe(false);
});

it("an import changes a contact in one step, when the store can do so", async () => {
  const from = createMemoryContacts();
  await from.put({ ...comparedAnn, verifiedAt: null, label: "Ann" });
  const contacts = createMemoryContacts();
  await contacts.put({ ...comparedAnn, verifiedAt: null });
  const update: ContactStore["update"] = async (key, change) => {
    // Another tab stores a comparison before.
    await contacts.put(comparedAnn);
    const changed = change(await contacts.get(key));
    if (changed !== null) await contacts.put(changed);
  };
  await importContacts({ ...contacts, update }, await exportContacts(from));
  expect(await contacts.get(annKey)).toMatchObject({ label: "Ann", verifiedAt: 2 });
});
