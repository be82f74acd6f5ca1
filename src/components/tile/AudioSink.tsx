import { useEffect, useRef } from "react";
import type { PeerEncryption } from "../../status.ts";
import { usePlayback } from "./usePlayback.ts";

export interface AudioSinkProps {
  /** The stream whose sound is played. */
  readonly stream: MediaStream | null;
  /** The observed encryption of the peer. Sound of a peer without encryption is not played. */
  readonly encryption: PeerEncryption;
  readonly muted?: boolean;
  /** 0 to 1. Default 1. */
  readonly volume?: number;
  /**
   * Device id of a speaker. Default: the system's speaker. Browsers that cannot choose a speaker always use it.
   */
  readonly sinkId?: string | null;
  /**
   * Called when the browser blocks the sound until a click or a key press. Show a button. Any press on the
   * page is enough.
   */
  readonly onBlocked?: () => void;
  /** Called when the block that `onBlocked` reported has ended, or there is no sound any more. */
  readonly onUnblocked?: () => void;
}

/**
 * Plays the sound of a peer without a tile on the page, such as a peer on another page of a grid. Set a
 * `VideoTile` of the same stream to `muted`, or it is heard twice.
 */
export function AudioSink(props: AudioSinkProps) {
  const { stream, encryption, muted = false, volume = 1, sinkId = null, onBlocked, onUnblocked } = props;
  const ref = useRef<HTMLAudioElement>(null);
  const blocked = usePlayback(ref, encryption.status === "unprotected" ? null : stream, {
    muted,
    volume,
    sinkId,
  });

  const report = useRef({ onBlocked, onUnblocked });
  useEffect(() => {
    report.current = { onBlocked, onUnblocked };
  });
  useEffect(() => {
    if (!blocked) return;
    report.current.onBlocked?.();
    return () => report.current.onUnblocked?.();
  }, [blocked]);

  return <audio ref={ref} data-sora-audio="" autoPlay muted={muted} />;
}
