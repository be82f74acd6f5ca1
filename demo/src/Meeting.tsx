import { useEffect, useRef, useState } from "react";
import {
  type SoraCallOptions,
  SoraCallProvider,
  useSealedMessages,
  useSelf,
  useSoraE2EE,
} from "react-sora-e2ee";
import { ChatPanel } from "./ChatPanel.tsx";
import { Controls } from "./Controls.tsx";
import { chatLabel } from "./choice.ts";
import { Ended } from "./Ended.tsx";
import { EventPanel } from "./EventPanel.tsx";
import { MemberNames } from "./MemberNames.tsx";
import { People } from "./People.tsx";
import { PhaseLine } from "./PhaseLine.tsx";
import { useTexts } from "./TextsContext.ts";
import { useTrackSwitch } from "./useTrackSwitch.ts";

interface MeetingProps {
  readonly options: SoraCallOptions;
  /** One's own. */
  readonly name: string;
  readonly onLeft: () => void;
}

export function Meeting({ options, name, onLeft }: MeetingProps) {
  const texts = useTexts();
  const { phase, error, connect, disconnect, call } = useSoraE2EE({ ...options, autoConnect: true });
  const { stream } = useSelf(call);
  const microphone = useTrackSwitch(stream, "audio");
  const camera = useTrackSwitch(stream, "video");
  const [panel, setPanel] = useState<"chat" | "events" | null>(null);
  const chat = useSealedMessages(chatLabel, { call });
  const hasChat = options.sealedMessages?.includes(chatLabel) ?? false;
  const toggle = (which: "chat" | "events") => setPanel((shown) => (shown === which ? null : which));
  const main = useRef<HTMLElement>(null);

  useEffect(() => main.current?.focus(), []);

  useEffect(() => {
    // The server hears of it now, and not when it misses us.
    const onPageHide = () => void disconnect();
    addEventListener("pagehide", onPageHide);
    return () => removeEventListener("pagehide", onPageHide);
  }, [disconnect]);

  const over = phase === "failed" || phase === "disconnected";
  return (
    <SoraCallProvider call={call}>
      <MemberNames>
        <main ref={main} tabIndex={-1} className="meeting" data-phase={phase}>
          <div className="stage">
            {over ? (
              <Ended error={error} onRejoin={connect} onBack={onLeft} />
            ) : (
              <People name={name || texts.guest} microphoneOn={microphone.on} cameraOn={camera.on} />
            )}
            {panel === "events" && <EventPanel />}
            {panel === "chat" && <ChatPanel chat={chat} name={name || texts.guest} />}
          </div>
          <PhaseLine />
          {!over && (
            <Controls
              sends={options.role !== "recvonly"}
              microphone={microphone}
              camera={camera}
              panel={panel}
              onEvents={() => toggle("events")}
              onChat={hasChat ? () => toggle("chat") : null}
              onLeave={onLeft}
            />
          )}
        </main>
      </MemberNames>
    </SoraCallProvider>
  );
}
