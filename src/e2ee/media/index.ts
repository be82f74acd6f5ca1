export type { FrameType } from "./codecs/codec.ts";
export { sealableMimeTypes } from "./codecs/index.ts";
export { deriveFrameSecrets } from "./frame-crypto.ts";
export { type OpenFrameOptions, openFrame, type SealFrameOptions, sealFrame } from "./stateless-frame.ts";
