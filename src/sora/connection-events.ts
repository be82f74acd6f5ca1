import type { SoraE2EEError, SoraE2EEErrorCode } from "../errors.ts";
import type { ServerNotice } from "../protocol/server.ts";
import type { ChannelCounts } from "../protocol/types.ts";
import type { PresenceEvent } from "./notifications.ts";
import type { SenderHeader } from "./relay/sender-header.ts";
import type { SignalingTrace, TimelineTrace } from "./traces.ts";

export interface SoraConnectionEvents {
  onPresence(event: PresenceEvent): void;
  onCounts(counts: ChannelCounts): void;
  /** Called by the relay itself. */
  readonly onKeyMessage: (message: Uint8Array) => void;
  /**
   * The relay dropped a message that no honest peer sends, the server offered a peer's media in a codec that
   * cannot be decrypted, or a message of the server has the wrong form. The last one has no connection id.
   */
  onDropped(connectionId: string | null, code: SoraE2EEErrorCode): void;
  /**
   * `reused`: the receiver of a track that belonged to another peer before, because the server reused its media
   * section.
   */
  onTrack(
    connectionId: string,
    stream: MediaStream,
    track: MediaStreamTrack,
    reused: RTCRtpReceiver | null,
  ): void;
  onTrackRemoved(connectionId: string, track: MediaStreamTrack): void;
  onPush(data: Readonly<Record<string, unknown>>): void;
  onNotice(notice: ServerNotice): void;
  onSignaling(trace: SignalingTrace): void;
  onTimeline(trace: TimelineTrace): void;
  /**
   * A message on a DataChannel of the app. `header`: how the server names the sender at the start of `data`.
   */
  onMessage(label: string, data: Uint8Array<ArrayBuffer>, header: SenderHeader | null): void;
  /** The connection ended without `close`. `serverEnd` is true when the server ended it on purpose. */
  onEnded(error: SoraE2EEError): void;
  /**
   * A transform could not be attached, or an offer could not be accepted. The peer connection is closed
   * already.
   */
  onAttachFailure(cause: unknown): void;
}
