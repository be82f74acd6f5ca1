import { expect, test } from "vitest";
import { callsSetting } from "./support/calls.ts";
import { everyoneEncrypted, ownTile } from "./support/expectations.ts";
import { KeyHolder } from "./support/key-holder.ts";
import type { Person } from "./support/meeting.ts";
import { setting } from "./support/setting.ts";
import { eventually } from "./support/wait.ts";

/** Attacks on sealed messages, judged by the pages' contents. */

const open = callsSetting(setting());
const label = "#chat";
const highestCounter = 0xffffffff;

function received({ tab }: Person): Promise<readonly string[]> {
  return tab.evaluate(() => window.__calls.received);
}

function say({ tab }: Person, text: string): Promise<void> {
  return tab.evaluate(([label, text]) => window.__calls.call("main").sendSealedMessage(label, text), [
    label,
    text,
  ] as const);
}

/** `code` entries of the event log that name this connection. */
function refusals({ tab }: Person, connectionId: string, code: string): Promise<number> {
  return tab.evaluate(
    ([id, code]) =>
      window.__calls
        .call("main")
        .store.getState()
        .log.filter((entry) => JSON.stringify(entry).includes(code) && JSON.stringify(entry).includes(id))
        .length,
    [connectionId, code] as const,
  );
}

test("a peer that holds Ann's key can neither speak as Ann nor silence Ann, also over key changes", async () => {
  const meeting = await open();
  // Eve is a peer of the signaling relay.
  const params = { sealed: label, relay: "signaling" };
  const ann = await meeting.arrive("Ann", { params });
  const ben = await meeting.join("Ben", { params, browser: "firefox" });
  await everyoneEncrypted(meeting.people);
  await eventually("both channels are open", async () => {
    await say(ann, "ping");
    expect(await received(ben)).toContain("ping");
  });

  const { id } = await ownTile(ann);
  const eve = await KeyHolder.join(meeting.server.signalingUrl, meeting.channel, label);
  await eve.hold(id);
  await eventually("Ben's page has refused what Eve said as Ann", async () => {
    await eve.sayAs(id, "I am Ann", highestCounter);
    expect(await refusals(ben, id, "authentication-failed")).toBeGreaterThan(0);
  });
  // Junk that claims to wait for a key of Ann's.
  const junk = new Uint8Array(100);
  junk[0] = 2;
  new DataView(junk.buffer).setUint32(2, 0xfffffff0);
  junk.set(new TextEncoder().encode(id), 10);
  for (let sent = 0; sent < 200; sent++) eve.send(junk);

  await say(ann, "one");
  await say(ann, "two");
  await eventually("Ben reads Ann", async () =>
    expect((await received(ben)).slice(-2)).toEqual(["one", "two"]),
  );

  // Eve leaves, so all others make fresh keys.
  await eve.close();
  await eventually("Ben reads Ann under a fresh key", async () => {
    await say(ann, "three");
    expect((await received(ben)).at(-1)).toBe("three");
  });
  expect(await received(ben)).not.toContain("I am Ann");
});

test("a server that reverses, repeats and reroutes messages cannot get them shown out of order", async () => {
  const held: Buffer[] = [];
  let reversing = false;
  const meeting = await open({
    soraVersion: "2026.1",
    test: {
      interception: {
        message(_delivery, to, message) {
          if (to !== label || !reversing) return [message];
          held.push(Buffer.from(message));
          // Three messages arrive together, the last one first, and then all of them again.
          return held.length % 3 === 0 ? [...held.slice(-3).reverse(), ...held.slice(-3)] : [];
        },
      },
    },
  });
  const params = { sealed: label, relay: "messaging" };
  const ann = await meeting.arrive("Ann", { params });
  const ben = await meeting.join("Ben", { params });
  await everyoneEncrypted(meeting.people);
  await eventually("both channels are open", async () => {
    await say(ann, "ping");
    expect(await received(ben)).toContain("ping");
  });
  reversing = true;
  for (const text of ["one", "two", "three"]) await say(ann, text);
  await eventually("Ben reads the newest", async () => expect(await received(ben)).toContain("three"));
  reversing = false;
  await say(ann, "four");
  await eventually("Ben reads on", async () => expect(await received(ben)).toContain("four"));
  expect((await received(ben)).filter((text) => text !== "ping")).toEqual(["three", "four"]);
});
