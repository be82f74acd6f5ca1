import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identityOf, keysOfUsers, seen } from "../../../src/e2ee/identity/contact-status.ts";
import { createMemoryContacts } from "../../../src/e2ee/identity/contact-storage.ts";
import type { Contact, PeerVouch } from "../../../src/protocol/identity.ts";

const since = 1_000;
const old = seen(null, { key: "old", userId: "ann", now: 10 });
const fresh = seen(null, { key: "fresh", userId: "ann", now: since });

const anyContact: fc.Arbitrary<Contact> = fc.record({
  key: fc.constantFrom("a", "b", "c"),
  label: fc.option(fc.string()),
  userId: fc.option(fc.constantFrom("ann", "ben")),
  firstSeen: fc.nat(2 * since),
  lastSeen: fc.nat(2 * since),
  verifiedAt: fc.option(fc.nat(2 * since)),
  acceptedAt: fc.option(fc.nat(2 * since)),
});

describe("the status of a participant key", () => {
  it("is new in the first call with a key, and known in the next one", () => {
    expect(identityOf(fresh, keysOfUsers([fresh]), since)).toMatchObject({
      status: "new",
      key: "fresh",
      verifiedAt: null,
    });
    const again = seen(fresh, { key: "fresh", userId: null, now: 2_000 });
    expect(again).toEqual({ ...fresh, lastSeen: 2_000 });
    expect(identityOf(again, keysOfUsers([again]), 2_000)).toMatchObject({ status: "known" });
  });

  it("is verified from the comparison on, in that call and in later ones", () => {
    const verified = { ...fresh, verifiedAt: since + 1 };
    for (const start of [since, 2 * since]) {
      expect(identityOf(verified, keysOfUsers([verified]), start)).toMatchObject({
        status: "verified",
        verifiedAt: since + 1,
      });
    }
  });

  it("is changed in the first call with a key when its user had another key", () => {
    expect(identityOf(fresh, keysOfUsers([old, fresh]), since)).toMatchObject({
      status: "changed",
      previousVerifiedAt: null,
    });
    expect(identityOf(fresh, keysOfUsers([old, fresh]), 2 * since)).toMatchObject({ status: "known" });
  });

  it("stays changed for a user whose other key was verified, until it is compared or accepted", () => {
    const known = [{ ...old, verifiedAt: 20 }, fresh];
    for (const start of [since, 2 * since]) {
      expect(identityOf(fresh, keysOfUsers(known), start)).toMatchObject({
        status: "changed",
        previousVerifiedAt: 20,
      });
    }
    expect(identityOf({ ...fresh, acceptedAt: since }, keysOfUsers(known), 2 * since)).toMatchObject({
      status: "known",
    });
    expect(identityOf({ ...fresh, verifiedAt: since }, keysOfUsers(known), 2 * since)).toMatchObject({
      status: "verified",
    });
  });

  it("starts without a name, a comparison and an acceptance, at the time of the first sight", () => {
    expect(seen(null, { key: "old", userId: "ann", now: 10 })).toEqual({
      key: "old",
      userId: "ann",
      label: null,
      firstSeen: 10,
      lastSeen: 10,
      verifiedAt: null,
      acceptedAt: null,
    });
    expect(seen(old, { key: "old", userId: "ben", now: 20 }).userId).toBe("ben");
  });

  it("names the newest comparison of the user's other keys", () => {
    const others = [
      { ...old, key: "first", verifiedAt: 20 },
      { ...old, key: "second", verifiedAt: 30 },
    ];
    expect(identityOf(fresh, keysOfUsers([...others, fresh]), since)).toMatchObject({
      previousVerifiedAt: 30,
    });
  });

  it("is verified by a comparison, or by the login server unless a warning is open", () => {
    const vouch = { status: "vouched", userId: "ann", issuer: "login" } as unknown as PeerVouch;
    expect(identityOf({ ...fresh, verifiedAt: since }, keysOfUsers([fresh]), since, vouch)).toMatchObject({
      status: "verified",
      by: "comparison",
      vouch,
    });
    expect(identityOf(fresh, keysOfUsers([old, fresh]), since, vouch)).toMatchObject({
      status: "verified",
      by: "vouch",
    });
    const compared = { ...old, verifiedAt: 20 };
    expect(identityOf(fresh, keysOfUsers([compared, fresh]), since, vouch)).toMatchObject({
      status: "changed",
      by: null,
    });
    const refused = { status: "refused" } as unknown as PeerVouch;
    expect(identityOf(fresh, keysOfUsers([fresh]), since, refused)).toMatchObject({
      status: "new",
      by: null,
    });
  });

  it("is not changed by a key that was seen at the same time, nor after a person accepted it", () => {
    const twin = { ...fresh, key: "twin" };
    expect(identityOf(fresh, keysOfUsers([twin, fresh]), since)).toMatchObject({ status: "new" });
    expect(identityOf({ ...fresh, acceptedAt: since }, keysOfUsers([old, fresh]), since)).toMatchObject({
      status: "new",
    });
  });

  it("does not depend on keys of other users, or of a user that the app does not know", () => {
    const ben = { ...old, userId: "ben", verifiedAt: 20 };
    expect(identityOf(fresh, keysOfUsers([ben, fresh]), since)).toMatchObject({ status: "new" });
    const unnamed = { ...fresh, userId: null };
    expect(
      identityOf(unnamed, keysOfUsers([{ ...old, userId: null, verifiedAt: 20 }, unnamed]), since),
    ).toMatchObject({
      status: "new",
    });
  });

  it("is verified only for a key that was compared itself", () => {
    fc.assert(
      fc.property(anyContact, fc.array(anyContact), (contact, others) => {
        const { status, verifiedAt } = identityOf(contact, keysOfUsers([...others, contact]), since);
        expect(status === "verified").toBe(contact.verifiedAt !== null);
        expect(verifiedAt).toBe(contact.verifiedAt);
      }),
      { seed: 16, numRuns: 2_000 },
    );
  });

  it("is never known or new while the user has not yet answered about another verified key", () => {
    fc.assert(
      fc.property(anyContact, fc.array(anyContact), (contact, others) => {
        const open =
          contact.verifiedAt === null &&
          contact.acceptedAt === null &&
          contact.userId !== null &&
          others.some(
            ({ key, userId, verifiedAt }) =>
              key !== contact.key && userId === contact.userId && verifiedAt !== null,
          );
        fc.pre(open);
        expect(identityOf(contact, keysOfUsers([...others, contact]), since)).toMatchObject({
          status: "changed",
          previousVerifiedAt: expect.any(Number),
        });
      }),
      { seed: 17, numRuns: 500 },
    );
  });
});

describe("contacts in memory", () => {
  it("can be read back, listed and forgotten, and report each change", async () => {
    const contacts = createMemoryContacts();
    let changes = 0;
    const stop = contacts.subscribe(() => {
      changes += 1;
    });
    await contacts.put(old);
    await contacts.put(fresh);
    expect(await contacts.get("old")).toEqual(old);
    expect(await contacts.list()).toEqual([old, fresh]);
    await contacts.delete("old");
    await contacts.delete("old");
    expect(await contacts.get("old")).toBeNull();
    expect(changes).toBe(3);
    stop();
    await contacts.put(old);
    expect(changes).toBe(3);
  });
});
