import { useEffect, useState } from "react";
import { generateStream, type Look } from "./generated-stream.ts";

/** A moving picture for as long as the story is mounted; null without a look. */
export function useGeneratedStream(look: Look | null): MediaStream | null {
  const [stream, setStream] = useState<MediaStream | null>(null);
  useEffect(() => {
    if (look === null) return;
    const size = look === "screen" ? ([640, 480] as const) : [];
    const generated = generateStream(look, ...size);
    setStream(generated.stream);
    return () => {
      generated.stop();
      setStream(null);
    };
  }, [look]);
  return stream;
}
