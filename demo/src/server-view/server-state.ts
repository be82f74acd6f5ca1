/** The server's data of one track. */
export interface TrackView {
  readonly codec: string;
  readonly bytes: number;
  readonly frames: number;
  readonly sealed: number;
  /** The newest frame's first bytes. */
  readonly head: Uint8Array<ArrayBuffer> | null;
  /** The newest video key frame, whole, in Base64. */
  readonly keyFrame: string | null;
}

export interface PeerView {
  readonly connectionId: string;
  readonly audio: TrackView | null;
  readonly video: TrackView | null;
  /** The simulcast layer of the video for each peer, by connection id. Null: there are no layers. */
  readonly layers: readonly (readonly [connectionId: string, layer: string])[] | null;
}

export interface ServerState {
  readonly recording: boolean;
  readonly peers: readonly PeerView[];
}

/** Reads a server's answer. Null for any other data, because it may be any server. */
export function readServerState(answer: unknown): ServerState | null {
  if (!isRecord(answer) || !Array.isArray(answer.peers)) return null;
  const peers = answer.peers.map(readPeer);
  if (!peers.every((peer) => peer !== null)) return null;
  return { recording: answer.recording === true, peers };
}

function readPeer(value: unknown): PeerView | null {
  if (!isRecord(value) || typeof value.connection_id !== "string") return null;
  return {
    connectionId: value.connection_id,
    audio: readTrack(value.audio),
    video: readTrack(value.video),
    layers: isRecord(value.layers)
      ? Object.entries(value.layers).map(([id, layer]) => [id, String(layer)] as const)
      : null,
  };
}

function readTrack(value: unknown): TrackView | null {
  if (!isRecord(value)) return null;
  const { codec, bytes, frames, sealed, head, key_frame: keyFrame } = value;
  if (typeof bytes !== "number" || typeof frames !== "number" || typeof sealed !== "number") return null;
  return {
    codec: String(codec),
    bytes,
    frames,
    sealed,
    head: typeof head === "string" ? fromHex(head) : null,
    keyFrame: typeof keyFrame === "string" ? keyFrame : null,
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function fromHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** @returns null for invalid Base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
