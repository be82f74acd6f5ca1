export type Decoded =
  /** The caller closes it. */
  | { readonly kind: "picture"; readonly frame: VideoFrame }
  | { readonly kind: "refused" }
  /** This browser has no decoder for it that pages may use. */
  | { readonly kind: "untried" };

const codecStrings: Readonly<Record<string, string>> = {
  VP8: "vp8",
  VP9: "vp09.00.10.08",
  AV1: "av01.0.04M.08",
  H264: "avc1.42e01f",
};
const patience = 3000;

/** The decoder's result for a key frame from the server, sealed or not. */
export async function decodeKeyFrame(codec: string, data: Uint8Array<ArrayBuffer>): Promise<Decoded> {
  const config = { codec: codecStrings[codec] ?? codec.toLowerCase() };
  if (!(await canDecode(config))) return { kind: "untried" };
  return new Promise((resolve) => {
    let picture: VideoFrame | undefined;
    const timer = setTimeout(() => end(), patience);
    const decoder = new VideoDecoder({
      output: (frame) => {
        if (picture) frame.close();
        picture ??= frame;
      },
      error: () => end(),
    });
    const end = () => {
      clearTimeout(timer);
      if (decoder.state !== "closed") decoder.close();
      resolve(picture ? { kind: "picture", frame: picture } : { kind: "refused" });
    };
    try {
      decoder.configure(config);
      decoder.decode(new EncodedVideoChunk({ type: "key", timestamp: 0, data }));
      decoder.flush().then(end, end);
    } catch {
      end();
    }
  });
}

async function canDecode(config: VideoDecoderConfig): Promise<boolean> {
  if (!("VideoDecoder" in globalThis)) return false;
  try {
    return (await VideoDecoder.isConfigSupported(config)).supported === true;
  } catch {
    return false;
  }
}
