import { expect, test } from "vitest";
import type { DevServerOptions } from "../../dev-server/src/index.ts";
import type { SoraE2EEErrorCode } from "../../src/errors.ts";
import { everythingReleased } from "./support/released.ts";
import { setting } from "./support/setting.ts";
import { expectNoFrames } from "./support/stats.ts";
import { shownError } from "./support/tiles.ts";
import { eventually } from "./support/wait.ts";

const { meeting: open } = setting();

const cases: readonly (readonly [what: string, options: DevServerOptions, code: SoraE2EEErrorCode])[] = [
  ["with E2EE off", { e2ee: false }, "e2ee-disabled"],
  ["with notifications off", { signalingNotify: false }, "notifications-disabled"],
  [
    "without connection ids in notifications",
    { signalingNotifyConnectionId: false },
    "notification-connection-id-disabled",
  ],
  ["without metadata in notifications", { signalingNotifyMetadata: false }, "notification-metadata-disabled"],
  [
    "that closes in place of the offer",
    { test: { closeDuringHandshake: "before-offer" } },
    "signaling-refused",
  ],
  ["that closes after the answer", { test: { closeDuringHandshake: "after-answer" } }, "signaling-refused"],
];

test.each(cases)(
  "a server %s causes a typed error, with nothing sent and nothing left open",
  async (_what, options, code) => {
    const meeting = await open(options);
    // The setting e2ee is only for the relay `signaling`. The other settings are for both relays.
    if (code === "e2ee-disabled") meeting.params.relay = "signaling";
    const { tab } = await meeting.join("Ann");

    await eventually("an error shows", async () => expect(await shownError(tab)).toBe(code));
    await everythingReleased(tab);

    expectNoFrames(meeting.stats());
  },
);

test("an unreachable server causes a typed error, with nothing left open", async () => {
  const meeting = await open();
  // The browser itself reports the socket that cannot be opened.
  meeting.allowProblems(/WebSocket connection to .* failed/);
  await meeting.server.close();
  const { tab } = await meeting.join("Ann");

  await eventually("an error shows", async () => expect(await shownError(tab)).toBe("server-unreachable"));
  await everythingReleased(tab);
});
