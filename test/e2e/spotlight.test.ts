import { expect, test } from "vitest";
import { callsSetting, enableTracks, expectOnlySealed } from "./support/calls.ts";
import { ownTile } from "./support/expectations.ts";
import type { Person } from "./support/meeting.ts";
import { withRelay } from "./support/relays.ts";
import { setting } from "./support/setting.ts";
import { picture } from "./support/tiles.ts";
import { eventually } from "./support/wait.ts";

const open = withRelay(callsSetting(setting()));
/** A current Sora. */
const today = { relay: "messaging", server: { soraVersion: "2026.1" } } as const;
const spotlight = { spotlight: "1", simulcast: "1", size: "960x540" };

const width = async (viewer: Person, id: string) => (await picture(viewer.tab, id)).width;
/** The connections that have the focus, by the store of this viewer. */
const focused = ({ tab }: Person) =>
  tab.evaluate(() => [...(window.__calls.call("main").store.getState().server?.focused ?? [])]);

test("a speaker is seen in the larger sealed layer and reported in the focus until another speaks, when audio levels are allowed", async () => {
  const meeting = await open(today);
  const watching = { ...spotlight, role: "recvonly" };
  const viewers = [
    await meeting.join("viewer", { params: watching }),
    await meeting.join("viewer in Firefox", { params: watching, browser: "firefox" }),
  ];
  const join = async (name: string) => {
    const person = await meeting.join(name, { params: { ...spotlight, audioLevels: "1" } });
    await eventually(`${name} is protected`, async () =>
      expect(await ownTile(person)).toMatchObject({ encryption: "protected" }),
    );
    return { person, id: (await ownTile(person)).id };
  };
  const inFocus = async (id: string) => {
    for (const viewer of viewers) {
      await eventually(
        `${viewer.name} sees the layer of the focus`,
        async () => {
          expect(await focused(viewer)).toEqual([id]);
          expect(await width(viewer, id)).toBe(480);
        },
        { every: 200 },
      );
    }
  };
  const ann = await join("Ann");
  await inFocus(ann.id);
  await enableTracks(ann.person, false);
  const ben = await join("Ben");
  await inFocus(ben.id);
  expectOnlySealed(meeting.stats(), meeting.channel);
});

test("a participant whose audio levels stay private never gets the focus and is seen in the smaller layer", async () => {
  const meeting = await open(today);
  const viewer = await meeting.join("viewer", { params: { ...spotlight, role: "recvonly" } });
  const [ann, ben] = [
    await meeting.join("Ann", { params: spotlight }),
    await meeting.join("Ben", { params: { ...spotlight, audioLevels: "1" } }),
  ];
  await eventually("both are protected", async () => {
    for (const each of [ann, ben]) expect(await ownTile(each)).toMatchObject({ encryption: "protected" });
  });
  const { id } = await ownTile(ann);
  const other = await ownTile(ben);
  await eventually(
    "the viewer sees Ben in the focus",
    async () => expect(await width(viewer, other.id)).toBe(480),
    {
      every: 200,
    },
  );
  expect(await width(viewer, id)).toBe(240);
  expectOnlySealed(meeting.stats(), meeting.channel);
});

test("audio is negotiated in stereo", async () => {
  const meeting = await open(today);
  const ann = await meeting.join("Ann");
  await eventually("Ann's sender uses the server's parameters", async () => {
    const fmtp = await ann.tab.evaluate(async () => {
      for (const sender of window.__calls.senders) {
        for (const stats of (await sender.getStats()).values()) {
          if (stats.type === "codec" && stats.mimeType === "audio/opus") return stats.sdpFmtpLine as string;
        }
      }
      return "";
    });
    expect(fmtp).toContain("stereo=1");
  });
});
