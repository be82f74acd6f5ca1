import type { EncodedFrame } from "../media/encoded-frame.ts";

// The DOM types describe a page; these are the few things of a dedicated worker with encoded transforms that the page
// does not have. W3C webrtc-encoded-transform, sections 3 and 4.

export interface ScriptTransformer {
  readonly options: unknown;
  readonly readable: ReadableStream<EncodedFrame>;
  readonly writable: WritableStream<EncodedFrame>;
  sendKeyFrameRequest?(): Promise<unknown>;
}

export interface TransformEvent {
  readonly transformer: ScriptTransformer;
}

export interface WorkerScope {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  onrtctransform: ((event: TransformEvent) => void) | null;
  postMessage(message: unknown): void;
}
