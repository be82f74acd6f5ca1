import { useEffect, useRef } from "react";
import type { PeerEncryption } from "../../status.ts";
import { usePlayback } from "./usePlayback.ts";

export interface AudioSinkProps {
  /** Only its sound is played. */
  readonly stream: MediaStream | null;
  /** What was observed of the peer whose sound it is: nothing of a peer without encryption is played. */
  readonly encryption: PeerEncryption;
  readonly muted?: boolean;
  /** 0 to 1. Default 1. */
  readonly volume?: number;
  /** Device id of a speaker. Default: the system's, also where the browser cannot choose. */
  readonly sinkId?: string | null;
  /** The browser plays sound only after a click or a key. Offer a button: pressing it is enough, whatever it does. */
  readonly onBlocked?: () => void;
  /** What `onBlocked` told is over: it plays, or there is nothing to play any more. */
  readonly onUnblocked?: () => void;
}

/**
 * The sound of a peer who has no tile on the page, such as those on another page of a grid. Give a `VideoTile` of the
 * same stream `muted`, or it is heard twice.
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
