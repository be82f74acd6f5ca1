import { expect, test } from "vitest";
import { everyoneEncrypted, ownTile } from "./support/expectations.ts";
import type { Person } from "./support/meeting.ts";
import { everythingReleased } from "./support/released.ts";
import { setting } from "./support/setting.ts";
import { connections, everythingSealed } from "./support/stats.ts";
import { eventually } from "./support/wait.ts";

const { meeting: open } = setting();

const english = { lang: "en" };
const messaging = { ...english, relay: "messaging" };
const channelsOnly = { ...messaging, ignoreDisconnectWebSocket: "1" };

const removed = "You were removed from the call.";
const timeIsUp = "The time limit of your connection was reached, so the server ended the call.";
const noReason = "The server gave no reason (code 1005).";

const closingPage = ({ tab }: Person) =>
  tab.evaluate(() => {
    const page = document.querySelector<HTMLElement>(".sora-meeting-left");
    return { ending: page?.dataset.ending ?? null, text: page?.textContent ?? "" };
  });

test.each([
  { how: "on the WebSocket", params: english, reason: "DISCONNECTED-API", shown: removed },
  { how: "on the WebSocket", params: english, reason: "LIFETIME-EXPIRED", shown: timeIsUp },
  { how: "beside DataChannels", params: messaging, reason: "DISCONNECTED-API", shown: removed },
  { how: "beside DataChannels", params: messaging, reason: "LIFETIME-EXPIRED", shown: timeIsUp },
  { how: "by a close message", params: channelsOnly, reason: "DISCONNECTED-API", shown: removed },
  { how: "by a close message", params: channelsOnly, reason: "LIFETIME-EXPIRED", shown: timeIsUp },
  { how: "not at all", params: channelsOnly, reason: "DISCONNECTED-API", shown: noReason },
])(
  "a participant whom the server ends with $reason, sent by $how, sees the reason and does not reconnect",
  async ({ how, params, reason, shown }) => {
    const meeting = await open({ dataChannelSignalingCloseMessage: how === "by a close message" });
    const ann = await meeting.arrive("Ann", { params });
    const ben = await meeting.join("Ben", { params });
    await everyoneEncrypted(meeting.people);
    await everythingSealed(meeting);
    const { id } = await ownTile(ann);
    const before = connections(meeting.stats(), meeting.channel).length;

    meeting.server.faults.disconnect(id, { code: 1000, reason });

    await eventually("the closing page says that the server ended the call", async () => {
      const { ending, text } = await closingPage(ann);
      expect(ending).toBe("ended-by-server");
      expect(text).toContain(shown);
    });
    await everythingReleased(ann.tab);
    meeting.forget(ann);
    await everyoneEncrypted([ben]);
    expect(connections(meeting.stats(), meeting.channel), "connections so far").toHaveLength(before);
    await everythingSealed(meeting);
  },
);

test("a participant who leaves gets a confirmation, and the server gets the notice", async () => {
  const meeting = await open();
  const ann = await meeting.arrive("Ann", { params: english });
  await ann.tab.click('button:has-text("Leave")');
  await eventually("the closing page says that Ann left", async () =>
    expect(await closingPage(ann)).toMatchObject({
      ending: "left",
      text: expect.stringContaining("You left the call."),
    }),
  );
  await everythingReleased(ann.tab);
});
