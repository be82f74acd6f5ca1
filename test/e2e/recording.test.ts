import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, inject, test } from "vitest";
import type { PeerView } from "../../dev-server/src/observation/view.ts";
import type { Tab } from "./support/browser.ts";
import { hueDistance } from "./support/calls.ts";
import { everyoneEncrypted, ownTile } from "./support/expectations.ts";
import type { Meeting } from "./support/meeting.ts";
import { setting } from "./support/setting.ts";
import { connections } from "./support/stats.ts";
import { type Picture, picture } from "./support/tiles.ts";
import { eventually } from "./support/wait.ts";

const { meeting: open } = setting();
const folder = mkdtempSync(join(tmpdir(), "recordings-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface RecordingAnswer {
  readonly files: readonly { readonly connection_id: string; readonly file: string }[];
}

async function recording(meeting: Meeting, method: "POST" | "DELETE"): Promise<RecordingAnswer> {
  const address = new URL(`/channels/${meeting.channel}/recording`, meeting.server.statsUrl);
  const response = await fetch(address, { method });
  expect(response.ok, `${method} ${address}`).toBe(true);
  return (await response.json()) as RecordingAnswer;
}

/** Plays a file in the browser. Null: the browser refuses it. */
async function play(
  tab: Tab,
  meeting: Meeting,
  file: string,
): Promise<{ seen: Picture; loudest: number } | null> {
  const address = new URL(`/recordings/${file}`, meeting.server.statsUrl).href;
  const loudest = await tab.evaluate(async (url) => {
    const bytes = await (await fetch(url)).blob();
    const place = document.createElement("div");
    place.dataset.soraTile = "recording";
    const video = document.createElement("video");
    Object.assign(video, { src: URL.createObjectURL(bytes), loop: true, volume: 1 });
    place.append(video);
    document.body.replaceChildren(place);
    try {
      await video.play();
    } catch {
      return null;
    }
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 4096, smoothingTimeConstant: 0 });
    context.createMediaElementSource(video).connect(analyser);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const levels = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(levels);
    const { sampleRate } = context;
    void context.close();
    return (levels.indexOf(Math.max(...levels)) * sampleRate) / analyser.fftSize;
  }, address);
  return loudest === null ? null : { seen: await picture(tab, "recording"), loudest };
}

test("the server's recording of a call without encryption can be played", async () => {
  const meeting = await open({ recordingsFolder: folder }, `${inject("demoUrl")}calls.html`);
  const ann = await meeting.join("Ann", { params: { autojoin: "0" } });
  await ann.tab.evaluate((request) => window.__calls.joinPlain(request), {
    channel: meeting.channel,
    signaling: meeting.server.signalingUrl,
  });
  await recording(meeting, "POST");
  const counted = () => connections(meeting.stats(), meeting.channel)[0]![1].frames.video.total;
  const before = counted();
  await eventually("Ann sends for a while", () => expect(counted()).toBeGreaterThan(before + 40));
  const { files } = await recording(meeting, "DELETE");
  expect(files).toHaveLength(1);

  await eventually("picture and tone of the recording are Ann's", async () => {
    const played = await play(ann.tab, meeting, files[0]!.file);
    expect(played?.seen.moving).toBe(true);
    expect(hueDistance(played!.seen.hue ?? 180, ann.hue)).toBeLessThan(20);
    expect(Math.abs(played!.loudest - ann.tone)).toBeLessThan(40);
  });
});

test("the server's recording of a sealed call has a file for each peer, and none has a picture or a tone", async () => {
  const meeting = await open({ recordingsFolder: folder });
  const ann = await meeting.join("Ann");
  const ben = await meeting.join("Ben");
  await everyoneEncrypted(meeting.people);
  const people = new Map([
    [(await ownTile(ann)).id, ann],
    [(await ownTile(ben)).id, ben],
  ]);
  await recording(meeting, "POST");
  const before = connections(meeting.stats(), meeting.channel).map(([, { frames }]) => frames.video.total);
  await eventually("both send for a while", async () => {
    for (const [i, [, { frames }]] of connections(meeting.stats(), meeting.channel).entries()) {
      expect(frames.video.total).toBeGreaterThan(before[i]! + 40);
    }
  });
  const { files } = await recording(meeting, "DELETE");
  expect(files.map(({ connection_id }) => connection_id).sort()).toEqual([...people.keys()].sort());

  for (const { connection_id, file } of files) {
    const sender = people.get(connection_id)!;
    const played = await play(ann.tab, meeting, file);
    expect(statSync(join(folder, file)).size, "bytes that the server has").toBeGreaterThan(20_000);
    if (played === null) continue;
    expect(played.seen.hue === null || hueDistance(played.seen.hue, sender.hue) > 20).toBe(true);
    expect(Math.abs(played.loudest - sender.tone)).toBeGreaterThan(40);
  }
});

test("the server sees the header of a sealed frame and noise that a decoder refuses", async () => {
  const meeting = await open();
  const ann = await meeting.join("Ann");
  await meeting.join("Ben");
  await everyoneEncrypted(meeting.people);
  const { id } = await ownTile(ann);
  let view: PeerView | undefined;
  await eventually("the server has put frames together", async () => {
    view = (await look(meeting)).find(({ connection_id }) => connection_id === id);
    expect(view?.video?.key_frame).toEqual(expect.any(String));
    expect(view?.audio?.head).toEqual(expect.any(String));
  });
  for (const seen of [view!.audio!, view!.video!]) {
    expect(seen.sealed).toBe(seen.frames);
    expect(Buffer.from(seen.head!, "hex").toString("latin1")).toContain(id);
  }
  expect(await decodes(ann.tab, view!.video!.key_frame!)).toBe(false);
});

test("the server sees the picture of a clear key frame", async () => {
  const meeting = await open({}, `${inject("demoUrl")}calls.html`);
  const ann = await meeting.join("Ann", { params: { autojoin: "0" } });
  await ann.tab.evaluate((request) => window.__calls.joinPlain(request), {
    channel: meeting.channel,
    signaling: meeting.server.signalingUrl,
  });
  let frame: string | null = null;
  await eventually("the server has a key frame", async () => {
    frame = (await look(meeting))[0]?.video?.key_frame ?? null;
    expect(frame).not.toBeNull();
  });
  expect(await decodes(ann.tab, frame!)).toBe(true);
});

async function look(meeting: Meeting): Promise<readonly PeerView[]> {
  const response = await fetch(new URL(`/channels/${meeting.channel}/view`, meeting.server.statsUrl));
  return ((await response.json()) as { peers: PeerView[] }).peers;
}

/** True when the browser's own decoder produces a picture from it. */
function decodes(tab: Tab, keyFrame: string): Promise<boolean> {
  return tab.evaluate(async (base64) => {
    const data = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    let pictures = 0;
    try {
      const decoder = new VideoDecoder({
        output: (frame) => {
          pictures++;
          frame.close();
        },
        error: () => undefined,
      });
      decoder.configure({ codec: "vp8" });
      decoder.decode(new EncodedVideoChunk({ type: "key", timestamp: 0, data }));
      await decoder.flush();
    } catch {
      return false;
    }
    return pictures > 0;
  }, keyFrame);
}
