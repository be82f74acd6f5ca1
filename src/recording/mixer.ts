import type { RecordedSource } from "./types.ts";

export interface Mixer {
  readonly track: MediaStreamTrack | null;
  update(sources: readonly RecordedSource[]): void;
  close(): void;
}

interface Heard {
  readonly track: MediaStreamTrack;
  readonly disconnect: () => void;
}

/** Adds the sound of all sources into one track. */
export function createMixer(): Mixer {
  const context = new AudioContext();
  const out = context.createMediaStreamDestination();
  const heard = new Map<string, Heard>();
  const resume = (): void => {
    if (context.state === "suspended") void context.resume().catch(() => undefined);
  };
  // A phone call or the system can interrupt it.
  context.addEventListener("statechange", resume);
  resume();

  const hear = (track: MediaStreamTrack): Heard => {
    const stream = new MediaStream([track]);
    const source = context.createMediaStreamSource(stream);
    source.connect(out);
    // Chromium gives the sound of a peer to an AudioContext only while an element plays it (crbug.com/40094084).
    const element = new Audio();
    element.muted = true;
    element.srcObject = stream;
    element.play()?.catch(() => undefined);
    return {
      track,
      disconnect: () => {
        source.disconnect();
        element.pause();
        element.srcObject = null;
      },
    };
  };

  return {
    track: out.stream.getAudioTracks()[0] ?? null,
    update: (sources) => {
      const wanted = new Map(sources.flatMap(({ id, audio }) => (audio ? [[id, audio] as const] : [])));
      for (const [id, one] of heard) {
        if (wanted.get(id) === one.track) continue;
        one.disconnect();
        heard.delete(id);
      }
      for (const [id, track] of wanted) {
        if (!heard.has(id) && track.readyState === "live") heard.set(id, hear(track));
      }
    },
    close: () => {
      context.removeEventListener("statechange", resume);
      for (const one of heard.values()) one.disconnect();
      heard.clear();
      for (const track of out.stream.getTracks()) track.stop();
      void context.close().catch(() => undefined);
    },
  };
}
