import type { Member } from "../channel/member.ts";
import type { PublishedTrack } from "../media/published-track.ts";
import type { RequestRid } from "../signaling/connect-message.ts";
import type { Role } from "../stats.ts";
import { FrameAssembler, type ObservedFrame } from "./frame-assembler.ts";

/** The server's view of one track: everything that it receives. */
export interface TrackView {
  readonly codec: string;
  readonly bytes: number;
  readonly frames: number;
  readonly sealed: number;
  /** The newest frame's first bytes, in hexadecimal. */
  readonly head: string | null;
  /** The newest complete video key frame in Base64, for attempts to decode it. */
  readonly key_frame: string | null;
}

export interface PeerView {
  readonly connection_id: string;
  readonly role: Role;
  readonly audio: TrackView | null;
  readonly video: TrackView | null;
  /** The simulcast layer of the video for each other connection, by id. Null: there are no layers. */
  readonly layers: Readonly<Record<string, RequestRid>> | null;
}

const HEAD_LENGTH = 64;
/** Larger key frames are not sent. */
const MAX_KEY_FRAME = 512 * 1024;
/** Maximum age of a shown frame, in milliseconds. */
const KEY_FRAME_EVERY = 2000;
/** Assembles the frames of one track while its view is requested. */
const UNWATCHED_AFTER = 10_000;

/** Assembles the frames of one track while its view is requested. */
class WatchedTrack {
  private newest: ObservedFrame | undefined;
  private keyFrame: ObservedFrame | undefined;
  private askedAt = performance.now();
  private readonly tap: FrameAssembler;

  constructor(private readonly track: PublishedTrack) {
    this.tap = new FrameAssembler(track.codec, (frame) => {
      this.newest = frame;
      if (frame.key && track.codec.kind === "video") this.keyFrame = frame;
    });
    track.taps.add(this.tap);
    track.requestKeyFrame();
  }

  view({ total, sealed }: { readonly total: number; readonly sealed: number }): TrackView {
    const { codec, bytes } = this.track;
    this.askAgain(performance.now());
    const whole = this.keyFrame && this.keyFrame.data.length <= MAX_KEY_FRAME ? this.keyFrame.data : null;
    return {
      codec: codec.name,
      bytes,
      frames: total,
      sealed,
      head: this.newest ? Buffer.from(this.newest.data.subarray(0, HEAD_LENGTH)).toString("hex") : null,
      key_frame: whole && Buffer.from(whole).toString("base64"),
    };
  }

  stop(): void {
    this.track.taps.delete(this.tap);
  }

  private askAgain(now: number): void {
    if (now - this.askedAt < KEY_FRAME_EVERY) return;
    this.askedAt = now;
    this.track.requestKeyFrame();
  }
}

/** The server's view of the members of one channel. */
export class ChannelView {
  private readonly watched = new Map<PublishedTrack, WatchedTrack>();
  private timer: NodeJS.Timeout | undefined;

  look(members: readonly Member[]): PeerView[] {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.stop(), UNWATCHED_AFTER);
    const tracks = new Set(members.flatMap(({ ingest }) => ingest.tracks));
    for (const [track, watched] of this.watched) {
      if (tracks.has(track)) continue;
      watched.stop();
      this.watched.delete(track);
    }
    return members.map(({ connectionId, request, ingest, stats }) => ({
      connection_id: connectionId,
      role: request.role,
      audio: ingest.audio ? this.watch(ingest.audio).view(stats.frames.audio) : null,
      video: ingest.video ? this.watch(ingest.video).view(stats.frames.video) : null,
      layers: ingest.video ? layersOf(ingest.video) : null,
    }));
  }

  stop(): void {
    clearTimeout(this.timer);
    for (const watched of this.watched.values()) watched.stop();
    this.watched.clear();
  }

  private watch(track: PublishedTrack): WatchedTrack {
    const watched = this.watched.get(track) ?? new WatchedTrack(track);
    this.watched.set(track, watched);
    return watched;
  }
}

function layersOf({ simulcast, subscriptions }: PublishedTrack): PeerView["layers"] {
  if (!simulcast) return null;
  return Object.fromEntries(
    [...subscriptions].flatMap(({ subscriberId, layer }) =>
      layer === undefined ? [] : [[subscriberId, layer]],
    ),
  );
}
