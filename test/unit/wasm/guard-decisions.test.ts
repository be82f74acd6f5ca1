import { describe, expect, test } from "vitest";
import { Guard } from "../../../src/e2ee/agreement/wasm/guard.ts";
import {
  ann,
  annKeys,
  bob,
  bobKeys,
  cipher,
  joiner,
  keys,
  opener,
  pass,
  preKey,
  seen,
  self,
  selfKeys,
  startedGuard,
  toAnn,
} from "./guard-parts.ts";
import { refused } from "./support/peers.ts";

describe("a peer", () => {
  test("is known by its connection id, once", () => {
    const guard = joiner();
    expect(() => guard.checkNew(ann)).toThrow(refused("session-exists"));
    expect(() => guard.expect(ann, annKeys)).toThrow(refused("session-exists"));
    expect(() => guard.checkNew(self)).toThrow(refused("invalid-state"));
    guard.checkNew(bob);
  });

  test("has a session when we opened one, or after its first cipher message", () => {
    expect(opener().hasSession(ann)).toBe(true);
    const guard = joiner();
    guard.admit(preKey(2));
    expect(guard.hasSession(ann)).toBe(false);
    pass(guard, cipher(3));
    expect(guard.hasSession(ann)).toBe(true);
    expect(() => guard.hasSession(bob)).toThrow(refused("unknown-peer"));
  });

  test("is forgotten", () => {
    const guard = joiner();
    guard.forget(ann);
    guard.checkNew(ann);
    expect(() => guard.admit(preKey(2))).toThrow(refused("unknown-peer"));
  });

  test("must not have our identity key or our signed pre-key", () => {
    const guard = startedGuard();
    const refuses = (change: object) =>
      expect(() => guard.checkForeign({ ...annKeys, ...change })).toThrow(refused("invalid-bundle"));
    refuses({ identityKey: selfKeys.identityKey });
    refuses({ signedPreKey: selfKeys.signedPreKey });
    // The sign bit makes another Ed25519 key, but the same X25519 key.
    const mirrored = selfKeys.identityKey.slice();
    mirrored[31] = (mirrored[31] ?? 0) ^ 0x80;
    refuses({ identityKey: mirrored });
    guard.checkForeign(annKeys);
  });
});

describe("a message from the relay", () => {
  test("is refused before our connection id is known", () => {
    const guard = new Guard(selfKeys);
    guard.expect(ann, annKeys);
    expect(() => guard.admit(preKey(2))).toThrow(refused("invalid-message"));
  });

  test("is refused when it is for another peer, from us, or from an unknown peer", () => {
    const guard = joiner();
    expect(() => guard.admit(preKey(2, { destination: bob }))).toThrow(refused("invalid-message"));
    expect(() => guard.admit(preKey(2, { source: self }))).toThrow(refused("invalid-message"));
    expect(() => guard.admit(preKey(2, { source: bob }))).toThrow(refused("unknown-peer"));
    expect(() => guard.admit(cipher(2, { source: bob }))).toThrow(refused("unknown-peer"));
  });
});

describe("the first messages of a peer that opens a session", () => {
  test("reach the wasm together", () => {
    const guard = joiner();
    expect(guard.admit(preKey(2))).toEqual({ kind: "held", feed: [] });
    const admission = guard.admit(cipher(3));
    expect(admission).toMatchObject({ kind: "cipher", source: ann, feed: [preKey(2), cipher(3)] });
    expect(guard.hasSession(ann)).toBe(false);
    expect(seen(admission, true)).toHaveLength(2);
    expect(pass(guard, cipher(3, { count: 1 }))).toEqual([cipher(3, { count: 1 })]);
  });

  test("do not change when the caller uses its memory again", () => {
    const guard = joiner();
    const [first, second] = [preKey(2), cipher(3)];
    guard.admit(first);
    const { feed } = guard.admit(second);
    first.fill(0);
    second.fill(0);
    expect(feed).toEqual([preKey(2), cipher(3)]);
  });

  test("say whether they are the newest", () => {
    const guard = joiner();
    guard.admit(preKey(2));
    const admit = (count: number) => {
      const admission = guard.admit(cipher(3, { count }));
      return admission.kind === "cipher" && admission.seen(true);
    };
    expect([admit(1), admit(0), admit(2)]).toEqual([true, false, true]);
  });

  test("begin with a pre-key message", () => {
    expect(() => joiner().admit(cipher(3))).toThrow(refused("authentication-failed"));
  });

  test("hold the identity key of the peer's bundle", () => {
    const guard = joiner();
    const forged = preKey(2, { identityKey: bobKeys.identityKey });
    expect(() => guard.admit(forged)).toThrow(refused("authentication-failed"));
    expect(() => guard.admit(cipher(3))).toThrow(refused("authentication-failed"));
  });

  test("hold no ephemeral key of low order", () => {
    const guard = joiner();
    expect(() => guard.admit(preKey(0))).toThrow(refused("invalid-message"));
    expect(() => guard.admit(cipher(3))).toThrow(refused("authentication-failed"));
  });

  test("follow no chain, and have no ratchet key that a peer cannot have", () => {
    const guard = joiner();
    guard.admit(preKey(2));
    const later = cipher(3, { previousCount: 1 });
    expect(() => guard.admit(later)).toThrow(refused("too-many-skipped"));
    for (const ratchetKey of [annKeys.signedPreKey, selfKeys.signedPreKey]) {
      expect(() => guard.admit(cipher(3, { ratchetKey }))).toThrow(refused("authentication-failed"));
    }
    expect(pass(guard, cipher(3))).toHaveLength(2);
  });

  test("are tried with the latest pre-key message", () => {
    const guard = joiner();
    guard.admit(preKey(2));
    guard.admit(preKey(3));
    expect(pass(guard, cipher(4))).toEqual([preKey(3), cipher(4)]);
  });

  test("end the wait: the same pre-key message changes nothing, and another one is refused", () => {
    const guard = joiner();
    guard.admit(preKey(2));
    guard.admit(preKey(3));
    pass(guard, cipher(4));
    expect(guard.admit(preKey(3))).toEqual({ kind: "held", feed: [] });
    expect(() => guard.admit(preKey(2))).toThrow(refused("session-exists"));
    expect(() => guard.admit(preKey(5))).toThrow(refused("session-exists"));
    // The peer has answered, so no message is held back.
    expect(pass(guard, cipher(4, { count: 1 }))).toHaveLength(1);
    expect(guard.takeDeferred()).toEqual([]);
  });
});

describe("a session that a forged first message opened", () => {
  /** The genuine messages are the pre-key message 2 and the cipher message 4. */
  function broken() {
    const guard = joiner();
    guard.admit(preKey(2));
    pass(guard, cipher(3), false);
    return guard;
  }

  test("is opened again after reopenUnauthenticated, with the messages that were refused", () => {
    const guard = broken();
    expect(() => guard.admit(cipher(4))).toThrow(refused("authentication-failed"));
    expect(guard.retry(ann)).toBeNull();
    expect(guard.reopenUnauthenticated()).toEqual([ann]);
    expect(guard.hasSession(ann)).toBe(false);
    const again = guard.retry(ann);
    expect(again).toMatchObject({ kind: "cipher", source: ann, feed: [preKey(2), cipher(4)] });
    seen(again, true);
    expect(guard.reopenUnauthenticated()).toEqual([]);
    expect(guard.release([toAnn(50)])).toHaveLength(1);
  });

  test("is tried with every pair of first messages, the newest first, and each pair once", () => {
    const guard = joiner();
    guard.admit(preKey(2));
    guard.admit(preKey(3));
    const tries = [pass(guard, cipher(4), false)];
    expect(() => guard.admit(cipher(5))).toThrow(refused("authentication-failed"));
    for (let more = 0; more < 10; more++) {
      guard.reopenUnauthenticated();
      const again = guard.retry(ann);
      if (again === null) break;
      tries.push(seen(again, false));
    }
    expect(tries).toEqual([
      [preKey(3), cipher(4)],
      [preKey(3), cipher(5)],
      [preKey(2), cipher(5)],
      [preKey(2), cipher(4)],
    ]);
    // A new cipher message has not been tried.
    expect(pass(guard, cipher(6), false)).toEqual([preKey(3), cipher(6)]);
  });

  test("keeps the first two refused messages and the two newest ones", () => {
    const guard = broken();
    for (const chain of [4, 5, 6, 7, 8]) expect(() => guard.admit(cipher(chain))).toThrow();
    const tried: (Uint8Array | undefined)[] = [];
    for (let more = 0; more < 10; more++) {
      guard.reopenUnauthenticated();
      const again = guard.retry(ann);
      if (again === null) break;
      tried.push(seen(again, false)[1]);
    }
    expect(tried).toEqual([cipher(8), cipher(7), cipher(4)]);
  });

  test("needs no further try when a later message was authentic", () => {
    const guard = broken();
    pass(guard, cipher(3, { count: 1 }));
    expect(guard.reopenUnauthenticated()).toEqual([]);
    expect(guard.hasSession(ann)).toBe(true);
    expect(guard.release([toAnn(50)])).toHaveLength(1);
  });

  test("does not keep messages that were refused before it, or after an authentic one", () => {
    const early = joiner();
    early.admit(preKey(2));
    expect(() => early.admit(cipher(3, { previousCount: 1 }))).toThrow();
    expect(early.retry(ann)).toBeNull();
    const late = joiner();
    late.admit(preKey(2));
    pass(late, cipher(3));
    expect(() => late.admit(cipher(4))).toThrow(refused("authentication-failed"));
    expect(late.reopenUnauthenticated()).toEqual([]);
    expect(late.retry(ann)).toBeNull();
  });

  test("does not refuse another pre-key message", () => {
    const guard = broken();
    expect(guard.admit(preKey(9))).toEqual({ kind: "held", feed: [] });
    guard.reopenUnauthenticated();
    expect(guard.retry(ann)?.feed).toEqual([preKey(9), cipher(3)]);
  });

  test("is not tried again with a pre-key message that was only repeated", () => {
    const guard = broken();
    expect(guard.admit(preKey(2))).toEqual({ kind: "held", feed: [] });
    guard.reopenUnauthenticated();
    expect(guard.retry(ann)).toBeNull();
  });

  test("is the only one that is opened again", () => {
    const guard = broken();
    guard.opened(bob, bobKeys);
    guard.expect("CAROL".padEnd(26, "-"), keys(130));
    expect(guard.reopenUnauthenticated()).toEqual([ann]);
    expect(guard.hasSession(bob)).toBe(true);
    expect(guard.retry(bob)).toBeNull();
    expect(guard.retry("CAROL".padEnd(26, "-"))).toBeNull();
    expect(guard.retry("DAVE".padEnd(26, "-"))).toBeNull();
  });
});

describe("a pre-key message for a session that we opened", () => {
  const blocks = (guard: Guard, message: Uint8Array) => {
    expect(() => guard.admit(preKey(2))).toThrow(refused("session-exists"));
    expect(() => guard.admit(message)).toThrow(refused("session-exists"));
  };

  test("holds the next message back once, and the message after that passes", () => {
    const guard = opener();
    blocks(guard, cipher(3));
    expect(pass(guard, cipher(4))).toEqual([cipher(4)]);
    // An answer came, so the message that was held back belongs to no session.
    expect(guard.takeDeferred()).toEqual([]);
  });

  test("lets the message that was held back pass later", () => {
    const guard = opener();
    guard.expect(bob, bobKeys);
    blocks(guard, cipher(3));
    expect(guard.takeDeferred()).toEqual([cipher(3)]);
    expect(guard.takeDeferred()).toEqual([]);
    expect(pass(guard, cipher(3))).toEqual([cipher(3)]);
  });

  test("holds back four messages at most, until they are taken", () => {
    const guard = opener();
    for (let time = 0; time < 4; time++) blocks(guard, cipher(3));
    expect(() => guard.admit(preKey(2))).toThrow(refused("session-exists"));
    expect(guard.admit(cipher(3)).feed).toEqual([cipher(3)]);
    guard.takeDeferred();
    for (let time = 0; time < 4; time++) blocks(guard, cipher(3));
    expect(() => guard.admit(preKey(2))).toThrow(refused("session-exists"));
    expect(guard.admit(cipher(3)).feed).toEqual([cipher(3)]);
  });

  test("blocks no message after takeDeferred", () => {
    const guard = opener();
    expect(() => guard.admit(preKey(2))).toThrow(refused("session-exists"));
    expect(guard.takeDeferred()).toEqual([]);
    expect(guard.admit(cipher(3)).feed).toEqual([cipher(3)]);
  });

  test("is not used up by an impossible message", () => {
    const guard = opener();
    expect(() => guard.admit(preKey(2))).toThrow(refused("session-exists"));
    expect(() => guard.admit(cipher(0))).toThrow(refused("invalid-message"));
    expect(() => guard.admit(cipher(3))).toThrow(refused("session-exists"));
  });

  test("blocks no message after the answer", () => {
    const guard = opener();
    pass(guard, cipher(3));
    expect(() => guard.admit(preKey(2))).toThrow(refused("session-exists"));
    expect(guard.admit(cipher(3, { count: 1 })).feed).toHaveLength(1);
  });

  test("blocks no message that comes after an answer that passed in the meantime", () => {
    const guard = opener();
    const answer = guard.admit(cipher(3));
    expect(() => guard.admit(preKey(2))).toThrow(refused("session-exists"));
    seen(answer, true);
    expect(guard.admit(cipher(3, { count: 1 })).feed).toHaveLength(1);
  });

  test("lets an answer name a chain before its first one", () => {
    expect(opener().admit(cipher(3, { previousCount: 10 })).feed).toHaveLength(1);
  });
});

describe("a message of the wasm", () => {
  const own = { source: self, destination: ann, identityKey: selfKeys.identityKey };

  test("is sent to a peer with which it has a session", () => {
    const guard = opener();
    const messages = [preKey(50, own), toAnn(51)];
    expect(guard.release(messages)).toEqual(messages);
  });

  test("is not sent to a peer without a session, and others are", () => {
    const guard = joiner();
    guard.opened(bob, bobKeys);
    const toBob = cipher(50, { source: self, destination: bob });
    expect(guard.release([preKey(50, own), toAnn(51), toBob])).toEqual([toBob]);
  });

  test("is not sent in a session without a chain", () => {
    const guard = joiner();
    guard.admit(preKey(2));
    pass(guard, cipher(3), false);
    guard.opened(bob, bobKeys);
    const toBob = cipher(50, { source: self, destination: bob });
    expect(guard.release([toAnn(51), toBob])).toEqual([toBob]);
    pass(guard, cipher(3, { count: 1 }));
    expect(guard.release([toAnn(51)])).toHaveLength(1);
  });

  test("is not sent under our signed pre-key, which has no chain", () => {
    const guard = opener();
    expect(guard.release([toAnn(101), toAnn(51)])).toEqual([toAnn(51)]);
  });

  test.each([
    ["that cannot be read", () => new Uint8Array(120)],
    ["from another peer", () => cipher(50, { source: bob, destination: ann })],
    ["to an unknown peer", () => cipher(50, { source: self, destination: bob })],
    ["with another identity key", () => preKey(50, { ...own, identityKey: annKeys.identityKey })],
    ["with an ephemeral key of low order", () => preKey(0, own)],
    ["with a ratchet key of low order", () => toAnn(0)],
  ])("%s is a fault of the wasm", (_what, strange) => {
    expect(opener().release([toAnn(51), strange()])).toBeNull();
  });

  test("allows the peer its next ratchet key, and none like ours", () => {
    const guard = opener();
    pass(guard, cipher(3));
    const next = { previousCount: 1 };
    expect(() => guard.admit(cipher(4, next))).toThrow(refused("authentication-failed"));
    guard.release([toAnn(51)]);
    expect(() => guard.admit(cipher(51, next))).toThrow(refused("authentication-failed"));
    expect(guard.admit(cipher(4, next)).feed).toHaveLength(1);
  });

  test("does not count when it is not sent", () => {
    const guard = joiner();
    guard.admit(preKey(2));
    pass(guard, cipher(3), false);
    guard.release([toAnn(51)]);
    expect(() => guard.admit(cipher(4))).toThrow(refused("authentication-failed"));
  });
});
