import { useEffect, useState } from "react";
import { generateStream } from "./generated-stream.ts";

/** A few moving pictures, for many tiles to share. */
export function useSharedStreams(count: number): readonly MediaStream[] {
  const [streams, setStreams] = useState<readonly MediaStream[]>([]);
  useEffect(() => {
    const generated = Array.from({ length: count }, (_, index) => generateStream((index * 360) / count));
    setStreams(generated.map(({ stream }) => stream));
    return () => {
      for (const { stop } of generated) stop();
    };
  }, [count]);
  return streams;
}
