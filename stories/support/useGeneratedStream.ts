import { useEffect, useState } from "react";
import { generateStream } from "./generated-stream.ts";

/** A moving picture for as long as the story is mounted; null without a hue. */
export function useGeneratedStream(hue: number | null): MediaStream | null {
  const [stream, setStream] = useState<MediaStream | null>(null);
  useEffect(() => {
    if (hue === null) return;
    const generated = generateStream(hue);
    setStream(generated.stream);
    return () => {
      generated.stop();
      setStream(null);
    };
  }, [hue]);
  return stream;
}
