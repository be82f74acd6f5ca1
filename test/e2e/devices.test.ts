import { expect, test } from "vitest";
import type { SoraE2EEErrorCode } from "../../src/errors.ts";
import type { MediaKind } from "../../src/status.ts";
import {
  countedFrames,
  encryptedAgain,
  expectOnlySealed,
  nothingMoreFrom,
  shows,
  tileOf,
} from "./support/calls.ts";
import { everyoneEncrypted, ownTile } from "./support/expectations.ts";
import {
  hookSetting,
  hookState,
  joinWithHook,
  nothingLeft,
  nothingOpen,
  render,
  turn,
  unmount,
} from "./support/hook.ts";
import type { Meeting, Person } from "./support/meeting.ts";
import { connections } from "./support/stats.ts";
import { picture } from "./support/tiles.ts";
import { eventually } from "./support/wait.ts";

const open = hookSetting();

/** The browsers' exceptions for each problem of a device. */
const failures: readonly (readonly [what: string, exception: string, code: SoraE2EEErrorCode])[] = [
  ["refused", "NotAllowedError", "device-permission-denied"],
  ["missing", "NotFoundError", "device-not-found"],
  ["busy", "NotReadableError", "device-in-use"],
];

/** From now on, `getUserMedia` fails for these kinds. */
function breakDevices({ tab }: Person, kinds: readonly MediaKind[], exception: string): Promise<void> {
  return tab.evaluate(
    ([broken, name]) => {
      const { mediaDevices } = navigator;
      const working = mediaDevices.getUserMedia.bind(mediaDevices);
      mediaDevices.getUserMedia = async (constraints = {}) => {
        if (broken.some((kind) => constraints[kind])) throw new DOMException("", name);
        return working(constraints);
      };
    },
    [kinds, exception] as const,
  );
}

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

function frames(meeting: Meeting, id: string): Record<MediaKind, number> {
  const [, counted] =
    connections(meeting.stats(), meeting.channel).find(([known]) => known === id) ??
    expect.fail(`the server does not know ${id}`);
  return { audio: counted.frames.audio.total, video: counted.frames.video.total };
}

test.each(failures)(
  "a %s camera fails the call before a device or connection is opened",
  async (_what, exception, code) => {
    const meeting = await open();
    const ann = await meeting.join("Ann");
    await breakDevices(ann, ["video"], exception);
    await render(meeting, ann);

    await eventually("the call has failed", async () =>
      expect(await hookState(ann)).toMatchObject({ phase: "failed", error: code }),
    );
    await nothingOpen(ann);
    expect(meeting.stats()).toEqual({ channels: {} });

    await unmount(ann);
    await nothingLeft(ann);
  },
);

test("with local media, participants join whose devices are refused, missing or busy, and send nothing", async () => {
  const meeting = await open();
  const ben = await joinWithHook(meeting, "Ben");
  const without: Person[] = [];
  for (const [what, exception, code] of failures) {
    const person = await meeting.join(`Ann, ${what}`);
    without.push(person);
    await breakDevices(person, ["audio", "video"], exception);
    await render(meeting, person, { devices: "local-media" });
    await eventually(`a participant with ${what} devices is connected and shown what is wrong`, async () =>
      expect(await hookState(person)).toMatchObject({
        phase: "connected",
        error: null,
        microphone: code,
        camera: code,
      }),
    );
  }

  for (const person of without) {
    const { id } = await ownTile(person);
    await eventually(`${person.name} sees Ben`, async () => {
      expect((await ownTile(ben)).encryption).toBe("protected");
      expect(await tileOf(person, ben)).toMatchObject({ encryption: "encrypted" });
    });
    await nothingMoreFrom(meeting, id, { landing: 0 });
    expect(countedFrames(meeting, id).total, `frames of ${person.name}`).toBe(0);
  }
  expectOnlySealed(meeting.stats(), meeting.channel);

  for (const person of without) {
    await unmount(person);
    await nothingLeft(person);
  }
});

test("a camera that is unplugged during the call is reported, and the call goes on with the sealed microphone", async () => {
  const meeting = await open();
  const { people } = meeting;
  await joinWithHook(meeting, "Ben");
  const ann = await joinWithHook(meeting, "Ann", { devices: "local-media", strict: true });
  await everyoneEncrypted(people);
  const { id } = await ownTile(ann);
  await eventually("both kinds come", () => {
    for (const count of Object.values(frames(meeting, id))) expect(count).toBeGreaterThan(5);
  });

  await unplug(ann, "video");

  await eventually("Ann is shown what is wrong", async () =>
    expect(await hookState(ann)).toMatchObject({
      phase: "connected",
      error: null,
      microphone: "on",
      camera: "device-not-found",
    }),
  );
  const before = frames(meeting, id);
  await eventually("sound goes on", () =>
    expect(frames(meeting, id).audio).toBeGreaterThan(before.audio + 150),
  );
  expect(frames(meeting, id).video - before.video, "pictures that were in the air").toBeLessThan(15);
  await encryptedAgain(people);
  expect((await ownTile(ann)).id, "the same connection").toBe(id);
  expectOnlySealed(meeting.stats(), meeting.channel);

  await unmount(ann);
  await nothingLeft(ann);
});

test.each(["chromium", "firefox"] as const)(
  "a device that is turned off is shown as off in %s, although its last picture stays, and is shown again at once when it is on",
  async (browser) => {
    const meeting = await open();
    const ben = await meeting.join("Ben", { browser });
    await render(meeting, ben);
    const ann = await joinWithHook(meeting, "Ann", { devices: "local-media" });
    await everyoneEncrypted(meeting.people);
    const { id } = await ownTile(ann);
    const sending = (kinds: readonly MediaKind[]) =>
      eventually(`Ben is told that Ann sends ${kinds.join(" and ") || "nothing"}`, async () =>
        expect((await tileOf(ben, id))?.sending).toEqual(kinds),
      );
    await sending(["audio", "video"]);
    await shows([ben], ann, ann.hue);

    await turn(ann, "video", false);
    await sending(["audio"]);
    // The last pictures may still be in the browser's buffer.
    await eventually("the browser shows a picture that stands still", async () =>
      expect(await picture(ben.tab, id)).toMatchObject({ moving: false }),
    );
    const { video } = frames(meeting, id);

    await turn(ann, "audio", false);
    await sending([]);
    expect(frames(meeting, id).video, "pictures while the camera was off").toBe(video);
    await nothingMoreFrom(meeting, id, { landing: 0 });

    await turn(ann, "audio", true);
    await sending(["audio"]);
    await turn(ann, "video", true);
    await sending(["audio", "video"]);
    await shows([ben], ann, ann.hue);
    await encryptedAgain(meeting.people);
    expectOnlySealed(meeting.stats(), meeting.channel);
  },
);
