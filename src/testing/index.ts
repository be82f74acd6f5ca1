export type { PeerInfo } from "../protocol/types.ts";
export type { CallEvent } from "../store/types.ts";
export type { CallScript } from "./call-script.ts";
export { createTestCall, type TestCall, type TestCallOptions, type TestRpcCall } from "./create-test-call.ts";
export {
  createTestMedia,
  type TestDevice,
  type TestMedia,
  type TestMediaOptions,
} from "./create-test-media.ts";
export {
  createGeneratedStream,
  type DrawPicture,
  type GeneratedStream,
  type GeneratedStreamOptions,
} from "./generated-stream.ts";
export { createTestState, type TestCallState, type TestPeer } from "./test-state.ts";
