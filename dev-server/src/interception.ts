import type { FrameStart } from "./media/frames/index.ts";
import type { ReceivedRtp, RtpPacket } from "./media/rtp-packet.ts";
import type { JsonObject } from "./signaling/json.ts";

export interface ForwardContext {
  readonly from: string;
  readonly to: string;
  readonly kind: "audio" | "video";
  /** Set for the first packet of a frame. */
  readonly frame: FrameStart | undefined;
}

/** Returns the packets to send in place of this one: none, a changed one, or it and additional ones. */
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
 * Hooks of a misbehaving server, for tests. All of them run after the counters of /stats, which count what
 * arrived from the sender. A missing hook changes nothing.
 */
export interface Interception {
  /** Returns the key messages to deliver in place of this one. */
  keyMessage?(delivery: Delivery, message: Buffer): readonly Buffer[];
  /** Returns the messages to deliver in place of this one on a messaging label. */
  message?(delivery: Delivery, label: string, message: Buffer): readonly Buffer[];
  /** This DataChannel of the member is opened after this time in milliseconds, or when this promise resolves. */
  channelDelay?(member: Identified, label: string): number | Promise<void>;
  /** Returns the notification to deliver, or undefined for none. */
  notification?(to: string, notification: JsonObject): JsonObject | undefined;
  media?: ForwardHook | undefined;
  /** Returns the session description to offer to this member. */
  offer?(member: Identified, sdp: string): string;
  /** Sees each RTP packet of the member as it arrived, including unknown payload types. */
  arrived?(connectionId: string, packet: ReceivedRtp): void;
  /** Sees the reports that the member sent after a request for statistics. */
  statistics?(connectionId: string, reports: readonly JsonObject[]): void;
}
