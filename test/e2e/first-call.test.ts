import { expect, test } from "vitest";
import { everyoneEncrypted, everyoneSeesAndHears } from "./support/expectations.ts";
import { relays, withRelay } from "./support/relays.ts";
import { setting } from "./support/setting.ts";
import { connections, everythingSealed } from "./support/stats.ts";

const open = withRelay(setting().meeting);

test.each(relays)(
  "three participants in Chromium see, hear and verify each other, and the server gets only sealed frames ($relay)",
  async (relay) => {
    const meeting = await open(relay);
    for (const name of ["Ann", "Ben", "Cho"]) await meeting.join(name);

    await everyoneEncrypted(meeting.people);
    await everyoneSeesAndHears(meeting.people);

    expect(connections(meeting.stats(), meeting.channel)).toHaveLength(3);
    await everythingSealed(meeting);
  },
);

test.each(relays)("a call with one participant in Firefox does the same ($relay)", async (relay) => {
  const meeting = await open(relay);
  await meeting.join("Ann");
  await meeting.join("Ben", { browser: "firefox" });
  await meeting.join("Cho");

  await everyoneEncrypted(meeting.people);
  await everyoneSeesAndHears(meeting.people);

  expect(connections(meeting.stats(), meeting.channel)).toHaveLength(3);
  await everythingSealed(meeting);
});
