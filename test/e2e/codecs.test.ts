import { expect, test } from "vitest";
import { everyoneEncrypted, everyoneSeesAndHears } from "./support/expectations.ts";
import { relays, withRelay } from "./support/relays.ts";
import { setting } from "./support/setting.ts";
import { expectEverythingSealed } from "./support/stats.ts";
import { shownError } from "./support/tiles.ts";
import { eventually } from "./support/wait.ts";

const { meeting: open } = setting();
const openWith = withRelay(open);

const everyCase = relays.flatMap((relay) => ["VP9", "H264", "AV1"].map((codec) => ({ ...relay, codec })));

test.each(everyCase)(
  "people see and hear each other in $codec, sealed ($relay)",
  async ({ codec, ...relay }) => {
    const meeting = await openWith(relay);
    for (const name of ["Ann", "Ben"]) await meeting.join(name, { params: { codec } });

    await everyoneEncrypted(meeting.people);
    await everyoneSeesAndHears(meeting.people);
    expectEverythingSealed(meeting.stats(), meeting.channel);
  },
);

test("a codec that cannot be sealed is refused before anything is opened", async () => {
  const meeting = await open();
  const ann = await meeting.join("Ann", { params: { codec: "H265" } });
  await eventually("an error shows", async () => {
    expect(await shownError(ann.tab)).toBe("codec-unsupported");
  });
  expect(meeting.stats().channels).toEqual({});
});
