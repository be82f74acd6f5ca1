import { describe, expect, test } from "vitest";
import { RatchetMirror } from "../../../src/e2ee/agreement/wasm/ratchet-mirror.ts";
import { refused } from "./support/peers.ts";

const key = (byte: number) => new Uint8Array(32).fill(byte);
const peerPreKey = key(100);
const ownPreKey = key(101);
const header = (chain: number, count: number, previousCount = 0) => ({
  ratchetKey: key(chain),
  previousCount,
  count,
});
type Header = ReturnType<typeof header>;

function setUp(role: "initiator" | "responder" = "responder") {
  const mirror = new RatchetMirror(role, [peerPreKey, ownPreKey]);
  const refuses = (message: Header, code: string) =>
    expect(() => mirror.check(message)).toThrow(refused(code));
  /** A message that the wasm handles. */
  const handled = (message: Header, authentic = true) => {
    const move = mirror.check(message);
    return { move, isNewest: mirror.commit(message, move, authentic) };
  };
  return { mirror, refuses, handled };
}

describe("a message that must not reach the wasm", () => {
  test("has a ratchet key of low order", () => {
    setUp().refuses({ ...header(2, 0), ratchetKey: key(0) }, "invalid-message");
  });

  test.each([
    ["the peer's signed pre-key", peerPreKey],
    ["our own signed pre-key", ownPreKey],
  ])("has %s as its ratchet key", (_what, ratchetKey) => {
    setUp().refuses({ ...header(2, 0), ratchetKey }, "authentication-failed");
  });

  test("has a ratchet key under which we sent a message", () => {
    const { mirror, refuses } = setUp();
    mirror.sent(key(50));
    refuses(header(50, 0), "authentication-failed");
  });

  test("came before", () => {
    const { handled, refuses } = setUp();
    handled(header(2, 0));
    handled(header(2, 1));
    for (const count of [0, 1]) refuses(header(2, count), "authentication-failed");
  });

  test("follows more than ten missing ones in the same chain", () => {
    const { mirror, handled, refuses } = setUp();
    handled(header(2, 3));
    refuses(header(2, 15), "too-many-skipped");
    expect(mirror.check(header(2, 14))).toBe("next");
  });

  test("follows more than ten missing ones at the start of a chain", () => {
    const { mirror, refuses } = setUp();
    refuses(header(2, 11), "too-many-skipped");
    expect(mirror.check(header(2, 10))).toBe("step");
  });

  test("follows more than ten missing ones at the end of the chain before it", () => {
    const { mirror, handled, refuses } = setUp();
    handled(header(2, 3));
    mirror.sent(key(50));
    refuses(header(3, 0, 15), "too-many-skipped");
    expect(mirror.check(header(3, 0, 14))).toBe("step");
  });

  test("names a chain before the first one of an initiator", () => {
    const { mirror, refuses } = setUp("responder");
    refuses(header(2, 0, 1), "too-many-skipped");
    expect(mirror.check(header(2, 0, 0))).toBe("step");
  });

  test("names more than ten messages before the first chain of a responder", () => {
    const { mirror, refuses } = setUp("initiator");
    refuses(header(2, 0, 11), "too-many-skipped");
    expect(mirror.check(header(2, 0, 10))).toBe("step");
  });

  test("has a new ratchet key before we sent a message under a new key of ours", () => {
    const { mirror, handled, refuses } = setUp();
    handled(header(2, 0));
    refuses(header(3, 0, 1), "authentication-failed");
    mirror.sent(key(50));
    expect(handled(header(3, 0, 1)).move).toBe("step");
    refuses(header(4, 0, 1), "authentication-failed");
  });

  test("belongs to a chain that is closed", () => {
    const { mirror, handled, refuses } = setUp();
    handled(header(2, 0));
    mirror.sent(key(50));
    handled(header(3, 0, 1));
    mirror.sent(key(51));
    refuses(header(2, 0), "authentication-failed");
    refuses(header(2, 1, 5), "authentication-failed");
  });

  test("says that the chain before it was shorter than it is", () => {
    const { mirror, handled, refuses } = setUp();
    handled(header(2, 3));
    mirror.sent(key(50));
    for (const previousCount of [0, 3]) refuses(header(3, 0, previousCount), "authentication-failed");
    expect(mirror.check(header(3, 0, 4))).toBe("step");
  });

  test("may contradict a chain of which no message was authentic", () => {
    const { mirror, handled } = setUp();
    handled(header(2, 3));
    mirror.sent(key(50));
    handled(header(3, 5, 4), false);
    mirror.sent(key(51));
    expect(mirror.check(header(4, 0, 1))).toBe("step");
  });
});

describe("a skipped message", () => {
  test("opens once, with its kept key, and the chain goes on where it was", () => {
    const { handled, refuses } = setUp();
    expect(handled(header(2, 2)).move).toBe("step");
    expect(handled(header(2, 0)).move).toBe("late");
    refuses(header(2, 0), "authentication-failed");
    expect(handled(header(2, 1)).move).toBe("late");
    expect(handled(header(2, 3)).move).toBe("next");
    refuses(header(2, 3), "authentication-failed");
  });

  test("loses its kept key also when it was not authentic", () => {
    const { handled, refuses } = setUp();
    handled(header(2, 1));
    expect(handled(header(2, 0), false)).toEqual({ move: "late", isNewest: false });
    refuses(header(2, 0), "authentication-failed");
  });

  test("at the end of a chain still opens in the next chain", () => {
    const { mirror, handled, refuses } = setUp();
    handled(header(2, 0));
    mirror.sent(key(50));
    handled(header(3, 1, 3));
    expect([1, 2].map((count) => mirror.check(header(2, count)))).toEqual(["late", "late"]);
    refuses(header(2, 3), "authentication-failed");
    // The new chain counts from 0 again.
    expect(mirror.check(header(3, 0))).toBe("late");
    expect(mirror.check(header(3, 2))).toBe("next");
  });

  test("is forgotten when more than 100 are kept, and the newest 100 stay", () => {
    const { mirror, handled, refuses } = setUp();
    handled(header(2, 10));
    for (let ten = 1; ten < 10; ten++) handled(header(2, 11 * ten + 10));
    expect(mirror.check(header(2, 0))).toBe("late");
    // One more is skipped.
    handled(header(2, 111));
    refuses(header(2, 0), "authentication-failed");
    for (const count of [1, 9, 108, 110]) expect(mirror.check(header(2, count))).toBe("late");
  });
});

describe("the newest message in the order of its sender", () => {
  test("is each next one, and none of the late ones", () => {
    const { mirror, handled } = setUp();
    expect(handled(header(2, 1))).toEqual({ move: "step", isNewest: true });
    expect(handled(header(2, 0))).toEqual({ move: "late", isNewest: false });
    expect(handled(header(2, 3))).toEqual({ move: "next", isNewest: true });
    mirror.sent(key(50));
    expect(handled(header(3, 0, 6))).toEqual({ move: "step", isNewest: true });
    // It has a higher count, but its chain is older.
    expect(handled(header(2, 5))).toEqual({ move: "late", isNewest: false });
    expect(handled(header(3, 1))).toEqual({ move: "next", isNewest: true });
  });

  test("may be a late one after a message that was not authentic", () => {
    const { handled } = setUp();
    expect(handled(header(2, 5), false)).toEqual({ move: "step", isNewest: false });
    expect(handled(header(2, 3))).toEqual({ move: "late", isNewest: true });
    expect(handled(header(2, 2))).toEqual({ move: "late", isNewest: false });
    expect(handled(header(2, 4))).toEqual({ move: "late", isNewest: true });
  });
});

test("a session is unanswered until its first message, authentic or not", () => {
  const { mirror, handled } = setUp("initiator");
  expect(mirror.isUnanswered).toBe(true);
  mirror.sent(key(50));
  mirror.check(header(2, 0));
  expect(mirror.isUnanswered).toBe(true);
  handled(header(2, 0), false);
  expect(mirror.isUnanswered).toBe(false);
});
