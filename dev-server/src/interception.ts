import type { FrameStart } from "./media/frames/index.ts";
import type { ReceivedRtp, RtpPacket } from "./media/rtp-packet.ts";
import type { JsonObject } from "./signaling/json.ts";

export interface ForwardContext {
  readonly from: string;
  readonly to: string;
  readonly kind: "audio" | "video";
  /** Set when the packet is the first of a frame. */
  readonly frame: FrameStart | undefined;
}

/** Returns what goes out in place of the packet: nothing, a changed one, or it and more that are put in after it. */
export type ForwardHook = (context: ForwardContext, packet: RtpPacket) => readonly RtpPacket[];

export interface Identified {
  readonly connectionId: string;
  readonly clientId: string;
}

export interface Delivery {
  readonly from: string;
  readonly to: string;
}

/**
 * A server that does not do as it should, for tests. Everything here sits behind the counters of /stats, which look at what
 * arrived from the sender. A hook that is left out changes nothing.
 */
export interface Interception {
  /** Returns the key messages to deliver in place of this one. */
  keyMessage?(delivery: Delivery, message: Buffer): readonly Buffer[];
  /** Returns the messages to deliver in place of this one on a messaging label. */
  message?(delivery: Delivery, label: string, message: Buffer): readonly Buffer[];
  /** Milliseconds until this DataChannel of the member is opened. */
  channelDelay?(member: Identified, label: string): number;
  /** Returns the notification to deliver, or undefined for none. */
  notification?(to: string, notification: JsonObject): JsonObject | undefined;
  media?: ForwardHook | undefined;
  /** Returns the session description to offer to this member. */
  offer?(member: Identified, sdp: string): string;
  /** Sees each RTP packet of the member as it came, those of unknown payload types as well. */
  arrived?(connectionId: string, packet: ReceivedRtp): void;
  /** Sees the reports that the member sent when it was asked for statistics. */
  statistics?(connectionId: string, reports: readonly JsonObject[]): void;
}
