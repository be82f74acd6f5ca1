import { useEffect, useState } from "react";
import { createGeneratedStream } from "react-sora-e2ee/testing";
import { type Look, pictureOf } from "./pictures.ts";

/** A moving picture while the story is mounted. Null without `look`. */
export function useGeneratedStream(look: Look | null): MediaStream | null {
  const [stream, setStream] = useState<MediaStream | null>(null);
  useEffect(() => {
    if (look === null) return;
    const height = look === "screen" ? 480 : 360;
    const generated = createGeneratedStream({ draw: pictureOf(look), width: 640, height });
    setStream(generated.stream);
    return () => {
      generated.release();
      setStream(null);
    };
  }, [look]);
  return stream;
}
