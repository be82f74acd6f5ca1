import { expect, test } from "vitest";
import type { DevServerOptions } from "../../dev-server/src/index.ts";
import type { SoraE2EEErrorCode } from "../../src/errors.ts";
import type { Tab } from "./support/browser.ts";
import { setting } from "./support/setting.ts";
import { expectNoFrames } from "./support/stats.ts";
import { shownError, tiles } from "./support/tiles.ts";
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

/** What a page that failed must have let go of. */
async function everythingReleased(tab: Tab): Promise<void> {
  await eventually("camera, microphone, worker and sockets are released", async () => {
    const { states, sockets } = await tab.evaluate(() => ({
      states: window.__fake.tracks.map(({ readyState }) => readyState),
      sockets: window.__fake.sockets.filter(({ socket }) => socket.readyState < WebSocket.CLOSING).length,
    }));
    expect(states, "tracks").toEqual(states.map(() => "ended"));
    expect(sockets, "open sockets").toBe(0);
    expect(tab.workers(), "workers").toEqual([]);
    expect(await tiles(tab), "tiles").toEqual([]);
  });
}

test.each(cases)(
  "a server %s: a typed error, nothing sent, nothing left open",
  async (_what, options, code) => {
    const meeting = await open(options);
    const { tab } = await meeting.join("Ann");

    const time = await eventually("an error shows", async () => expect(await shownError(tab)).toBe(code), {
      within: 15_000,
    });
    await everythingReleased(tab);

    expectNoFrames(meeting.stats());
    console.log(`${code} after ${Math.round(time)} ms`);
  },
);

test("no server at all: a typed error, nothing left open", async () => {
  const meeting = await open();
  // The browser itself reports the socket that cannot be opened.
  meeting.allowProblems(/WebSocket connection to .* failed/);
  await meeting.server.close();
  const { tab } = await meeting.join("Ann");

  await eventually("an error shows", async () => expect(await shownError(tab)).toBe("server-unreachable"), {
    within: 15_000,
  });
  await everythingReleased(tab);
});
