import { expect, test } from "vitest";
import {
  callsSetting,
  comeBack,
  enableTracks,
  encryptedAgain,
  expectOnlySealed,
  leave,
  replaceTrack,
  shows,
  tileOf,
} from "./support/calls.ts";
import { everyoneEncrypted, everyoneSeesAndHears } from "./support/expectations.ts";
import { messaging, signaling, withRelay } from "./support/relays.ts";
import { setting } from "./support/setting.ts";
import { eventually } from "./support/wait.ts";

const open = callsSetting(setting());
const openWith = withRelay(open);

test("muted, replaced and shared tracks stay sealed, and all participants are encrypted again", async () => {
  const meeting = await openWith(signaling);
  const { people } = meeting;
  const ann = await meeting.join("Ann");
  const ben = await meeting.join("Ben");
  const cho = await meeting.join("Cho", { browser: "firefox" });
  await everyoneEncrypted(people);
  await everyoneSeesAndHears(people);

  await enableTracks(ann, false);
  await shows([ben, cho], ann, null);
  await encryptedAgain(people);
  await enableTracks(ann, true);
  await shows([ben, cho], ann, ann.hue);
  await encryptedAgain(people);

  // Another camera of Ann, her screen in place of it, another camera of Cho.
  const cameras = [
    [ann, 180],
    [ann, 270],
    [cho, 60],
  ] as const;
  for (const [person, hue] of cameras) {
    await replaceTrack(person, "video", hue);
    await shows(
      people.filter((viewer) => viewer !== person),
      person,
      hue,
    );
    await encryptedAgain(people);
  }

  await replaceTrack(ann, "video", null);
  await replaceTrack(ann, "audio", null);
  await eventually("a peer that sends nothing is ready, not failing", async () => {
    for (const viewer of [ben, cho]) expect(await tileOf(viewer, ann)).toMatchObject({ encryption: "ready" });
  });
  await replaceTrack(ann, "audio", ann.tone);
  await replaceTrack(ann, "video", ann.hue);
  await encryptedAgain(people);
  await replaceTrack(cho, "video", cho.hue);
  await everyoneSeesAndHears(people);

  expectOnlySealed(meeting.stats(), meeting.channel);
});

test("peers that come back with other roles or in reused transceivers are shown as themselves", async () => {
  const meeting = await openWith(messaging);
  const { people } = meeting;
  const ann = await meeting.join("Ann");
  const ben = await meeting.join("Ben", { browser: "firefox" });
  const cho = await meeting.join("Cho");
  await everyoneEncrypted(people);

  await comeBack(meeting, cho, "recvonly");
  await eventually("Cho only listens", async () => {
    expect(await tileOf(cho, ann)).toMatchObject({ encryption: "encrypted" });
    expect(await tileOf(cho, cho)).toMatchObject({ encryption: "waiting" });
    expect(await tileOf(ann, cho)).toMatchObject({ encryption: "ready" });
  });
  await comeBack(meeting, cho, "sendonly");
  await shows([ann, ben], cho, cho.hue);
  // Cho's own page compares with the browser's counts, which may come later than the picture.
  await eventually("Cho is protected", async () =>
    expect(await tileOf(cho, cho)).toMatchObject({ encryption: "protected" }),
  );
  await comeBack(meeting, cho);
  await encryptedAgain(people);

  // Ben's media sections are free when Dan joins and Cho returns. Both get receivers that showed Ben or each
  // other before.
  await leave(ben);
  await leave(cho);
  const dan = await meeting.join("Dan");
  await comeBack(meeting, cho);
  await encryptedAgain([ann, cho, dan]);
  await everyoneSeesAndHears([ann, cho, dan]);
  await comeBack(meeting, ben);
  await encryptedAgain(people);

  for (const person of [dan, ben, cho]) {
    await comeBack(meeting, person);
    await encryptedAgain(people);
  }
  await everyoneSeesAndHears(people);

  expectOnlySealed(meeting.stats(), meeting.channel);
});
