import { expect, test } from "vitest";
import { callsSetting } from "./support/calls.ts";
import { everyoneEncrypted, ownTile } from "./support/expectations.ts";
import type { Person } from "./support/meeting.ts";
import { setting } from "./support/setting.ts";
import { eventually } from "./support/wait.ts";

const here = setting();
const { meeting: demo } = here;
const open = callsSetting(here);
const label = "#chat";
const secret = "meet at the old bridge at nine";

/** The messages decrypted on a participant's page so far. */
function received({ tab }: Person): Promise<readonly string[]> {
  return tab.evaluate(() => window.__calls.received);
}

function say({ tab }: Person, text: string, to?: string): Promise<void> {
  return tab.evaluate(
    ([label, text, to]) =>
      window.__calls.call("main").sendSealedMessage(label, text, to === null ? {} : { to }),
    [label, text, to ?? null] as const,
  );
}

test.each(["signaling", "messaging"])(
  "over the %s relay, peers read each other's messages and the server reads none",
  async (relay) => {
    const carried: Buffer[] = [];
    const meeting = await open({
      ...(relay === "messaging" ? { soraVersion: "2026.1" as const } : {}),
      test: {
        interception: {
          message(_delivery, to, message) {
            if (to === label) carried.push(Buffer.from(message));
            // The server delivers every message twice.
            return to === label ? [message, message] : [message];
          },
        },
      },
    });
    const params = { relay, sealed: label };
    const ann = await meeting.arrive("Ann", { params });
    const ben = await meeting.join("Ben", { params, browser: "firefox" });
    await everyoneEncrypted(meeting.people);

    await eventually("both channels are open", async () => {
      await say(ben, "ping");
      expect(await received(ann)).toContain("ping");
    });
    await say(ann, secret);
    await say(ann, "second");
    await say(ann, "for Ben", (await ownTile(ben)).id);
    await eventually("Ben has read them", async () => {
      expect(await received(ben)).toEqual([secret, "second", "for Ben"]);
    });

    // A new participant gets no earlier messages, and reads later ones.
    const cho = await meeting.join("Cho", { params });
    await everyoneEncrypted(meeting.people);
    const early = carried.length;
    await eventually("Cho reads", async () => {
      await say(ann, "welcome");
      expect(await received(cho)).toContain("welcome");
    });
    expect(new Set(await received(cho))).toEqual(new Set(["welcome"]));
    expect(early, "messages that the server carried").toBeGreaterThanOrEqual(4);
    for (const message of carried) {
      for (const text of [secret, "ping", "second", "for Ben", "welcome"]) {
        expect(message.includes(text), "words in what the server carried").toBe(false);
      }
    }

    // No clear message is sent on a sealed label.
    const refused = await ann.tab.evaluate(
      ([label, text]) =>
        window.__calls
          .call("main")
          .sendMessage(label, text)
          .catch((error: { code: string }) => error.code),
      [label, secret] as const,
    );
    expect(refused).toBe("invalid-options");
  },
);

test("a participant with messages only reads and writes sealed messages, without any media", async () => {
  const meeting = await open({ soraVersion: "2026.1" });
  const ann = await meeting.arrive("Ann", { params: { sealed: label } });
  const ben = await meeting.join("Ben", {
    params: { sealed: label, role: "messaging" },
    browser: "firefox",
  });
  await eventually("each reads the other", async () => {
    await say(ann, "from Ann");
    await say(ben, "from Ben");
    expect(await received(ann)).toContain("from Ben");
    expect(await received(ben)).toContain("from Ann");
  });
  const { id } = await ownTile(ben);
  const seen = await ann.tab.evaluate(
    (peer) => window.__calls.call("main").store.getState().peers[peer]?.role,
    id,
  );
  expect(seen).toBe("messaging");
  const { senders, receivers } = await ben.tab.evaluate(() => ({
    senders: window.__calls.senders.length,
    receivers: window.__calls.receivers.length,
  }));
  expect({ senders, receivers }).toEqual({ senders: 0, receivers: 0 });
  const { frames } = meeting.stats().channels[meeting.channel]!.connections[id]!;
  expect([frames.audio.total, frames.video.total]).toEqual([0, 0]);
});

test("two people chat in the demo", async () => {
  const meeting = await demo({ soraVersion: "2026.1" });
  const params = { relay: "messaging", lang: "en" };
  const ann = await meeting.arrive("Ann", { params });
  const ben = await meeting.join("Ben", { params });
  await everyoneEncrypted(meeting.people);
  for (const { tab } of meeting.people) {
    await tab.evaluate(() => {
      const buttons = [...document.querySelectorAll<HTMLButtonElement>("button[aria-expanded]")];
      buttons.find(({ textContent }) => textContent === "Chat")?.click();
    });
  }

  await ann.tab.fill(".sora-chat input", "Shall we begin?");
  await ann.tab.click('.sora-chat button[type="submit"]');
  for (const { name, tab } of [ann, ben]) {
    await eventually(`${name} reads it`, async () => {
      const lines = await tab.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>(".sora-chat li")].map((li) =>
          [...li.querySelectorAll("bdi")].map(({ textContent }) => textContent).join(": "),
        ),
      );
      expect(lines).toEqual(["Ann: Shall we begin?"]);
    });
  }
});
