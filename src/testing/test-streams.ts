import type { MediaKind } from "../status.ts";
import { createGeneratedStream, type GeneratedStream } from "./generated-stream.ts";
import { createTestStream, createTestTrack } from "./test-tracks.ts";

/** The generated streams of one test call, by peer. */
export interface TestStreams {
  picture(connectionId: string, hue: number): MediaStream | null;
  /** Tracks of these kinds: generated ones, or empty ones in environments without streams, such as jsdom. */
  tracks(connectionId: string, kinds: readonly MediaKind[]): MediaStream;
  release(connectionId: string): void;
  releaseAll(): void;
}

export function createTestStreams(): TestStreams {
  const made = new Map<string, GeneratedStream[]>();
  const release = (connectionId: string) => {
    for (const generated of made.get(connectionId) ?? []) generated.release();
    made.delete(connectionId);
  };
  const keep = (connectionId: string, generated: GeneratedStream): MediaStream | null => {
    made.set(connectionId, [...(made.get(connectionId) ?? []), generated]);
    return generated.stream;
  };
  return {
    picture: (connectionId, hue) => {
      release(connectionId);
      return keep(connectionId, createGeneratedStream({ hue }));
    },
    tracks: (connectionId, kinds) => {
      const hue = kinds.includes("video") ? 210 : null;
      const toneHz = kinds.includes("audio") ? 0 : null;
      const generated = keep(connectionId, createGeneratedStream({ hue, toneHz }));
      const tracks = kinds.map(
        (kind) => generated?.getTracks().find((track) => track.kind === kind) ?? createTestTrack(kind),
      );
      return createTestStream(tracks);
    },
    release,
    releaseAll: () => [...made.keys()].forEach(release),
  };
}
