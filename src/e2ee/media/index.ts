export type { FrameType } from "./codecs/codec.ts";
export { sealableMimeTypes } from "./codecs/index.ts";
export { type OpenFrameOptions, openFrame, type SealFrameOptions, sealFrame } from "./frame.ts";
export { deriveFrameSecrets } from "./frame-keys.ts";
