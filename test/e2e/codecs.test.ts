import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { everyoneEncrypted, everyoneSeesAndHears } from "./support/expectations.ts";
import { type Mutation, serveMutatedDemo } from "./support/mutation.ts";
import { relays, withRelay } from "./support/relays.ts";
import { setting } from "./support/setting.ts";
import type { Site } from "./support/site.ts";
import { everythingSealed } from "./support/stats.ts";
import { shownError } from "./support/tiles.ts";
import { eventually } from "./support/wait.ts";

const { meeting: open } = setting();
const openWith = withRelay(open);

/** A codec does not depend on the relay, so the relays take turns. */
const everyCase = ["VP9", "H264", "AV1"].map((codec, i) => ({ ...relays[i % relays.length]!, codec }));

test.each(everyCase)(
  "participants see and hear each other in $codec with sealed frames ($relay)",
  async ({ codec, ...relay }) => {
    const meeting = await openWith(relay);
    for (const name of ["Ann", "Ben"]) await meeting.join(name, { params: { codec } });

    await everyoneEncrypted(meeting.people);
    await everyoneSeesAndHears(meeting.people);
    await everythingSealed(meeting);
  },
);

/** Like Firefox ESR 140, which reports only the payload type of a frame. */
const codecNotNamed: Mutation[] = ["worker/receiver-transform.ts", "worker/sender-transform.ts"].map(
  (file) => ({
    file: `src/e2ee/${file}`,
    from: "this.#codecFor(frame.getMetadata())",
    to: "this.#codecFor({ payloadType: frame.getMetadata().payloadType })",
  }),
);

describe("in browsers that do not report a frame's codec", () => {
  let site: Site;
  beforeAll(async () => {
    site = await serveMutatedDemo(codecNotNamed);
  });
  afterAll(() => site?.close());

  test.each([
    ["VP8", "firefox"],
    ["VP9", "firefox"],
    ["AV1", "firefox"],
    ["H264", "chromium"],
  ] as const)(
    "participants see and hear each other in %s with sealed frames (Chromium and %s)",
    async (codec, browser) => {
      const meeting = await open({}, site.url);
      await meeting.join("Ann", { params: { codec } });
      await meeting.join("Ben", { browser, params: { codec } });

      await everyoneEncrypted(meeting.people);
      await everyoneSeesAndHears(meeting.people);
      await everythingSealed(meeting);
    },
  );
});

test("a codec that cannot be sealed is refused before a device or connection is opened", async () => {
  const meeting = await open();
  const ann = await meeting.join("Ann", { params: { codec: "H265" } });
  await eventually("an error shows", async () => {
    expect(await shownError(ann.tab)).toBe("codec-unsupported");
  });
  expect(meeting.stats().channels).toEqual({});
});
