import { setTimeout as sleep } from "node:timers/promises";
import { expect, inject } from "vitest";
import type { DevServerOptions, Stats } from "../../../dev-server/src/index.ts";
import type { Role } from "../../../src/core.ts";
import type { MediaKind } from "../../../src/status.ts";
import type { JoinRequest } from "../pages/calls.ts";
import type { Tab } from "./browser.ts";
import { everyoneEncrypted, ownTile } from "./expectations.ts";
import type { Meeting, Person } from "./meeting.ts";
import type { Setting } from "./setting.ts";
import { connections } from "./stats.ts";
import { picture, type Tile, tiles } from "./tiles.ts";
import { eventually } from "./wait.ts";

/** Meetings on the tests' own page, which gives tests access to the calls. */
export function callsSetting({ meeting }: Setting) {
  return (options?: DevServerOptions, siteUrl: string = inject("demoUrl")): Promise<Meeting> =>
    meeting(options, `${siteUrl}calls.html`);
}

/** As `everyoneEncrypted`, after a change of tracks or peers. */
export function encryptedAgain(people: readonly Person[]): Promise<void> {
  return everyoneEncrypted(people);
}

/** Every sent frame was sealed, from the first one on. Returns their number. */
export function expectOnlySealed(stats: Stats, channel: string): number {
  let frames = 0;
  for (const [id, counts] of connections(stats, channel)) {
    for (const kind of ["audio", "video"] as const) {
      const { total, sealed } = counts.frames[kind];
      expect(sealed, `sealed ${kind} frames of ${total} from ${id}`).toBe(total);
      frames += total;
    }
  }
  expect(frames, "frames at the server").toBeGreaterThan(0);
  return frames;
}

/** The tile of `other` on the page of `viewer`. */
export async function tileOf(viewer: Person, other: Person | string): Promise<Tile | undefined> {
  const id = typeof other === "string" ? other : (await ownTile(other)).id;
  return (await tiles(viewer.tab)).find((tile) => tile.id === id);
}

/** The smallest turn from one hue to another. */
export function hueDistance(a: number, b: number): number {
  const difference = Math.abs(a - b) % 360;
  return Math.min(difference, 360 - difference);
}

/** The picture in the tile of `other` has this hue and moves; with null, it is dark or there is none. */
export async function shows(viewers: readonly Person[], other: Person, hue: number | null): Promise<void> {
  const { id } = await ownTile(other);
  for (const viewer of viewers) {
    await eventually(`${viewer.name} sees ${other.name} in hue ${hue}`, async () => {
      const seen = await picture(viewer.tab, id);
      if (hue === null) {
        expect(seen.hue === null || !seen.moving, `a still or colorless picture, not ${seen.hue}`).toBe(true);
        return;
      }
      expect(seen.hue, "hue of the picture").not.toBeNull();
      expect(hueDistance(seen.hue!, hue), `hue ${seen.hue} against ${hue}`).toBeLessThan(20);
      expect(seen.moving, "the picture moves").toBe(true);
    });
  }
}

/** Sends another picture (a hue), another tone, or nothing (null) of this kind. */
export function replaceTrack({ tab }: Person, kind: MediaKind, what: number | null): Promise<void> {
  return tab.evaluate(
    async ([kind, what]) => {
      const make = kind === "video" ? window.__fake.film : window.__fake.hum;
      const track = what === null ? null : await make(what);
      return window.__calls.call("main").replaceTrack(kind, track);
    },
    [kind, what] as const,
  );
}

/** Does the same as a mute button. */
export function enableTracks({ tab }: Person, enabled: boolean): Promise<void> {
  return tab.evaluate((on) => {
    const { stream } = window.__calls.call("main").store.getState().self;
    for (const track of stream?.getTracks() ?? []) track.enabled = on;
  }, enabled);
}

/** Ends the call of the page and connects a new one, in another role maybe. */
export async function comeBack(meeting: Meeting, { tab }: Person, role: Role = "sendrecv"): Promise<void> {
  const signaling = meeting.server.signalingUrl;
  const relay = meeting.params.relay as JoinRequest["relay"];
  await tab.evaluate(
    async (request) => {
      await window.__calls.leave("main");
      const error = await window.__calls.join("main", request);
      if (error !== null) throw new Error(error);
    },
    { channel: meeting.channel, signaling, role, ...(relay ? { relay } : {}) },
  );
}

export function leave({ tab }: Person): Promise<void> {
  return tab.evaluate(() => window.__calls.leave("main"));
}

/** One of several calls on a participant's page, as a participant of its own. */
export function inCall(person: Person, call: string): Person {
  const tab = Object.create(person.tab, { scope: { value: `[data-call="${call}"]` } }) as Tab;
  return { ...person, name: `${person.name} in ${call}`, tab };
}

/** The server's counts of one connection so far. */
export function countedFrames(
  meeting: Meeting,
  id: string,
): { readonly total: number; readonly clear: number } {
  const found = connections(meeting.stats(), meeting.channel).find(([connectionId]) => connectionId === id);
  const { audio, video } = found?.[1].frames ?? expect.fail(`the server does not know ${id}`);
  const total = audio.total + video.total;
  return { total, clear: total - audio.sealed - video.sealed };
}

/**
 * Maximum number of frames in transit when a sender stops: ten seconds of audio and video, as on a busy
 * machine.
 */
const inTheAir = 650;
/** Time without a frame after which no more frames are expected, in milliseconds. */
const silence = 1500;

/** No more frames arrive from this connection, except for at most `landing` in transit. */
export async function nothingMoreFrom(
  meeting: Meeting,
  id: string,
  { landing = inTheAir }: { readonly landing?: number } = {},
): Promise<void> {
  const frames = () => countedFrames(meeting, id).total;
  const atFirst = frames();
  for (let before = -1; before !== frames(); ) {
    before = frames();
    await sleep(silence);
    expect(frames() - atFirst, `frames that came from ${id}`).toBeLessThanOrEqual(landing);
  }
}

/** Video frames that a participant has sent, including lost ones. */
export function framesSent({ tab }: Person): Promise<number> {
  return tab.evaluate(async () => {
    let frames = 0;
    for (const sender of window.__calls.senders) {
      for (const stats of (await sender.getStats()).values()) {
        if (stats.type === "outbound-rtp") frames += stats.framesSent ?? 0;
      }
    }
    return frames;
  });
}

/** RTP packets of this kind that a participant's browser has received. */
export function receivedPackets({ tab }: Person, kind: "audio" | "video"): Promise<number> {
  return tab.evaluate(async (wanted) => {
    let packets = 0;
    for (const receiver of window.__calls.receivers) {
      for (const stats of (await receiver.getStats()).values()) {
        if (stats.type === "inbound-rtp" && stats.kind === wanted) packets += stats.packetsReceived ?? 0;
      }
    }
    return packets;
  }, kind);
}

/** Video frames that a participant has sent, by simulcast layer. */
export function sentByLayer({ tab }: Person): Promise<Record<string, number>> {
  return tab.evaluate(async () => {
    const frames: Record<string, number> = {};
    for (const sender of window.__calls.senders) {
      for (const stats of (await sender.getStats()).values()) {
        if (stats.type === "outbound-rtp" && stats.rid) frames[stats.rid] = stats.framesSent ?? 0;
      }
    }
    return frames;
  });
}
