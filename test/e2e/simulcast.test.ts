import { expect, test } from "vitest";
import { callsSetting, expectOnlySealed, receivedPackets, sentByLayer } from "./support/calls.ts";
import { ownTile } from "./support/expectations.ts";
import type { Person } from "./support/meeting.ts";
import { messaging, signaling, withRelay } from "./support/relays.ts";
import { setting } from "./support/setting.ts";
import { connections } from "./support/stats.ts";
import { picture, shownError, tiles } from "./support/tiles.ts";
import { eventually } from "./support/wait.ts";

const open = withRelay(callsSetting(setting()));

/** Large enough for Chromium to send three layers of it; each has half the edges of the next. */
const size = { width: 960, height: 540 };
const layers = [
  ["r0", 240],
  ["r1", 480],
  ["r2", 960],
] as const;

async function expectPicture(viewer: Person, id: string, hue: number, width: number): Promise<void> {
  await eventually(
    `${viewer.name} sees a picture ${width} wide`,
    async () => {
      const seen = await picture(viewer.tab, id);
      expect(seen).toMatchObject({ width, moving: true });
      expect(Math.abs((seen.hue ?? Number.NaN) - hue), `hue ${seen.hue} against ${hue}`).toBeLessThan(20);
    },
    // The bandwidth estimate has to grow before the largest layer is sent.
    { every: 200 },
  );
}

test("three layers of one camera are sealed, and each is decrypted by the viewers that requested it", async () => {
  const meeting = await open(messaging);
  // Hue 0 is next to 359, so a participant without a camera uses it.
  const [first, ...others] = layers;
  const viewers = [[await watching(first[0]), first[1] as number] as const];
  const ann = await meeting.join("Ann", {
    params: { simulcast: "1", size: `${size.width}x${size.height}` },
  });
  for (const [rid, width] of others) viewers.push([await watching(rid), width]);
  await eventually("Ann is protected", async () =>
    expect(await ownTile(ann)).toMatchObject({ encryption: "protected" }),
  );
  const { id } = await ownTile(ann);

  await Promise.all(viewers.map(([viewer, width]) => expectPicture(viewer, id, ann.hue, width)));

  // Viewers who join within a second wait for Ann's newest key: she announces it once no more of them come.
  await eventually("all viewers are encrypted", async () => {
    for (const [{ name, tab }] of viewers) {
      const tile = (await tiles(tab)).find((each) => each.id === id);
      expect(tile, `Ann's tile for the ${name}`).toMatchObject({ encryption: "encrypted" });
    }
  });
  await eventually("frames of every layer reach the server", async () => {
    const sent = await sentByLayer(ann);
    for (const [rid] of layers) expect(sent[rid], `frames of layer ${rid}`).toBeGreaterThan(10);
    const [, { frames }] = connections(meeting.stats(), meeting.channel).find(([each]) => each === id)!;
    expect(frames.video.total, "frames of all layers at the server").toBeGreaterThan(
      (sent.r0 ?? 0) + (sent.r1 ?? 0),
    );
  });
  expectOnlySealed(meeting.stats(), meeting.channel);

  function watching(rid: string): Promise<Person> {
    return meeting.join(`viewer of ${rid}`, { params: { role: "recvonly", simulcast: "1", rid } });
  }
});

test.each(["VP9", "H264", "AV1"])(
  "three layers of one camera in %s are sealed and reach the server, and the middle one reaches its viewer",
  async (codec) => {
    const meeting = await open(messaging);
    const viewer = await meeting.join("viewer of r1", {
      params: { role: "recvonly", simulcast: "1", rid: "r1" },
    });
    const params = { simulcast: "1", size: `${size.width}x${size.height}`, codec };
    const ann = await meeting.join("Ann", { params });
    await eventually("frames of every layer are sent", async () => {
      const sent = await sentByLayer(ann);
      for (const [rid] of layers) expect(sent[rid], `frames of layer ${rid}`).toBeGreaterThan(5);
    });
    await expectPicture(viewer, (await ownTile(ann)).id, ann.hue, 480);
    expectOnlySealed(meeting.stats(), meeting.channel);
  },
);

test("a viewer who requests no layer gets no video packet", async () => {
  const meeting = await open(messaging);
  const viewer = await meeting.join("viewer", { params: { role: "recvonly", simulcast: "1", rid: "none" } });
  const other = await meeting.join("other", { params: { role: "recvonly", simulcast: "1", rid: "r0" } });
  const ann = await meeting.join("Ann", { params: { simulcast: "1", size: `${size.width}x${size.height}` } });
  await eventually("Ann is protected", async () =>
    expect(await ownTile(ann)).toMatchObject({ encryption: "protected" }),
  );
  const { id } = await ownTile(ann);
  await expectPicture(other, id, ann.hue, 240);
  expect(await receivedPackets(viewer, "video")).toBe(0);
  await eventually("the viewer hears Ann", async () => {
    expect(await receivedPackets(viewer, "audio")).toBeGreaterThan(0);
  });
});

test("simulcast in Firefox is sent or refused as the browser's limit", async () => {
  const meeting = await open(signaling);
  const ann = await meeting.join("Ann", { browser: "firefox", params: { simulcast: "1" } });

  await eventually("Ann sends simulcast, or an error names the browser", async () => {
    const error = await shownError(ann.tab);
    if (error !== null) expect(error).toBe("browser-unsupported");
    else expect(await ownTile(ann)).toMatchObject({ encryption: "protected" });
  });
});
