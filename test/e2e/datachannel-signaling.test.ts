import { expect, test } from "vitest";
import { everyoneEncrypted, everyoneSeesAndHears, expectKeyIds } from "./support/expectations.ts";
import type { Person } from "./support/meeting.ts";
import { relays, withRelay } from "./support/relays.ts";
import { setting } from "./support/setting.ts";
import { everythingSealed } from "./support/stats.ts";
import { eventually } from "./support/wait.ts";

const { meeting: open } = setting();
const openWith = withRelay(open);

/**
 * The page's signaling sockets: true flags for open and left ones, and the number of key messages on all of
 * them.
 */
function sockets({ tab }: Person): Promise<{ open: boolean; switched: boolean; keyMessages: number }> {
  return tab.evaluate(() => ({
    switched: window.__fake.sockets.some(({ switched }) => switched),
    open: window.__fake.sockets.some(({ socket }) => socket.readyState === WebSocket.OPEN),
    keyMessages: window.__fake.sockets.reduce((sum, { binarySent }) => sum + binarySent, 0),
  }));
}

test("keys travel over the DataChannel once signaling has moved there", async () => {
  const meeting = await open();
  const { people } = meeting;
  const params = { dataChannelSignaling: "1" };
  const ann = await meeting.arrive("Ann", { params });
  const ben = await meeting.join("Ben", { params });
  await everyoneEncrypted(people);
  const before = await eventually("signaling has moved", async () => {
    const all = await Promise.all([ann, ben].map(sockets));
    for (const { switched } of all) expect(switched).toBe(true);
    return all;
  });

  await meeting.join("Cho", { params });
  await everyoneEncrypted(people);
  await everyoneSeesAndHears(people);

  await expectKeyIds(people, { Ann: 2, Ben: 1, Cho: 0 });
  expect(await Promise.all([ann, ben].map(sockets)), "key messages on the WebSocket").toEqual(before);
  await everythingSealed(meeting);
});

test.each(relays)(
  "a call and its key exchange continue when the WebSocket is closed after the switch ($relay)",
  async (relay) => {
    const meeting = await openWith(relay);
    const { people } = meeting;
    const params = { dataChannelSignaling: "1", ignoreDisconnectWebSocket: "1" };
    const ann = await meeting.arrive("Ann", { params });
    const ben = await meeting.join("Ben", { browser: "firefox", params });
    await everyoneEncrypted(people);
    await eventually("the WebSockets are closed", async () => {
      for (const person of [ann, ben]) expect((await sockets(person)).open).toBe(false);
    });

    const cho = await meeting.join("Cho", { params });
    await everyoneEncrypted(people);
    await everyoneSeesAndHears(people);
    await expectKeyIds(people, { Ann: 2, Ben: 1, Cho: 0 });

    await cho.tab.click('button[data-tone="danger"]');
    meeting.forget(cho);
    await everyoneEncrypted(people);
    await expectKeyIds(people, { Ann: 3, Ben: 2 });
    await everythingSealed(meeting);
  },
);
