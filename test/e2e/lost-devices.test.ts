import { expect, test } from "vitest";
import type { MediaKind } from "../../src/status.ts";
import type { Self } from "../../src/store/types.ts";
import {
  callsSetting,
  encryptedAgain,
  expectOnlySealed,
  nothingMoreFrom,
  replaceTrack,
  shows,
} from "./support/calls.ts";
import { everyoneEncrypted, ownTile } from "./support/expectations.ts";
import type { Person } from "./support/meeting.ts";
import { setting } from "./support/setting.ts";
import { eventually } from "./support/wait.ts";

const open = callsSetting(setting());

/** The browser's behavior when a device is unplugged. */
function unplug({ tab }: Person, kind: MediaKind): Promise<void> {
  return tab.evaluate((pulled) => {
    for (const track of window.__fake.tracks) {
      if (track.kind !== pulled || track.readyState !== "live") continue;
      track.stop();
      track.dispatchEvent(new Event("ended"));
    }
  }, kind);
}

/** The browser's behavior when the system mutes a participant's sent tracks. */
function mute({ tab }: Person, muted: boolean): Promise<void> {
  return tab.evaluate((on) => {
    for (const track of window.__calls.call("main").store.getState().self.stream?.getTracks() ?? []) {
      Object.defineProperty(track, "muted", { configurable: true, value: on });
      track.dispatchEvent(new Event(on ? "mute" : "unmute"));
    }
  }, muted);
}

/** A call's report about its own devices. */
function told({
  tab,
}: Person): Promise<Pick<Self, "devices"> & { readonly encryption: string; readonly log: string[] }> {
  return tab.evaluate(() => {
    const { self, log } = window.__calls.call("main").store.getState();
    const { devices, encryption } = self;
    return {
      devices,
      encryption: encryption.status,
      log: log.filter(({ kind }) => kind === "device").map(({ detail }) => detail),
    };
  });
}

test("lost devices that the library opened are reported, the badge stays correct, and another camera can be chosen", async () => {
  const meeting = await open();
  const ann = await meeting.join("Ann");
  const ben = await meeting.join("Ben");
  await everyoneEncrypted(meeting.people);
  const { id } = await ownTile(ann);
  expect(await told(ann)).toMatchObject({ devices: { audio: "on", video: "on" }, log: [] });

  await unplug(ann, "video");
  await eventually("the camera is lost, and sound is still protected", async () =>
    expect(await told(ann)).toEqual({
      devices: { audio: "on", video: "lost" },
      encryption: "protected",
      log: ["video.lost"],
    }),
  );

  await unplug(ann, "audio");
  await eventually("nothing is protected when nothing leaves", async () =>
    expect(await told(ann)).toMatchObject({
      devices: { audio: "lost", video: "lost" },
      encryption: "waiting",
      log: ["video.lost", "audio.lost"],
    }),
  );
  await nothingMoreFrom(meeting, id);

  await replaceTrack(ann, "audio", ann.tone);
  await replaceTrack(ann, "video", ann.hue);
  await encryptedAgain(meeting.people);
  await shows([ben], ann, ann.hue);
  expect((await told(ann)).devices).toEqual({ audio: "on", video: "on" });

  await mute(ann, true);
  await eventually("what the system muted is told", async () =>
    expect((await told(ann)).devices).toEqual({ audio: "muted", video: "muted" }),
  );
  await mute(ann, false);
  await eventually("and that it goes on", async () =>
    expect((await told(ann)).devices).toEqual({ audio: "on", video: "on" }),
  );
  expectOnlySealed(meeting.stats(), meeting.channel);
});
