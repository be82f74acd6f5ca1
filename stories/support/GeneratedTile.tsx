import { VideoTile, type VideoTileProps } from "react-sora-e2ee";
import type { Look } from "./pictures.ts";
import { useGeneratedStream } from "./useGeneratedStream.ts";

type WithoutStream<Props> = Props extends unknown ? Omit<Props, "stream"> : never;

export type GeneratedTileProps = WithoutStream<VideoTileProps> & {
  /** The hue of the picture in degrees, or one of the generated pictures. Null for none. */
  readonly hue?: Look | null;
  /** CSS pixels. */
  readonly width?: number | undefined;
};

/** A `VideoTile` with a picture that needs no camera. */
export function GeneratedTile({ hue = 210, width = 480, ...props }: GeneratedTileProps) {
  const stream = useGeneratedStream(hue);
  return (
    <div style={{ width, maxWidth: "100%" }}>
      <VideoTile {...props} stream={stream} />
    </div>
  );
}
