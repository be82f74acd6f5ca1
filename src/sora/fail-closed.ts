import type { MediaKind, NegotiatedCodecs } from "../status.ts";
import type { OfferPolicy } from "./offer/policy.ts";

/** Puts an encoded transform on a sender or receiver, in the task it is called in, or throws. */
export interface TransformAttacher {
  /** The codec of each payload type from now on; reported before the browser gets the offer. */
  negotiated(codecs: NegotiatedCodecs): void;
  attachSender(sender: RTCRtpSender, kind: MediaKind): void;
  /** `connectionId` is the id of the stream the receiver's track belongs to; Sora names streams after their sender. */
  attachReceiver(receiver: RTCRtpReceiver, kind: MediaKind, connectionId: string): void;
  /** `receiver` is stopped for good. */
  detachReceiver(receiver: RTCRtpReceiver): void;
}

/**
 * With this in the configuration Chromium sends and shows nothing that has no transform, whenever it is set. Without
 * it, a transform that comes a moment late lets everything pass in the clear, and nothing says so. Other browsers
 * ignore it.
 */
export function failClosedConfiguration(
  configuration: RTCConfiguration | undefined,
): RTCConfiguration & { encodedInsertableStreams: true } {
  return { ...configuration, encodedInsertableStreams: true };
}

/** Whether `pc` was made with the flag, as far as the browser knows of it. Chromium does, and says so. */
export function isFailClosed(pc: RTCPeerConnection): boolean {
  const knowsFlag = "createEncodedStreams" in RTCRtpSender.prototype;
  const { encodedInsertableStreams } = pc.getConfiguration() as { encodedInsertableStreams?: unknown };
  return !knowsFlag || encodedInsertableStreams === true;
}

export interface FailClosedEvents {
  /** The connection is closed already. */
  onFailure(cause: unknown): void;
  /** The server would send this peer's media in a codec that cannot be opened. Its line is not used. */
  onRefusedStream(connectionId: string): void;
}

/**
 * Makes `pc` attach a transform in the very task that creates a sender or receives a track, and see of each offer only
 * what `policy` accepts. Where that fails, the connection is closed at once.
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

  // On every `track` event: browsers use receivers again for other streams.
  const receiving = new Set<RTCRtpReceiver>();
  pc.addEventListener("track", ({ receiver, track, streams }) => {
    receiving.add(receiver);
    try {
      guarded(() => attacher.attachReceiver(receiver, mediaKind(track.kind), streams[0]?.id ?? ""));
    } catch {
      // `onFailure` has it; thrown on, it would only become an uncaught error of the page.
    }
  });

  // Chromium never ends the streams of a receiver whose line was rejected: nobody else would tell the worker.
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
   * The SDK hears of an offer that is refused at first. Later nobody waits for it, and browsers would report an error of
   * the page: it waits forever for a connection that is closed.
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

  const refuse = (mids: ReadonlySet<string>): void => {
    for (const transceiver of pc.getTransceivers()) {
      if (transceiver.mid !== null && mids.has(transceiver.mid)) transceiver.direction = "inactive";
    }
  };

  // Sora offers, so its lines make senders here too: one that `replaceTrack` could fill without `addTrack`. Lines that bring us
  // a peer's stream have fired their `track` event by now; we never send on those.
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
    // Without one the browser makes it itself, and nothing can be sent before it is looked at here.
    if (description?.sdp !== undefined) await checked(() => policy.checkAnswer(description.sdp ?? ""));
    await setLocalDescription(description);
    await checked(() => policy.checkAnswer(pc.localDescription?.sdp ?? ""));
  };
}

function mediaKind(kind: string): MediaKind {
  return kind === "audio" ? "audio" : "video";
}
