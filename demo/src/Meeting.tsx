import { useEffect, useState } from "react";
import {
  CameraButton,
  ControlBar,
  ControlButton,
  ErrorNotice,
  LeaveButton,
  MicrophoneButton,
  type SoraCallOptions,
  SoraCallProvider,
  useSelf,
  useSoraE2EE,
} from "react-sora-e2ee";
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
  const [eventsShown, setEventsShown] = useState(false);

  useEffect(() => {
    // The server hears of it now, and not when it misses us.
    const onPageHide = () => void disconnect();
    addEventListener("pagehide", onPageHide);
    return () => removeEventListener("pagehide", onPageHide);
  }, [disconnect]);

  const leave = () => void disconnect().then(onLeft);
  const ended = phase === "disconnected";

  return (
    <SoraCallProvider call={call}>
      <MemberNames>
        <main className="meeting" data-phase={phase}>
          <div className="stage">
            {phase === "failed" && error ? (
              <div className="card">
                <ErrorNotice error={error} onRetry={connect} onDismiss={onLeft} />
              </div>
            ) : ended ? (
              <div className="card">
                <p>{texts.ended}</p>
                <button type="button" className="sora-button" onClick={connect}>
                  {texts.rejoin}
                </button>
                <button type="button" className="sora-button" data-quiet="" onClick={onLeft}>
                  {texts.back}
                </button>
              </div>
            ) : (
              <People name={name || texts.guest} microphoneOn={microphone.on} cameraOn={camera.on} />
            )}
            {eventsShown && <EventPanel />}
          </div>
          <PhaseLine />
          <ControlBar>
            {microphone.available && <MicrophoneButton on={microphone.on} onToggle={microphone.toggle} />}
            {camera.available && <CameraButton on={camera.on} onToggle={camera.toggle} />}
            <ControlButton
              icon="list"
              text={texts.events}
              expanded={eventsShown}
              onPress={() => setEventsShown((shown) => !shown)}
            />
            <LeaveButton onLeave={leave} />
          </ControlBar>
        </main>
      </MemberNames>
    </SoraCallProvider>
  );
}
