import { SoraE2EEError } from "../../errors.ts";
import { connectionIdBytes } from "../../protocol/connection-id.ts";
import { hasConnectionId } from "../../protocol/frame-header.ts";
import type { FrameType } from "./codecs/codec.ts";
import { releasedCodec } from "./codecs/index.ts";
import {
  framesPerKey,
  importFrameKey,
  openWith,
  parseSealed,
  ScratchBuffers,
  sealWith,
} from "./frame-crypto.ts";

function requireU32(value: number, name: string): void {
  if (!Number.isInteger(value) || value < 0 || value >= framesPerKey) {
    throw new SoraE2EEError("invalid-options", `The ${name} is a whole number from 0 to 2^32 - 1.`);
  }
}

function clearBytesOf(data: unknown, frameType: FrameType): number {
  if (!(data instanceof Uint8Array)) throw new SoraE2EEError("invalid-options", "A frame is a Uint8Array.");
  if (frameType !== "key" && frameType !== "delta" && frameType !== "audio") {
    throw new SoraE2EEError("invalid-options", 'A frame type is "key", "delta" or "audio".');
  }
  const clear = releasedCodec(frameType).clearBytes(frameType);
  if (data.length < clear) {
    throw new SoraE2EEError("frame-malformed", "The frame is shorter than the part that stays readable.");
  }
  return clear;
}

export interface SealFrameOptions {
  /** 32 bytes. */
  readonly secretKeyMaterial: Uint8Array;
  /** The sender's: 26 ASCII characters. */
  readonly connectionId: string;
  readonly keyId: number;
  /** Must never repeat with one material. */
  readonly counter: number;
  /** `key` and `delta` are VP8 video frames, `audio` is Opus. */
  readonly frameType: FrameType;
  readonly plain: Uint8Array;
}

/**
 * Seals one frame (docs/protocol.md#6-frames); keeps no state.
 * @throws SoraE2EEError `key-exhausted` when the counter is 2^32 or more, `frame-malformed` when the frame is
 * shorter than its readable part, `invalid-options` for arguments of the wrong shape.
 */
export async function sealFrame(options: SealFrameOptions): Promise<Uint8Array> {
  const clear = clearBytesOf(options.plain, options.frameType);
  const connectionId = connectionIdBytes(options.connectionId);
  requireU32(options.keyId, "key id");
  if (Number.isInteger(options.counter) && options.counter >= framesPerKey) {
    throw new SoraE2EEError("key-exhausted", "The key has sealed 2^32 frames. Connect again for a new key.");
  }
  requireU32(options.counter, "counter");
  // A view of a copy, because the caller may change its bytes while the key is derived.
  const plain = new Uint8Array(options.plain);
  const key = await importFrameKey(options.secretKeyMaterial, options.keyId, "encrypt");
  return sealWith(key, connectionId, options.counter, clear, plain, new ScratchBuffers());
}

export interface OpenFrameOptions {
  /** 32 bytes. */
  readonly secretKeyMaterial: Uint8Array;
  /** The connection id of the sender, which the frame must name: 26 ASCII characters. */
  readonly connectionId: string;
  /** The key id that the frame must name. */
  readonly keyId: number;
  readonly frameType: FrameType;
  readonly sealed: Uint8Array;
}

/**
 * Opens one frame (docs/protocol.md#6-frames); keeps no state, so it does not notice replays.
 * @throws SoraE2EEError `frame-malformed` when there is no well-formed header, `frame-authentication-failed` when the
 * sender, the key id or the tag are not the expected ones, `invalid-options` for arguments of the wrong shape.
 */
export async function openFrame(options: OpenFrameOptions): Promise<Uint8Array> {
  const clear = clearBytesOf(options.sealed, options.frameType);
  const connectionId = connectionIdBytes(options.connectionId);
  requireU32(options.keyId, "key id");
  const sealed = new Uint8Array(options.sealed);
  const key = await importFrameKey(options.secretKeyMaterial, options.keyId, "decrypt");
  const header = parseSealed(sealed, clear);
  if (header === null) throw new SoraE2EEError("frame-malformed", "There is no sealed frame in these bytes.");
  if (header.keyId !== options.keyId || !hasConnectionId(sealed, header.connectionIdOffset, connectionId)) {
    throw new SoraE2EEError("frame-authentication-failed", "The frame names another sender or another key.");
  }
  try {
    return await openWith(key, header, clear, sealed, new ScratchBuffers());
  } catch (cause) {
    throw new SoraE2EEError("frame-authentication-failed", "The frame was not sealed with this key.", {
      cause,
    });
  }
}
