import { expect, test } from "vitest";
import { callsSetting } from "./support/calls.ts";
import { everyoneEncrypted, ownTile } from "./support/expectations.ts";
import type { Person } from "./support/meeting.ts";
import { withRelay } from "./support/relays.ts";
import { setting } from "./support/setting.ts";
import { eventually } from "./support/wait.ts";

const open = withRelay(callsSetting(setting()));
/** No meeting of this test is so large. */
const told = 4321;

const reported = ({ tab }: Person) =>
  tab.evaluate(() => {
    const { channel, server } = window.__calls.call("main").store.getState();
    return { connections: channel?.connections, unstableLevel: server?.unstableLevel };
  });

test("connection.updated and network.status reach the stores of calls in Chromium and Firefox", async () => {
  const meeting = await open(
    { relay: "messaging", server: { soraVersion: "2026.1" } },
    {
      updatedInterval: 500,
      test: {
        interception: {
          notification: (_to, notification) =>
            notification.event_type === "connection.updated"
              ? { ...notification, channel_connections: told }
              : notification,
        },
      },
    },
  );
  const people = [await meeting.arrive("Ann"), await meeting.join("Ben", { browser: "firefox" })];
  await everyoneEncrypted(people);
  await Promise.all(
    people.map(async (person) => {
      const { id } = await ownTile(person);
      await eventually(`${person.name} has the count of connection.updated`, async () =>
        expect(await reported(person)).toMatchObject({ connections: told }),
      );
      meeting.server.faults.losePackets(id, 0.5);
      await eventually(`${person.name} has an unstable network`, async () =>
        expect((await reported(person)).unstableLevel).toBeGreaterThan(0),
      );
      meeting.server.faults.losePackets(id, 0);
      await eventually(`${person.name} has a stable network again`, async () =>
        expect(await reported(person)).toMatchObject({ unstableLevel: 0 }),
      );
    }),
  );
});
