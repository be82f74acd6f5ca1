export type { FrameType } from "./codecs.ts";
export { type OpenFrameOptions, openFrame, type SealFrameOptions, sealFrame } from "./frame.ts";
export { deriveFrameSecrets } from "./frame-keys.ts";
