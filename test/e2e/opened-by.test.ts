import { expect, test } from "vitest";
import { everyoneEncrypted, ownTile } from "./support/expectations.ts";
import type { Person } from "./support/meeting.ts";
import { setting } from "./support/setting.ts";
import { everythingSealed } from "./support/stats.ts";
import { eventually } from "./support/wait.ts";

const { meeting: open } = setting();
const hintLabel = "#sora-e2ee-hints";

const ownTileTexts = ({ tab }: Person) =>
  tab.evaluate(() => {
    const tile = document.querySelector("[data-sora-tile][data-local]");
    return {
      badge: tile?.querySelector(".sora-badge")?.textContent,
      cannot: [...(tile?.querySelectorAll(".sora-tile-opened li") ?? [])].map((item) => item.textContent),
    };
  });
const panelRows = ({ tab }: Person) =>
  tab.evaluate(() => [...document.querySelectorAll(".sora-opened-list li")].map((item) => item.textContent));

test("our own tile shows how many participants decrypt it and the peer that cannot, and ignores a peer without receipts", async () => {
  const meeting = await open();
  const { hostile } = meeting.server.faults;
  /** The server drops the receipts of a peer, as if it sent none. */
  const silence = async (peer: Person) =>
    hostile.spoilMessages(hintLabel, { from: (await ownTile(peer)).id }, () => []);
  const params = { lang: "en" };
  const ann = await meeting.arrive("Ann", { params });
  const ben = await meeting.arrive("Ben", { params });
  const dan = await meeting.arrive("Dan", { params });
  await silence(dan);
  await everyoneEncrypted(meeting.people);
  await eventually("Ann is told that Ben opens what she sends, and nothing of Dan", async () => {
    expect(await ownTileTexts(ann)).toEqual({ badge: "Protected. Opened by 1 of 2", cannot: [] });
  });

  const from = (await ownTile(ann)).id;
  const to = (await ownTile(ben)).id;
  const undo = hostile.flipBits({ from, to });
  const reason = "something changed on the way, or another key was used";
  await eventually("Ben is named on Ann's own tile, with the reason", async () => {
    expect(await ownTileTexts(ann)).toEqual({
      badge: "Protected. Opened by 0 of 2",
      cannot: [`Ben cannot open it: ${reason}.`],
    });
  });
  await ann.tab.click("[data-sora-tile][data-local] .sora-badge");
  await eventually("the details list both", async () => {
    expect(await panelRows(ann)).toEqual([`BenCannot open it: ${reason}`, "DanDoes not say"]);
  });
  // Ben's media are still decrypted, and his own tile says so.
  expect(await ownTileTexts(ben)).toMatchObject({ cannot: [] });

  undo();
  await eventually("Ben opens it again", async () => {
    expect(await ownTileTexts(ann)).toEqual({ badge: "Protected. Opened by 1 of 2", cannot: [] });
  });
  // The statistics of a real browser contain the values that the quality needs.
  await eventually("Ann's page shows how each connection does", async () => {
    const shown = await ann.tab.evaluate(() =>
      [...document.querySelectorAll("[data-sora-tile]")].map(
        (tile) => tile.querySelector<HTMLElement>(".sora-quality")?.dataset.quality,
      ),
    );
    expect(shown).toEqual([0, 1, 2].map(() => expect.stringMatching(/^(good|fair|poor)$/u)));
  });

  await silence(ben);
  await eventually("Nothing is claimed any more once receipts stop", async () => {
    expect(await ownTileTexts(ann)).toEqual({ badge: "Protected", cannot: [] });
  });
  await everythingSealed(meeting);
});
