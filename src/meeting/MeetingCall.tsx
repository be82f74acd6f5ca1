import { useEffect, useRef } from "react";
import { SoraCallProvider } from "../hooks/SoraCallProvider.tsx";
import type { UseDevicesResult } from "../hooks/useDevices.ts";
import type { UseLocalMediaResult } from "../hooks/useLocalMedia.ts";
import type { UseMediaEffectsResult } from "../hooks/useMediaEffects.ts";
import { type CreateCall, useSoraE2EE } from "../hooks/useSoraE2EE.ts";
import type { CallEnding } from "../store/ending.ts";
import { callOptions } from "./call-options.ts";
import { MeetingRoom } from "./MeetingRoom.tsx";
import type { MeetingParts, MeetingProps } from "./types.ts";

export interface MeetingCallProps extends Omit<MeetingProps, "parts" | "media" | "effects" | "createCall"> {
  readonly createCall: CreateCall;
  /** The name that the person entered. Empty: none. */
  readonly name: string;
  readonly media: UseLocalMediaResult | null;
  readonly devices: UseDevicesResult;
  readonly effects: UseMediaEffectsResult;
  readonly parts: MeetingParts;
  readonly onOver: (ending: CallEnding) => void;
  readonly onBack: () => void;
}

/** Owns the call of a meeting, from joining to the page after it. */
export function MeetingCall(props: MeetingCallProps) {
  const { createCall, name, media, parts, onOver, onBack } = props;
  const options = callOptions(props, name, media?.media ?? null);
  const { phase, ending, connect, disconnect, call } = useSoraE2EE({
    ...options,
    createCall,
    autoConnect: true,
  });

  useEffect(() => {
    // The server gets the notice now, and not after a timeout.
    const onPageHide = () => void disconnect();
    addEventListener("pagehide", onPageHide);
    return () => removeEventListener("pagehide", onPageHide);
  }, [disconnect]);

  // After an option changed, the call of a meeting continues with another connection.
  const over = ending && ending.reason !== "replaced" ? ending : null;
  const root = useRef<HTMLDivElement>(null);
  const told = useRef<CallEnding | null>(null);
  useEffect(() => {
    if (over === told.current) return;
    told.current = over;
    if (over) onOver(over);
    // The pressed button is gone, so the focus moves to the new content for keyboard and screen reader users.
    root.current?.focus();
  }, [over, onOver]);

  return (
    <SoraCallProvider call={call} media={media?.media ?? null}>
      <div ref={root} tabIndex={-1} className="sora-meeting-call" data-phase={phase}>
        {over ? (
          <parts.Left ending={over} onRejoin={connect} onBack={onBack} />
        ) : (
          <MeetingRoom {...props} options={options} onLeave={disconnect} />
        )}
      </div>
    </SoraCallProvider>
  );
}
