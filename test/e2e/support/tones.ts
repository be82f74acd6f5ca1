import type { Tab } from "./browser.ts";
import { selector } from "./tiles.ts";

/** The loudest frequency in a tile's sound, in hertz; null when it is silent or there is none. */
export function tone(tab: Tab, tileId: string): Promise<number | null> {
  const tile = selector(tab, tileId);
  return tab.browser === "firefox" ? tab.evaluate(recordedTone, tile) : tab.evaluate(analysedTone, tile);
}

async function analysedTone(tile: string): Promise<number | null> {
  const media = document.querySelector<HTMLMediaElement>(`${tile} :is(video, audio)`);
  const tracks = (media?.srcObject as MediaStream | null | undefined)?.getAudioTracks() ?? [];
  if (tracks.length === 0) return null;
  const context = new AudioContext();
  try {
    const analyser = new AnalyserNode(context, { fftSize: 4096, smoothingTimeConstant: 0 });
    context.createMediaStreamSource(new MediaStream(tracks)).connect(analyser);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const levels = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(levels);
    const loudest = levels.indexOf(Math.max(...levels));
    return (levels[loudest] ?? Number.NEGATIVE_INFINITY) < -60
      ? null
      : (loudest * context.sampleRate) / analyser.fftSize;
  } finally {
    await context.close();
  }
}

/**
 * Records the audible sound. Without sound hardware an `AudioContext` of Firefox does not run, but a recorder
 * does.
 */
async function recordedTone(tile: string): Promise<number | null> {
  const media = document.querySelector<HTMLMediaElement>(`${tile} :is(video, audio)`);
  const tracks = (media?.srcObject as MediaStream | null | undefined)?.getAudioTracks() ?? [];
  if (tracks.length === 0) return null;
  const recorder = new MediaRecorder(new MediaStream(tracks));
  const recorded: Blob[] = [];
  recorder.ondataavailable = ({ data }) => void recorded.push(data);
  const stopped = new Promise((resolve) => {
    recorder.onstop = resolve;
  });
  recorder.start();
  setTimeout(() => recorder.state === "recording" && recorder.stop(), 500);
  await stopped;
  const file = new Blob(recorded);
  if (file.size === 0) return null;
  const { sampleRate, ...sound } = await new OfflineAudioContext(1, 48_000, 48_000)
    .decodeAudioData(await file.arrayBuffer())
    .then((buffer) => ({ sampleRate: buffer.sampleRate, samples: buffer.getChannelData(0) }));
  let loudest = { frequency: 0, level: 0 };
  // Goertzel's algorithm, with steps smaller than the difference between the tones of two people.
  for (let frequency = 200; frequency < 3000; frequency += 10) {
    const factor = 2 * Math.cos((2 * Math.PI * frequency) / sampleRate);
    let [before, last] = [0, 0];
    for (const sample of sound.samples) [before, last] = [last, sample + factor * last - before];
    const level = Math.sqrt(before ** 2 + last ** 2 - factor * before * last) / sound.samples.length;
    if (level > loudest.level) loudest = { frequency, level };
  }
  return loudest.level > 0.001 ? loudest.frequency : null;
}
