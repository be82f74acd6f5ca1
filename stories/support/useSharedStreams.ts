import { useEffect, useState } from "react";
import { createGeneratedStream } from "react-sora-e2ee/testing";
import { pictureOf } from "./pictures.ts";

/** A few moving pictures, for many tiles to share. */
export function useSharedStreams(count: number): readonly MediaStream[] {
  const [streams, setStreams] = useState<readonly MediaStream[]>([]);
  useEffect(() => {
    const generated = Array.from({ length: count }, (_, index) =>
      createGeneratedStream({ draw: pictureOf((index * 360) / count), width: 640, height: 360 }),
    );
    setStreams(generated.flatMap(({ stream }) => stream ?? []));
    return () => {
      for (const { release } of generated) release();
    };
  }, [count]);
  return streams;
}
