import { describe, expect, it } from "vitest";
import { nextSpeaking, nobodySpeaking, type Speaking } from "../../../src/call/active-speaker.ts";

/** The active speaker after each sample of 200 ms. */
function follow(...samples: readonly Readonly<Record<string, number>>[]): (string | null)[] {
  let speaking: Speaking = nobodySpeaking;
  return samples.map((levels, index) => {
    speaking = nextSpeaking(speaking, new Map(Object.entries(levels)), index * 200);
    return speaking.speaker;
  });
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe("the active speaker", () => {
  it("is the first participant who is heard", () => {
    expect(follow({ taro: 0, hanako: 0 }, { taro: 0.2, hanako: 0 })).toEqual([null, "taro"]);
  });

  it("is null while there is only room noise", () => {
    expect(follow(...times(5, { taro: 0.01 })).at(-1)).toBeNull();
  });

  it("is not replaced by a participant who coughs", () => {
    const heard = follow(
      { taro: 0.2, hanako: 0 },
      { taro: 0.2, hanako: 0.9 },
      ...times(5, { taro: 0.2, hanako: 0 }),
    );
    expect(new Set(heard)).toEqual(new Set(["taro"]));
  });

  it("is replaced by a participant who is clearly louder for a while", () => {
    expect(follow({ taro: 0.2, hanako: 0 }, ...times(4, { taro: 0.1, hanako: 0.5 }))).toEqual([
      "taro",
      "taro",
      "taro",
      "taro",
      "hanako",
    ]);
  });

  it("does not switch back and forth between two equally loud participants", () => {
    const both = times(20, null).map((_, index) =>
      index % 2 === 0 ? { taro: 0.3, hanako: 0.25 } : { taro: 0.25, hanako: 0.3 },
    );
    expect(new Set(follow(...both)).size).toBe(1);
  });

  it("stays during a pause between sentences, and ends after a longer one", () => {
    const heard = follow({ taro: 0.3 }, ...times(24, { taro: 0 }));
    expect(heard[8]).toBe("taro");
    expect(heard.at(-1)).toBeNull();
  });

  it("becomes null when the speaker leaves", () => {
    expect(follow({ taro: 0.3, hanako: 0 }, { hanako: 0 }).at(-1)).toBeNull();
  });
});
