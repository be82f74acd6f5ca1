import { Blob as NodeBlob } from "node:buffer";
import { act, render, renderHook, screen, waitFor } from "@testing-library/react";
import {
  type Contact,
  ContactList,
  type ContactStore,
  type SoraCall,
  useContacts,
  useIdentity,
  useSafetyNumber,
} from "react-sora-e2ee";
import { createTestCall } from "react-sora-e2ee/testing";
import { describe, expect, it } from "vitest";

const keyOf = (digit: string) => Array.from({ length: 32 }, () => `${digit}${digit}`).join(":");
const contact = (digit: string, more: Partial<Contact> = {}): Contact => ({
  key: keyOf(digit),
  label: null,
  userId: null,
  firstSeen: 1,
  lastSeen: Number(digit),
  verifiedAt: null,
  acceptedAt: null,
  ...more,
});

/** The Blob of jsdom cannot be read by itself. */
function textOf(blob: Blob): Promise<string> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.readAsText(blob);
  });
}

describe("useContacts", () => {
  const show = async (call: SoraCall = createTestCall()) => {
    const rendered = renderHook(() => useContacts(call));
    await waitFor(() => expect(rendered.result.current.contacts).not.toBeNull());
    return { call, ...rendered };
  };

  it("lists the contacts seen in this call first, and follows changes", async () => {
    const { call, result } = await show();
    await act(async () => {
      await call.contacts.put(contact("1"));
      await call.contacts.put(contact("2"));
    });
    await waitFor(() =>
      expect(result.current.contacts?.map(({ key }) => key)).toEqual([keyOf("2"), keyOf("1")]),
    );
  });

  it("sets a displayable name for a contact, removes a name, and forgets a contact", async () => {
    const { call, result } = await show();
    await call.contacts.put(contact("1"));
    const labelOf = async () => (await call.contacts.get(keyOf("1")))?.label;
    expect(await act(() => result.current.rename(keyOf("1"), "  Ann\u202e  B "))).toBe(true);
    expect(await labelOf()).toBe("Ann B");
    await act(() => result.current.rename(keyOf("1"), ""));
    expect(await labelOf()).toBeNull();
    expect(await act(() => result.current.rename(keyOf("9"), "Nobody"))).toBe(false);
    await act(() => result.current.forget(keyOf("1")));
    expect(await call.contacts.list()).toEqual([]);
  });

  it("exports contacts to a file and imports them in another browser without losing that browser's own", async () => {
    const { call: from, result: old } = await show();
    await from.contacts.put(contact("1", { label: "Ann", verifiedAt: 7, userId: "ann" }));
    await from.contacts.put(contact("2", { firstSeen: 5 }));
    const file = await old.current.exportFile();
    const { call: to, result } = await show();
    await to.contacts.put(contact("1", { label: "My Ann", firstSeen: 3, lastSeen: 9 }));
    const moved = new NodeBlob([await textOf(file)]) as unknown as Blob;
    expect(await act(() => result.current.importFile(moved))).toBe(2);
    expect(await to.contacts.get(keyOf("1"))).toEqual(
      contact("1", { label: "My Ann", userId: "ann", firstSeen: 1, lastSeen: 9, verifiedAt: 7 }),
    );
    expect(await to.contacts.get(keyOf("2"))).toEqual(contact("2", { firstSeen: 5 }));
  });

  /** A call whose contacts are in a store of the app. */
  const callOver = (contacts: Partial<Record<keyof ContactStore, unknown>>): SoraCall => {
    const call = createTestCall();
    return { ...call, contacts: { ...call.contacts, ...contacts } as ContactStore };
  };

  it.each<readonly [string, () => unknown]>([
    ["rejects", () => Promise.reject(new Error("blocked"))],
    [
      "throws",
      () => {
        throw new Error("blocked");
      },
    ],
    ["resolves with null", async () => null],
    ["resolves with an object", async () => ({})],
  ])("gives the reason when the contacts cannot be read, because `list` %s", async (_how, list) => {
    const call = callOver({ list });
    const { result } = renderHook(() => useContacts(call));
    await waitFor(() => expect(result.current.error).toMatchObject({ code: "identity-storage-blocked" }));
    expect(result.current.contacts).toBeNull();
  });

  /** The contacts changed before they answered the first time. `first` and `second` answer. */
  const changedEarly = () => {
    const answers: ((listed: readonly Contact[]) => void)[] = [];
    let changed = (): void => undefined;
    const call = callOver({
      list: () => new Promise((resolve) => void answers.push(resolve)),
      subscribe: (listener: () => void) => {
        changed = listener;
        return () => undefined;
      },
    });
    const { result } = renderHook(() => useContacts(call));
    act(() => changed());
    // In StrictMode, earlier ones belong to an effect that has ended.
    const [first, second] = answers.slice(-2);
    return { result, first, second };
  };

  it("does not replace a newer list by one that answers late", async () => {
    const { result, first, second } = changedEarly();
    await act(async () => second?.([]));
    await act(async () => first?.([contact("1", { verifiedAt: 2 })]));
    expect(result.current.contacts).toEqual([]);
  });

  it("shows a list also when the store changes again before it answers", async () => {
    const { result, first, second } = changedEarly();
    await act(async () => first?.([contact("1")]));
    expect(result.current.contacts).toHaveLength(1);
    await act(async () => second?.([]));
    expect(result.current.contacts).toEqual([]);
  });

  it("changes a name in one step, when the store can do so", async () => {
    let stored = contact("1");
    const call = callOver({
      list: async () => [stored],
      // It is outdated by the time of `put`.
      get: async () => contact("1"),
      put: async (next: Contact) => {
        stored = next;
      },
      update: async (_key: string, change: (stored: Contact | null) => Contact | null) => {
        // Another tab stores a comparison before.
        stored = { ...stored, verifiedAt: 7 };
        stored = change(stored) ?? stored;
      },
    });
    const { result } = await show(call);
    expect(await act(() => result.current.rename(keyOf("1"), "Ann"))).toBe(true);
    expect(stored).toMatchObject({ label: "Ann", verifiedAt: 7 });
  });

  it.each<readonly [string, Partial<Record<keyof Contact, unknown>>]>([
    ["an object as label", { label: { first: "Ann" } }],
    ["times that are BigInts", { firstSeen: 1n, lastSeen: 2n }],
  ])("lists contacts of which one has %s", async (_what, odd) => {
    const listed = [contact("1", odd as Partial<Contact>), contact("2", { label: "Ben" })];
    const call = callOver({ list: async () => listed });
    function People() {
      const { contacts, error } = useContacts(call);
      const nothing = (): void => undefined;
      return <ContactList {...{ contacts, error }} onRename={nothing} onForget={nothing} />;
    }
    render(<People />);
    await waitFor(() => expect(screen.getByText("Ben")).toBeTruthy());
  });
});

const ben = "BEN00000000000000000000000";

function withBen() {
  const call = createTestCall({
    phase: "connected",
    peers: [{ connectionId: ben, encryption: { status: "encrypted" } }],
  });
  return call;
}

describe("useIdentity", () => {
  it("shows the identity of a peer, and accepts a changed key", () => {
    const call = withBen();
    const { result } = renderHook(() => useIdentity(ben, call));
    expect(result.current.identity).toMatchObject({ status: "none", by: null });
    act(() => call.script.identifies(ben, { status: "changed", previousVerifiedAt: 5 }));
    expect(result.current.identity).toMatchObject({ status: "changed", previousVerifiedAt: 5 });
    act(() => void result.current.accept());
    expect(result.current.identity).toMatchObject({ status: "known" });
    expect(result.current.accept()).toBe(false);
  });

  it("returns null for a peer that is not present", () => {
    const { result } = renderHook(() => useIdentity("nobody", withBen()));
    expect(result.current.identity.status).toBe("none");
  });
});

describe("useSafetyNumber of a person who is verified", () => {
  it("says verified only while a key of that person is in use", () => {
    const call = withBen();
    const { result } = renderHook(() => useSafetyNumber(ben, call));
    act(() => call.script.identifies(ben, { status: "verified", by: "comparison", verifiedAt: 5 }));
    expect(result.current.verified).toBe(true);
    act(() => call.script.observed(ben, { encryption: { status: "exchanging" } }));
    expect(result.current.verified).toBe(false);
  });
});
