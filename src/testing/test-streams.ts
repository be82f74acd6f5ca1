import { createGeneratedStream, type GeneratedStream } from "./generated-stream.ts";

/** The generated streams of one test call, by member. */
export interface TestStreams {
  picture(connectionId: string, hue: number): MediaStream | null;
  release(connectionId: string): void;
  releaseAll(): void;
}

export function createTestStreams(): TestStreams {
  const made = new Map<string, GeneratedStream>();
  const release = (connectionId: string) => {
    made.get(connectionId)?.release();
    made.delete(connectionId);
  };
  return {
    picture: (connectionId, hue) => {
      release(connectionId);
      const generated = createGeneratedStream({ hue });
      made.set(connectionId, generated);
      return generated.stream;
    },
    release,
    releaseAll: () => [...made.keys()].forEach(release),
  };
}
