import { useEffect, useRef } from "react";
import { SoraCallProvider } from "../hooks/SoraCallProvider.tsx";
import type { UseDevicesResult } from "../hooks/useDevices.ts";
import type { UseLocalMediaResult } from "../hooks/useLocalMedia.ts";
import { type CreateCall, useSoraE2EE } from "../hooks/useSoraE2EE.ts";
import type { CallEnding } from "../store/ending.ts";
import { callOptions } from "./call-options.ts";
import { MeetingRoom } from "./MeetingRoom.tsx";
import type { MeetingParts, MeetingProps } from "./types.ts";

export interface MeetingCallProps extends Omit<MeetingProps, "parts" | "media" | "createCall"> {
  readonly createCall: CreateCall;
  /** As the person gave it; empty: none. */
  readonly name: string;
  readonly media: UseLocalMediaResult | null;
  readonly devices: UseDevicesResult;
  readonly parts: MeetingParts;
  readonly onOver: (ending: CallEnding) => void;
  readonly onBack: () => void;
}

/** Owns the call of a meeting, from joining to what follows it. */
export function MeetingCall(props: MeetingCallProps) {
  const { createCall, name, media, parts, onOver, onBack } = props;
  const options = callOptions(props, name, media?.media ?? null);
  const { phase, ending, connect, disconnect, call } = useSoraE2EE({
    ...options,
    createCall,
    autoConnect: true,
  });

  useEffect(() => {
    // The server hears of it now, and not when it misses us.
    const onPageHide = () => void disconnect();
    addEventListener("pagehide", onPageHide);
    return () => removeEventListener("pagehide", onPageHide);
  }, [disconnect]);

  // The call of a meeting whose options changed goes on in another connection.
  const over = ending && ending.reason !== "replaced" ? ending : null;
  const root = useRef<HTMLDivElement>(null);
  const told = useRef<CallEnding | null>(null);
  useEffect(() => {
    if (over === told.current) return;
    told.current = over;
    if (over) onOver(over);
    // The button that was pressed is gone: whoever uses a keyboard or a screen reader goes on with what is there now.
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
