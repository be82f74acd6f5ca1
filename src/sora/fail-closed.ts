import type { MediaKind, NegotiatedCodecs } from "../status.ts";
import type { OfferPolicy } from "./offer/policy.ts";

/** Puts an encoded transform on a sender or receiver in the current task, or throws. */
export interface TransformAttacher {
  /** Reports the codec of each payload type before the browser gets the offer. */
  negotiated(codecs: NegotiatedCodecs): void;
  attachSender(sender: RTCRtpSender, kind: MediaKind): void;
  /** `connectionId` is the id of the stream the receiver's track belongs to; Sora names streams after their sender. */
  attachReceiver(receiver: RTCRtpReceiver, kind: MediaKind, connectionId: string): void;
  /** `receiver` is stopped permanently. */
  detachReceiver(receiver: RTCRtpReceiver): void;
}

/**
 * With this flag, Chromium drops all frames without a transform. Without it, a transform that is attached
 * late lets clear frames pass without an error. Other browsers ignore the flag.
 */
export function failClosedConfiguration(
  configuration: RTCConfiguration | undefined,
): RTCConfiguration & { encodedInsertableStreams: true } {
  return { ...configuration, encodedInsertableStreams: true };
}

/** True when `pc` was created with the flag. Chromium reports it. Other browsers do not know it. */
export function isFailClosed(pc: RTCPeerConnection): boolean {
  const knowsFlag = "createEncodedStreams" in RTCRtpSender.prototype;
  const { encodedInsertableStreams } = pc.getConfiguration() as { encodedInsertableStreams?: unknown };
  return !knowsFlag || encodedInsertableStreams === true;
}

export interface FailClosedEvents {
  /** The connection is already closed. */
  onFailure(cause: unknown): void;
  /**
   * The server would send this peer's media in a codec that cannot be decrypted. The media section is not
   * used.
   */
  onRefusedStream(connectionId: string): void;
}

/**
 * Makes `pc` attach a transform in the same task that creates a sender or receives a track, and hides the parts
 * of each offer that `policy` does not accept. If either fails, the connection is closed at once.
 */
export function failClosed(
  pc: RTCPeerConnection,
  attacher: TransformAttacher,
  policy: OfferPolicy,
  { onFailure, onRefusedStream }: FailClosedEvents,
): void {
  const guarded = <T>(attach: () => T): T => {
    try {
      return attach();
    } catch (cause) {
      pc.close();
      onFailure(cause);
      throw cause;
    }
  };

  const addTrack = pc.addTrack.bind(pc);
  pc.addTrack = (track, ...streams) => {
    const sender = addTrack(track, ...streams);
    guarded(() => attacher.attachSender(sender, mediaKind(track.kind)));
    return sender;
  };

  const addTransceiver = pc.addTransceiver.bind(pc);
  pc.addTransceiver = (trackOrKind, init) => {
    const transceiver = addTransceiver(trackOrKind, init);
    guarded(() => attacher.attachSender(transceiver.sender, mediaKind(transceiver.receiver.track.kind)));
    return transceiver;
  };

  // Runs on every `track` event, because browsers reuse receivers for other streams.
  const receiving = new Set<RTCRtpReceiver>();
  pc.addEventListener("track", ({ receiver, track, streams }) => {
    receiving.add(receiver);
    try {
      guarded(() => attacher.attachReceiver(receiver, mediaKind(track.kind), streams[0]?.id ?? ""));
    } catch {
      // `onFailure` gets the error. If it were thrown, it would only become an uncaught error of the page.
    }
  });

  // Chromium never ends the streams of a receiver whose media section was rejected, so the worker is told here.
  const releaseStopped = (): void => {
    const stopped = new Set(receiving);
    for (const { receiver, currentDirection } of pc.getTransceivers()) {
      if (currentDirection !== "stopped") stopped.delete(receiver);
    }
    for (const receiver of stopped) {
      receiving.delete(receiver);
      attacher.detachReceiver(receiver);
    }
  };

  /**
   * The SDK handles a refused first offer. A refused later offer has no handler, and browsers would report an
   * error of the page, so it waits forever for a closed connection.
   */
  let described = false;
  const checked = async <T>(check: () => T): Promise<T> => {
    try {
      return guarded(check);
    } catch (cause) {
      if (described) await new Promise(() => undefined);
      throw cause;
    }
  };

  /** The direction before the refusal. A later offer can use the same media section for another peer. */
  const refusedBefore = new Map<RTCRtpTransceiver, RTCRtpTransceiverDirection>();
  const refuse = (mids: ReadonlySet<string>): void => {
    for (const transceiver of pc.getTransceivers()) {
      const { mid, direction, currentDirection } = transceiver;
      const before = refusedBefore.get(transceiver);
      if (mid !== null && mids.has(mid)) {
        refusedBefore.set(transceiver, before ?? direction);
        transceiver.direction = "inactive";
      } else if (before !== undefined) {
        refusedBefore.delete(transceiver);
        if (currentDirection !== "stopped") transceiver.direction = before;
      }
    }
  };

  // Sora sends the offers, so its media sections also create senders here, which `replaceTrack` could use
  // without `addTrack`. Sections with a peer's stream have fired their `track` event by now, and we never send
  // on those.
  const setRemoteDescription = pc.setRemoteDescription.bind(pc);
  pc.setRemoteDescription = async (description: RTCSessionDescriptionInit) => {
    const { sdp, refused } = await checked(() => policy.accept(description.sdp ?? ""));
    attacher.negotiated(policy.codecs);
    await setRemoteDescription({ type: description.type, sdp });
    described = true;
    refuse(new Set(refused.map(({ mid }) => mid)));
    // Sora names streams after their sender's connection.
    for (const { streamId } of refused) {
      if (streamId !== null && /^[!-~]{26}$/.test(streamId)) onRefusedStream(streamId);
    }
    releaseStopped();
    for (const transceiver of pc.getTransceivers()) {
      const { sender, receiver, currentDirection } = transceiver;
      if (currentDirection === "stopped" || receiving.has(receiver)) continue;
      guarded(() => attacher.attachSender(sender, mediaKind(receiver.track.kind)));
    }
  };

  const setLocalDescription = pc.setLocalDescription.bind(pc);
  pc.setLocalDescription = async (description?: RTCLocalSessionDescriptionInit) => {
    // Without an argument the browser creates the description itself, and nothing can be sent before the check here.
    if (description?.sdp !== undefined) await checked(() => policy.checkAnswer(description.sdp ?? ""));
    await setLocalDescription(description);
    await checked(() => policy.checkAnswer(pc.localDescription?.sdp ?? ""));
  };
}

function mediaKind(kind: string): MediaKind {
  return kind === "audio" ? "audio" : "video";
}
