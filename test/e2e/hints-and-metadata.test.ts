import { expect, test } from "vitest";
import { expectOnlySealed, tileOf } from "./support/calls.ts";
import { everyoneEncrypted, ownTile } from "./support/expectations.ts";
import { hookSetting, joinWithHook, turn, unmount } from "./support/hook.ts";
import { eventually } from "./support/wait.ts";

const open = hookSetting();
const hintLabel = "#sora-e2ee-hints";
/** A sealed receipt, which travels there too, has at least as many bytes. */
const hintLimit = 121;

test("over the messaging relay, a sealed hint reports that a camera is turned off or on", async () => {
  const hints: Buffer[] = [];
  const meeting = await open({
    soraVersion: "2026.1",
    test: {
      interception: {
        message(_delivery, label, message) {
          if (label === hintLabel && message.length < hintLimit) hints.push(Buffer.from(message));
          return [message];
        },
      },
    },
  });
  const relay = "messaging";
  const ben = await joinWithHook(meeting, "Ben", { relay });
  const ann = await joinWithHook(meeting, "Ann", { relay, devices: "local-media" });
  await everyoneEncrypted(meeting.people);
  const { id } = await ownTile(ann);

  for (const [on, kinds] of [
    [false, ["audio"]],
    [true, ["audio", "video"]],
  ] as const) {
    const before = hints.length;
    await turn(ann, "video", on);
    await eventually(`Ben is told that Ann sends ${kinds.join(" and ")}`, async () => {
      expect(hints.length, "hints that the server carried").toBeGreaterThan(before);
      expect((await tileOf(ben, id))?.sending).toEqual(kinds);
    });
  }
  // In the clear, a hint has three bytes. A sealed one also has a header, a tag and a signature.
  for (const hint of hints) expect(hint.length).toBeGreaterThan(64);
  expectOnlySealed(meeting.stats(), meeting.channel);
  for (const person of [ann, ben]) await unmount(person);
});

test("a metadata function is asked again for the connection that follows a lost one", async () => {
  const given: unknown[] = [];
  const meeting = await open({
    authenticate: ({ metadata }) => {
      given.push(metadata);
      return { allowed: true };
    },
  });
  const ann = await joinWithHook(meeting, "Ann", { asked: true });
  await eventually("Ann is protected", async () => expect((await ownTile(ann)).encryption).toBe("protected"));
  expect(given).toEqual([{ question: 1 }]);
  const { id } = await ownTile(ann);

  meeting.server.faults.drop(id);
  await eventually("Ann is protected under a new connection", async () => {
    expect(await ownTile(ann)).toMatchObject({ encryption: "protected", id: expect.not.stringMatching(id) });
  });
  expect(given).toEqual([{ question: 1 }, { question: 2 }]);
  await unmount(ann);
});
