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

/** A call whose log grows while its clock goes on. */
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
    /** What is told on the way, as `[message, who...]`. */
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
  it("says nothing of what happened before", () => {
    const { passes, announcements } = follow(joins(taro), becomes(taro, "encrypted"), own("blocked"));
    expect(announcements.nextAt()).toBeNull();
    expect(passes(60_000)).toEqual([]);
  });

  it("tells in one sentence who joined within a second", () => {
    const { happens, passes } = follow();
    happens(joins(taro));
    expect(passes(600)).toEqual([]);
    happens(joins(hanako), joins(jiro));
    expect(passes(400)).toEqual([["announce.joined", taro, hanako, jiro]]);
    expect(passes(60_000)).toEqual([]);
  });

  it("does not put off a sentence for ever while more people come", () => {
    const { happens, passes } = follow();
    const told: string[][] = [];
    for (let person = 0; person < 10; person++) {
      happens(joins(`person ${person}`));
      told.push(...passes(500));
    }
    expect(told.length).toBeGreaterThanOrEqual(3);
    expect(told.flatMap(([, ...who]) => who)).toHaveLength(10);
  });

  it("tells who was there before us from who came after", () => {
    const { happens, passes } = follow();
    happens(present(taro), present(hanako), joins(jiro));
    expect(passes(gatherMs)).toEqual([
      ["announce.present", taro, hanako],
      ["announce.joined", jiro],
    ]);
  });

  it("keeps quiet about who comes and goes at once, or goes and comes back", () => {
    const { happens, passes } = follow(joins(taro));
    happens(joins(hanako));
    passes(300);
    happens(becomes(hanako, "encrypted"), leaves(hanako), leaves(taro));
    passes(300);
    happens(joins(taro));
    expect(passes(60_000)).toEqual([]);
  });

  it("tells a change of encryption once it has stayed", () => {
    const { happens, passes } = follow(joins(taro), becomes(taro, "encrypted"));
    happens(becomes(taro, "failing:no-key"));
    expect(passes(gatherMs - 1)).toEqual([]);
    happens(becomes(taro, "encrypted"));
    expect(passes(60_000)).toEqual([]);
    happens(becomes(taro, "failing:no-key"));
    expect(passes(gatherMs)).toEqual([["announce.failing", taro]]);
  });

  it("does not begin anew when only the reason changes", () => {
    const { happens, passes } = follow(becomes(taro, "encrypted"));
    happens(becomes(taro, "failing:no-key"));
    passes(900);
    happens(becomes(taro, "failing:auth-failed"));
    expect(passes(100)).toEqual([["announce.failing", taro]]);
    happens(becomes(taro, "failing:replayed"));
    expect(passes(60_000)).toEqual([]);
  });

  it("does not tell the steps on the way", () => {
    const { happens, passes } = follow();
    happens(becomes(taro, "exchanging"), becomes(taro, "ready"), own("waiting"));
    expect(passes(60_000)).toEqual([]);
  });

  it("does not tell what was so before it was interrupted", () => {
    const { happens, passes } = follow(becomes(taro, "encrypted"));
    happens(becomes(taro, "ready"));
    passes(5_000);
    happens(becomes(taro, "encrypted"));
    expect(passes(60_000)).toEqual([]);
  });

  it("forgets what it would have told of someone who left", () => {
    const { happens, passes } = follow(joins(taro));
    happens(becomes(taro, "unprotected"));
    passes(500);
    happens(leaves(taro));
    expect(passes(60_000)).toEqual([["announce.left", taro]]);
  });

  it("tells at once that sending stopped", () => {
    const { happens, passes } = follow(own("protected"));
    happens(own("blocked"));
    expect(passes(0)).toEqual([["announce.blocked"]]);
  });

  it.each([
    ["failing:no-key", true],
    ["unprotected", true],
    ["encrypted", false],
  ])("may interrupt for %s: %s", (detail, urgent) => {
    const { happens, announcements } = follow();
    happens(becomes(taro, detail));
    expect(announcements.due(gatherMs)).toMatchObject([{ urgent }]);
  });

  it("tells that someone is no longer verified, and not that they are: a person just did that", () => {
    const { happens, passes } = follow();
    happens({ kind: "verified", connectionId: taro, detail: "verified" });
    expect(passes(60_000)).toEqual([]);
    happens({ kind: "verified", connectionId: taro, detail: "unverified" });
    expect(passes(gatherMs)).toEqual([["announce.unverified", taro]]);
  });

  it("takes another call's log for history too", () => {
    const { announcements, happens, passes } = follow(joins(taro), becomes(taro, "encrypted"));
    happens(joins(hanako));
    announcements.take([{ ...joins(jiro), id: 1 }], 0);
    expect(passes(60_000)).toEqual([]);
  });
});
