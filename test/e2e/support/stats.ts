import { expect } from "vitest";
import type { ConnectionStats, Stats } from "../../../dev-server/src/index.ts";

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

/** Nothing at all came from anybody. */
export function expectNoFrames(stats: Stats): void {
  for (const channel of Object.keys(stats.channels)) {
    for (const [id, { frames }] of connections(stats, channel)) {
      expect([frames.audio.total, frames.video.total], `frames from ${id}`).toEqual([0, 0]);
    }
  }
}
