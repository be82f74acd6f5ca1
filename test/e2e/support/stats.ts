import { expect } from "vitest";
import type { ConnectionStats, Stats } from "../../../dev-server/src/index.ts";
import type { Meeting } from "./meeting.ts";
import { eventually } from "./wait.ts";

export function connections(stats: Stats, channel: string): [id: string, stats: ConnectionStats][] {
  return Object.entries(stats.channels[channel]?.connections ?? {});
}

/** Every connection that sends has sent frames, of both kinds, and every one of them was sealed. */
export function expectEverythingSealed(stats: Stats, channel: string): void {
  const all = connections(stats, channel);
  expect(all.length, "connections at the server").toBeGreaterThan(0);
  for (const [id, { role, frames }] of all) {
    for (const kind of ["audio", "video"] as const) {
      const { total, sealed } = frames[kind];
      if (role !== "recvonly") expect(total, `${kind} frames from ${id}`).toBeGreaterThan(0);
      expect(sealed, `sealed ${kind} frames of ${total} from ${id}`).toBe(total);
    }
  }
}

/**
 * As `expectEverythingSealed`, for a call that is `encrypted`. One kind of media is enough for that status,
 * and the first frame of the other kind may come later. A clear frame is never taken back, so waiting cannot
 * hide it.
 */
export function everythingSealed(
  meeting: Pick<Meeting, "stats" | "channel">,
  channel = meeting.channel,
): Promise<void> {
  return eventually("frames of both kinds came from every sender, all sealed", () =>
    expectEverythingSealed(meeting.stats(), channel),
  );
}

/** Asserts that no media arrived from any peer. */
export function expectNoFrames(stats: Stats): void {
  for (const channel of Object.keys(stats.channels)) {
    for (const [id, { frames }] of connections(stats, channel)) {
      expect([frames.audio.total, frames.video.total], `frames from ${id}`).toEqual([0, 0]);
    }
  }
}
