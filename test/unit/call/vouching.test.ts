import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Acquaintances } from "../../../src/call/acquaintances.ts";
import { requestVouch, type VerifyVouch } from "../../../src/call/vouching.ts";
import { createMemoryContacts } from "../../../src/e2ee/identity/contact-storage.ts";
import { createParticipantKey } from "../../../src/e2ee/identity/participant-key.ts";
import { SoraE2EEError } from "../../../src/errors.ts";
import { encodeBase64 } from "../../../src/protocol/base64.ts";
import type { ContactStore } from "../../../src/protocol/identity.ts";
import type { PeerFacts } from "../../../src/status.ts";
import { createCallStore } from "../../../src/store/call-store.ts";
import type { CallEvent } from "../../../src/store/types.ts";
import { alice, bob, peerFacts } from "../store/states.ts";

const publicKey = encodeBase64((await createParticipantKey()).publicKey);

describe("asking a login server to vouch for our key", () => {
  afterEach(() => vi.useRealTimers());

  it("sends the key as a JSON Web Key, and returns the server's token", async () => {
    const vouch = vi.fn(async () => "token");
    expect(await requestVouch(vouch, publicKey)).toBe("token");
    expect(vouch).toHaveBeenCalledWith({
      kty: "EC",
      crv: "P-256",
      x: expect.stringMatching(/^[\w-]{43}$/),
      y: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it.each<readonly [string, () => unknown]>([
    [
      "throws",
      () => {
        throw new Error("offline");
      },
    ],
    ["rejects", () => Promise.reject(new Error("offline"))],
    ["gives no text", () => ({ token: "t" })],
    ["gives an empty text", () => ""],
    ["gives a text that is too long to travel", () => "t".repeat(8_193)],
    ["gives half of a surrogate pair", () => "\ud800"],
  ])("causes an error with a code when the server %s", async (_what, vouch) => {
    const asked = requestVouch(async () => vouch() as string, publicKey);
    await expect(asked).rejects.toMatchObject({ code: "vouch-failed" });
  });

  it("causes an error when the server does not answer within ten seconds", async () => {
    vi.useFakeTimers();
    const asked = expect(requestVouch(() => new Promise(() => undefined), publicKey)).rejects.toMatchObject({
      code: "vouch-failed",
    });
    await vi.advanceTimersByTimeAsync(10_000);
    await asked;
  });
});

describe("a peer's vouch", () => {
  let contacts: ContactStore;
  let events: CallEvent[];

  beforeEach(() => {
    contacts = createMemoryContacts();
    events = [];
  });

  /** A call in which these peers have proved a key each, with a token of its name. */
  const call = (verifyVouch: VerifyVouch | null, now = () => 1_000) => {
    const { store, dispatch } = createCallStore("sendrecv");
    const people = new Acquaintances({
      contacts,
      userId: () => null,
      verifyVouch,
      state: store.getState,
      dispatch: (event) => {
        events.push(event);
        dispatch(event);
      },
      now,
    });
    const sees = (connectionId: string, key: string, vouch: string | null = `token of ${key}`) => {
      const peer = {
        connectionId,
        clientId: null,
        bundleId: null,
        role: null,
        participant: null,
        name: null,
        metadata: null,
      };
      dispatch({ type: "peer-joined", peer });
      const statement = {
        status: "proven",
        key,
        publicKey,
        purpose: "camera",
        confirmed: true,
        vouch,
      } as const;
      const facts: PeerFacts = { ...peerFacts({ connectionId }), fingerprint: key, statement };
      dispatch({ type: "facts", facts: { selfKeyId: 0, senders: [], peers: [facts] } });
      people.look([facts]);
    };
    const identity = (connectionId: string) => store.getState().peers[connectionId]?.identity;
    return { people, sees, identity };
  };
  const vouchesForAnn: VerifyVouch = async () => ({ userId: "ann", name: "Ann", by: "login" });

  it("makes the peer verified, and shows the login server and the user", async () => {
    const { sees, identity } = call(vouchesForAnn);
    sees(alice, "a");
    await vi.waitFor(() =>
      expect(identity(alice)).toMatchObject({
        status: "verified",
        by: "vouch",
        vouch: { status: "vouched", userId: "ann", name: "Ann", by: "login" },
      }),
    );
    await vi.waitFor(async () =>
      expect(await contacts.get("a")).toMatchObject({ userId: "ann", verifiedAt: null }),
    );
  });

  it.each<readonly [string, VerifyVouch, string]>([
    ["is null", async () => null, "vouch-invalid"],
    ["names no user", async () => ({ userId: "", name: null }), "vouch-invalid"],
    [
      "is a refusal with a code",
      async () => {
        throw new SoraE2EEError("vouch-expired", "Expired.");
      },
      "vouch-expired",
    ],
    [
      "is any other error",
      async () => {
        throw new Error("offline");
      },
      "vouch-unchecked",
    ],
  ])("is refused with a reason when verifyVouch's answer %s", async (_what, verifyVouch, code) => {
    const { sees, identity } = call(verifyVouch);
    sees(alice, "a");
    await vi.waitFor(() =>
      expect(identity(alice)).toMatchObject({ status: "new", by: null, vouch: { status: "refused", code } }),
    );
    expect(events).toContainEqual({ type: "refused", connectionId: alice, code });
  });

  it("is not checked when the peer has none, or when the app gave no verifyVouch", async () => {
    const verify = vi.fn(vouchesForAnn);
    const { sees, identity } = call(verify);
    sees(alice, "a", null);
    await vi.waitFor(() => expect(identity(alice)).toMatchObject({ status: "new", vouch: null }));
    expect(verify).not.toHaveBeenCalled();
    const unchecked = call(null);
    unchecked.sees(bob, "b");
    await vi.waitFor(() => expect(unchecked.identity(bob)).toMatchObject({ status: "new", vouch: null }));
  });

  it("does not hide the warning about a person whose other key was compared", async () => {
    const old = {
      key: "old",
      label: null,
      userId: "ann",
      firstSeen: 1,
      lastSeen: 1,
      verifiedAt: 5,
      acceptedAt: null,
    };
    await contacts.put(old);
    const { people, sees, identity } = call(vouchesForAnn);
    sees(alice, "a");
    await vi.waitFor(() =>
      expect(identity(alice)).toMatchObject({
        status: "changed",
        previousVerifiedAt: 5,
        vouch: { userId: "ann" },
      }),
    );
    people.accept("a");
    await vi.waitFor(() => expect(identity(alice)).toMatchObject({ status: "verified", by: "vouch" }));
  });

  it("has less weight than a person's own comparison", async () => {
    const { people, sees, identity } = call(vouchesForAnn);
    sees(alice, "a");
    await vi.waitFor(() => expect(identity(alice)).toMatchObject({ by: "vouch" }));
    people.verify("a", true);
    expect(identity(alice)).toMatchObject({ status: "verified", by: "comparison" });
  });

  it("also counts for another connection with the same key whose own token has expired", async () => {
    const { sees, identity } = call(async (token) =>
      token === "good" ? { userId: "ann", name: null } : null,
    );
    sees(alice, "a", "good");
    await vi.waitFor(() => expect(identity(alice)).toMatchObject({ by: "vouch" }));
    sees(bob, "a", "old");
    await vi.waitFor(() => expect(identity(bob)).toMatchObject({ status: "verified", by: "vouch" }));
    await vi.waitFor(() =>
      expect(events).toContainEqual({ type: "refused", connectionId: bob, code: "vouch-invalid" }),
    );
  });
});
