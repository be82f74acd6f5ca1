import { expect, test } from "vitest";
import type { Tab } from "./support/browser.ts";
import { hueDistance } from "./support/calls.ts";
import { launchChromiumWithTabs } from "./support/chromium-tabs.ts";
import { everyoneEncrypted, ownTile } from "./support/expectations.ts";
import type { Person } from "./support/meeting.ts";
import { setting } from "./support/setting.ts";
import { eventually } from "./support/wait.ts";

const { meeting: open } = setting();

/** Presses the button with this text, in the page or in a dialog. */
function press({ tab }: Person, text: string): Promise<void> {
  return eventually(`there is a button "${text}"`, async () => {
    const pressed = await tab.evaluate((wanted) => {
      const buttons = [...document.querySelectorAll<HTMLButtonElement>("button:not(:disabled)")];
      const found = buttons.find((button) => button.textContent === wanted || button.title === wanted);
      found?.click();
      return found !== undefined;
    }, text);
    expect(pressed).toBe(true);
  });
}

/** Replaces the browser's dialog for a file. The page gets a real file that the test can read. */
function answerFileDialog({ tab }: Person): Promise<void> {
  return tab.evaluate(() => {
    Object.assign(window, {
      showSaveFilePicker: async () =>
        (await navigator.storage.getDirectory()).getFileHandle("recording", { create: true }),
    });
  });
}

function mark({ tab }: Person): Promise<string> {
  return tab.evaluate(() => document.querySelector(".sora-recording")?.textContent ?? "");
}

/** The page's text, to explain a failure. */
function textOf({ tab }: Person): Promise<string> {
  return tab.evaluate(() => document.body.innerText);
}

async function megabytes(person: Person): Promise<number> {
  return Number.parseFloat(/([\d.]+) ?MB/u.exec(await mark(person))?.[1] ?? "0");
}

/** From now on, the page counts the pictures that it gives to the recorder. Returns a function that reads the number. */
async function countPictures({ tab }: Person): Promise<() => Promise<number>> {
  await tab.evaluate(() => {
    const Original = VideoFrame;
    class Counted extends Original {
      static count = 0;
      constructor(...given: ConstructorParameters<typeof Original>) {
        super(...given);
        Counted.count += 1;
      }
    }
    Object.assign(window, { VideoFrame: Counted });
  });
  return () => tab.evaluate(() => (VideoFrame as unknown as { readonly count: number }).count);
}

interface Played {
  /** The mean color at each place, as a hue in degrees; null: gray. */
  readonly hues: readonly (number | null)[];
  /** The level of each tone in the last second of the file. */
  readonly levels: readonly number[];
  readonly size: readonly [number, number];
}

/** Plays the end of the file, and reads the color in the middle of these places. */
function play(
  tab: Tab,
  places: readonly (readonly [number, number])[],
  tones: readonly number[],
): Promise<Played> {
  return tab.evaluate(
    async ([wantedPlaces, wantedTones]) => {
      const handle = await (await navigator.storage.getDirectory()).getFileHandle("recording");
      const file = await handle.getFile();
      const video = document.createElement("video");
      video.muted = true;
      video.src = URL.createObjectURL(file);
      const seek = (time: number) =>
        new Promise((resolve, reject) => {
          video.onseeked = resolve;
          video.onerror = () => reject(new Error(`cannot play: ${video.error?.message}`));
          video.currentTime = time;
        });
      await new Promise((resolve, reject) => {
        video.onloadeddata = resolve;
        video.onerror = () => reject(new Error(`cannot play: ${video.error?.message}`));
      });
      // A recorder cannot know the length beforehand: browsers find it by going to the end.
      await seek(1e6);
      await seek(Math.max(0, video.currentTime - 0.5));
      const canvas = Object.assign(document.createElement("canvas"), {
        width: video.videoWidth,
        height: video.videoHeight,
      });
      const context = canvas.getContext("2d") as CanvasRenderingContext2D;
      context.drawImage(video, 0, 0);
      const hues = wantedPlaces.map(([x, y]) => {
        const { data } = context.getImageData(x - 60, y - 60, 120, 80);
        let [alpha, beta, count] = [0, 0, 0];
        for (let i = 0; i < data.length; i += 4) {
          const [r = 0, g = 0, b = 0] = data.slice(i, i + 3);
          if (Math.max(r, g, b) < 60) continue;
          alpha += r - (g + b) / 2;
          beta += (Math.sqrt(3) / 2) * (g - b);
          count += 1;
        }
        if (Math.hypot(alpha, beta) < 60 * Math.max(1, count)) return null;
        return (Math.round((Math.atan2(beta, alpha) * 180) / Math.PI) + 360) % 360;
      });
      const sound = await new OfflineAudioContext(1, 48_000, 48_000).decodeAudioData(
        await file.arrayBuffer(),
      );
      const samples = sound.getChannelData(0).slice(-Math.round(sound.sampleRate));
      // Goertzel's algorithm.
      const levels = wantedTones.map((frequency) => {
        const factor = 2 * Math.cos((2 * Math.PI * frequency) / sound.sampleRate);
        let [before, last] = [0, 0];
        for (const sample of samples) [before, last] = [last, sample + factor * last - before];
        return Math.sqrt(before ** 2 + last ** 2 - factor * before * last) / samples.length;
      });
      return { hues, levels, size: [video.videoWidth, video.videoHeight] as const };
    },
    [places, tones] as const,
  );
}

test("a recording of a sealed call has the pictures and tones of those who agreed, and every page names the recorder", async () => {
  const meeting = await open({ soraVersion: "2026.1" });
  const params = { relay: "messaging", lang: "en" };
  const ann = await meeting.arrive("Ann", { params });
  const ben = await meeting.arrive("Ben", { params });
  const cho = await meeting.arrive("Cho", { params });
  await everyoneEncrypted(meeting.people);

  await answerFileDialog(ann);
  await press(ann, "More");
  await press(ann, "Record");
  // The recording begins only after they have answered.
  await eventually("Ann waits", async () => expect(await mark(ann)).toContain("Nothing is recorded yet."));
  await press(ben, "Agree");
  await press(cho, "Decline");
  for (const [person, state] of [
    [ben, "You are in the recording."],
    [cho, "You are left out."],
  ] as const) {
    await eventually(`${person.name}'s page says that Ann records`, async () => {
      expect(await mark(person)).toMatch(/Ann.* has been recording since/u);
      expect(await mark(person)).toContain(state);
    });
  }
  expect(await mark(ann)).toContain("1 of 2 people agreed");
  await eventually("something is written", async () => expect(await megabytes(ann)).toBeGreaterThan(0));

  // Ann's connection is lost and returns. The recording, the marks and the answers continue.
  const id = (await ownTile(ann)).id;
  meeting.server.faults.drop(id);
  await eventually("Ann has another connection", async () => expect((await ownTile(ann)).id).not.toBe(id));
  await everyoneEncrypted(meeting.people);
  // Ben's answer counts for his identity key, which his new session with Ann proves.
  await eventually("Ben's answer counts again", async () =>
    expect(await mark(ann), await textOf(ann)).toContain("1 of 2 people agreed"),
  );
  const before = await megabytes(ann);
  await eventually("more is written", async () => expect(await megabytes(ann)).toBeGreaterThan(before + 0.2));
  await eventually("Ben's page still says that Ann records", async () =>
    expect(await mark(ben)).toMatch(/Ann.* has been recording since.*You are in the recording\./u),
  );
  expect(await mark(ann)).toContain("1 of 2 people agreed");

  await press(ann, "Stop recording");
  await eventually("Ann is told that it was saved", async () =>
    expect(await textOf(ann)).toContain("Recording saved: recording"),
  );
  await eventually("the mark is gone from every page", async () => {
    for (const person of meeting.people) expect(await mark(person)).toBe("");
  });

  const { hues, levels, size } = await play(
    ann.tab,
    // Two columns: Ann and Ben above, Cho below.
    [
      [322, 182],
      [958, 182],
      [322, 538],
    ],
    [ann.tone, ben.tone, cho.tone, 2950],
  );
  expect(size).toEqual([1280, 720]);
  expect(hueDistance(hues[0] ?? -180, ann.hue), `hue of Ann ${hues[0]}`).toBeLessThan(20);
  expect(hueDistance(hues[1] ?? -180, ben.hue), `hue of Ben ${hues[1]}`).toBeLessThan(20);
  expect(hues[2], "a gray place where Cho would be").toBeNull();
  const [ofAnn = 0, ofBen = 0, ofCho = 0, noise = 0] = levels;
  expect(ofAnn, `levels ${levels}`).toBeGreaterThan(20 * noise);
  expect(ofBen, `levels ${levels}`).toBeGreaterThan(20 * noise);
  expect(ofCho, `levels ${levels}`).toBeLessThan(ofBen / 10);
});

test("a recording continues while its page is behind another tab, without the picture and tone of who declines meanwhile", async () => {
  const meeting = await open({ soraVersion: "2026.1" });
  const params = { relay: "messaging", lang: "en" };
  const own = await launchChromiumWithTabs();
  try {
    const ann = await meeting.arrive("Ann", { params, own });
    const ben = await meeting.arrive("Ben", { params });
    await everyoneEncrypted(meeting.people);
    await answerFileDialog(ann);
    await press(ann, "More");
    await press(ann, "Record");
    await press(ben, "Agree");
    await eventually("something is written", async () => expect(await megabytes(ann)).toBeGreaterThan(0));

    await own.hide();
    await press(ben, "Change my answer");
    await press(ben, "Decline");
    await eventually("Ann's page knows Ben's answer", async () =>
      expect(await mark(ann)).toContain("0 of 1 person agreed"),
    );
    const before = await megabytes(ann);
    const pictures = await countPictures(ann);
    // A hidden page's own timers run once a second: they would make 60 pictures within this time.
    await eventually("the hidden page makes pictures", async () =>
      expect(await pictures()).toBeGreaterThan(150),
    );
    await eventually("more is written", async () =>
      expect(await megabytes(ann)).toBeGreaterThan(before + 0.2),
    );
    await press(ann, "Stop recording");
    await eventually("the mark is gone from every page", async () => {
      for (const person of meeting.people) expect(await mark(person)).toBe("");
    });
    await own.show();

    const { hues, levels } = await play(
      ann.tab,
      // Two columns: Ann and Ben.
      [
        [322, 360],
        [958, 360],
      ],
      [ann.tone, ben.tone, 2950],
    );
    expect(hueDistance(hues[0] ?? -180, ann.hue), `hue of Ann ${hues[0]}`).toBeLessThan(20);
    expect(hues[1], "a gray place where Ben was").toBeNull();
    const [ofAnn = 0, ofBen = 0, noise = 0] = levels;
    expect(ofAnn, `levels ${levels}`).toBeGreaterThan(20 * noise);
    expect(ofBen, `levels ${levels}`).toBeLessThan(ofAnn / 10);
  } finally {
    await own.close();
  }
});
