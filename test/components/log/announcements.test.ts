import { describe, expect, it } from "vitest";
import { Announcements, type AnnouncerEntry, gatherMs } from "../../../src/components/log/announcements.ts";
import { hanako, taro } from "../support/peers.ts";

const jiro = "JIRO0000000000000000000003";
type Happened = Omit<AnnouncerEntry, "id">;

const joins = (connectionId: string): Happened => ({
  kind: "peer-joined",
  connectionId,
  detail: "peer-joined",
});
const present = (connectionId: string): Happened => ({
  kind: "peer-joined",
  connectionId,
  detail: "peer-present",
});
const leaves = (connectionId: string): Happened => ({
  kind: "peer-left",
  connectionId,
  detail: "peer-left",
});
const becomes = (connectionId: string, detail: string): Happened => ({
  kind: "encryption",
  connectionId,
  detail,
});
const own = (detail: string): Happened => ({ kind: "self-encryption", connectionId: null, detail });

/** A call with a growing log and a running clock. */
function follow(...history: Happened[]) {
  const announcements = new Announcements();
  let log: readonly AnnouncerEntry[] = [];
  let now = 0;
  const happens = (...entries: Happened[]) => {
    log = [...log, ...entries.map((entry, place) => ({ ...entry, id: log.length + place + 1 }))];
    announcements.take(log, now);
  };
  happens(...history);
  return {
    announcements,
    happens,
    /** The announcements so far, as `[message, names...]`. */
    passes: (ms: number) => {
      const told: string[][] = [];
      const end = now + ms;
      for (let next = announcements.nextAt(); next !== null && next <= end; next = announcements.nextAt()) {
        now = next;
        for (const { message, connectionIds } of announcements.due(now))
          told.push([message, ...connectionIds]);
      }
      now = end;
      return told;
    },
  };
}

describe("Announcements", () => {
  it("make no announcement about earlier events", () => {
    const { passes, announcements } = follow(joins(taro), becomes(taro, "encrypted"), own("blocked"));
    expect(announcements.nextAt()).toBeNull();
    expect(passes(60_000)).toEqual([]);
  });

  it("combine the joins of one second into one sentence", () => {
    const { happens, passes } = follow();
    happens(joins(taro));
    expect(passes(600)).toEqual([]);
    happens(joins(hanako), joins(jiro));
    expect(passes(400)).toEqual([["announce.joined", taro, hanako, jiro]]);
    expect(passes(60_000)).toEqual([]);
  });

  it("are not delayed without end while more people join", () => {
    const { happens, passes } = follow();
    const told: string[][] = [];
    for (let person = 0; person < 10; person++) {
      happens(joins(`person ${person}`));
      told.push(...passes(500));
    }
    expect(told.length).toBeGreaterThanOrEqual(3);
    expect(told.flatMap(([, ...who]) => who)).toHaveLength(10);
  });

  it("distinguish the people who were present before us from those who join later", () => {
    const { happens, passes } = follow();
    happens(present(taro), present(hanako), joins(jiro));
    expect(passes(gatherMs)).toEqual([
      ["announce.present", taro, hanako],
      ["announce.joined", jiro],
    ]);
  });

  it("skip people who join and leave at once, or leave and come back", () => {
    const { happens, passes } = follow(joins(taro));
    happens(joins(hanako));
    passes(300);
    happens(becomes(hanako, "encrypted"), leaves(hanako), leaves(taro));
    passes(300);
    happens(joins(taro));
    expect(passes(60_000)).toEqual([]);
  });

  it("include a change of encryption once it has lasted", () => {
    const { happens, passes } = follow(joins(taro), becomes(taro, "encrypted"));
    happens(becomes(taro, "failing:no-key"));
    expect(passes(gatherMs - 1)).toEqual([]);
    happens(becomes(taro, "encrypted"));
    expect(passes(60_000)).toEqual([]);
    happens(becomes(taro, "failing:no-key"));
    expect(passes(gatherMs)).toEqual([["announce.failing", taro]]);
  });

  it("do not restart the wait when only the reason changes", () => {
    const { happens, passes } = follow(becomes(taro, "encrypted"));
    happens(becomes(taro, "failing:no-key"));
    passes(900);
    happens(becomes(taro, "failing:auth-failed"));
    expect(passes(100)).toEqual([["announce.failing", taro]]);
    happens(becomes(taro, "failing:replayed"));
    expect(passes(60_000)).toEqual([]);
  });

  it("skip intermediate encryption states", () => {
    const { happens, passes } = follow();
    happens(becomes(taro, "exchanging"), becomes(taro, "ready"), own("waiting"));
    expect(passes(60_000)).toEqual([]);
  });

  it("skip a state that ended before it could be announced", () => {
    const { happens, passes } = follow(becomes(taro, "encrypted"));
    happens(becomes(taro, "ready"));
    passes(5_000);
    happens(becomes(taro, "encrypted"));
    expect(passes(60_000)).toEqual([]);
  });

  it("drop what waits for a participant who left", () => {
    const { happens, passes } = follow(joins(taro));
    happens(becomes(taro, "unprotected"));
    passes(500);
    happens(leaves(taro));
    expect(passes(60_000)).toEqual([["announce.left", taro]]);
  });

  it("report at once that sending stopped", () => {
    const { happens, passes } = follow(own("protected"));
    happens(own("blocked"));
    expect(passes(0)).toEqual([["announce.blocked"]]);
  });

  it.each([
    ["failing:no-key", true],
    ["unprotected", true],
    ["encrypted", false],
  ])("are assertive for %s: %s", (detail, urgent) => {
    const { happens, announcements } = follow();
    happens(becomes(taro, detail));
    expect(announcements.due(gatherMs)).toMatchObject([{ urgent }]);
  });

  it("report that someone is no longer verified, but not a verification, because the user just did that", () => {
    const { happens, passes } = follow();
    happens({ kind: "verified", connectionId: taro, detail: "verified" });
    expect(passes(60_000)).toEqual([]);
    happens({ kind: "verified", connectionId: taro, detail: "unverified" });
    expect(passes(gatherMs)).toEqual([["announce.unverified", taro]]);
  });

  it("treat the log of another call as history too", () => {
    const { announcements, happens, passes } = follow(joins(taro), becomes(taro, "encrypted"));
    happens(joins(hanako));
    announcements.take([{ ...joins(jiro), id: 1 }], 0);
    expect(passes(60_000)).toEqual([]);
  });
});
