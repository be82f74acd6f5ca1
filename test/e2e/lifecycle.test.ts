import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { countedFrames, expectOnlySealed } from "./support/calls.ts";
import { everyoneEncrypted } from "./support/expectations.ts";
import { hookSetting, hookState, joinWithHook, nothingLeft, render, unmount } from "./support/hook.ts";
import type { Meeting, Person } from "./support/meeting.ts";
import { connections } from "./support/stats.ts";
import { eventually } from "./support/wait.ts";

const open = hookSetting();

function present(meeting: Meeting, channel = meeting.channel): string[] {
  return connections(meeting.stats(), channel).flatMap(([id, { left }]) => (left ? [] : [id]));
}

/** A running call must appear in all lists that are empty at the end. */
async function holdsSomething({ tab }: Person): Promise<void> {
  const { timers, connections, listeners } = await tab.evaluate(() => window.__traces());
  expect(connections, "peer connections").toBe(1);
  expect(timers, "timers").not.toEqual([]);
  expect(listeners, "listeners").not.toEqual([]);
  expect(tab.workers(), "workers").toHaveLength(1);
}

test.each([
  ["in StrictMode", true],
  ["without StrictMode", false],
])(
  "13 mounts and unmounts of a call, half of them before it connected, leave nothing open %s",
  async (_how, strict) => {
    const meeting = await open();
    const { people } = meeting;
    const ben = await joinWithHook(meeting, "Ben");
    await eventually("Ben is there", async () => expect((await hookState(ben)).phase).toBe("connected"));
    const ann = await joinWithHook(meeting, "Ann", { strict });
    await everyoneEncrypted(people);
    await holdsSomething(ann);
    await unmount(ann);

    const unmountedWhen: Record<string, number> = { connected: 1 };
    for (let mount = 1; mount < 13; mount++) {
      await render(meeting, ann, { strict });
      if (mount % 2 === 0) await everyoneEncrypted(people);
      else await sleep((mount - 1) * 24);
      const { phase } = await hookState(ann);
      unmountedWhen[phase] = (unmountedWhen[phase] ?? 0) + 1;
      await unmount(ann);
    }

    await eventually("Ann has left the server", async () =>
      expect(present(meeting)).toEqual([(await hookState(ben)).connectionId]),
    );
    await nothingLeft(ann);
    expect(await ann.tab.evaluate(() => window.__hook.effects()), "runs of effects").toBe(strict ? 26 : 13);
    expect(unmountedWhen.connected, "unmounted while connected").toBeGreaterThanOrEqual(7);
    expect(unmountedWhen.connected, "unmounted while connected").toBeLessThan(13);
    expectOnlySealed(meeting.stats(), meeting.channel);

    await unmount(ben);
    await nothingLeft(ben);
  },
);

test("options that are equal by value keep the connection, and other options make a new one with sealed media", async () => {
  const meeting = await open();
  const elsewhere = `${meeting.channel}-elsewhere`;
  const first = { metadata: { seat: "1" } };
  const ann = await joinWithHook(meeting, "Ann", first);
  const ben = await joinWithHook(meeting, "Ben");
  const cho = await joinWithHook(meeting, "Cho", { channel: elsewhere });
  await everyoneEncrypted([ann, ben]);
  const idOfAnn = async () => (await hookState(ann)).connectionId ?? expect.fail("Ann is not connected");
  const before = await idOfAnn();

  for (let again = 0; again < 5; again++) await render(meeting, ann, { metadata: { ...first.metadata } });
  const { total } = countedFrames(meeting, before);
  await eventually("the same connection goes on", () =>
    expect(countedFrames(meeting, before).total).toBeGreaterThan(total + 20),
  );
  expect(await idOfAnn()).toBe(before);
  expect(connections(meeting.stats(), meeting.channel)).toHaveLength(2);

  await render(meeting, ann, { metadata: { seat: "2" } });
  await eventually("other metadata make another connection", async () => {
    expect(present(meeting)).not.toContain(before);
    expect(await idOfAnn()).not.toBe(before);
  });
  await everyoneEncrypted([ann, ben]);
  const second = await idOfAnn();

  await render(meeting, ann, { channel: elsewhere, metadata: { seat: "2" } });
  await everyoneEncrypted([ann, cho]);
  await eventually("only Ben is left in the previous channel", async () =>
    expect(present(meeting)).toEqual([(await hookState(ben)).connectionId]),
  );
  expect(await idOfAnn()).not.toBe(second);
  expect(present(meeting, elsewhere)).toContain(await idOfAnn());
  expectOnlySealed(meeting.stats(), meeting.channel);
  expectOnlySealed(meeting.stats(), elsewhere);

  await unmount(ann);
  await nothingLeft(ann);
});

test("metadata that changes in every render leaves the page responsive, with one warning and four connections in all", async () => {
  const meeting = await open();
  const ben = await joinWithHook(meeting, "Ben");
  await eventually("Ben is there", async () => expect((await hookState(ben)).phase).toBe("connected"));
  const ann = await joinWithHook(meeting, "Ann", { changing: true });
  const warnings = () => ann.tab.warnings.filter((warning) => warning.includes('"metadata"'));

  await eventually("the warning names the option", () => expect(warnings()).toHaveLength(1));
  await everyoneEncrypted(meeting.people);

  expect(warnings()).toHaveLength(1);
  const known = connections(meeting.stats(), meeting.channel).length - 1;
  expect(known, "connections of Ann").toBeLessThanOrEqual(4);
  expectOnlySealed(meeting.stats(), meeting.channel);
  await unmount(ann);
  await unmount(ben);
});
