import { useEffect, useState } from "react";
import { fetchRecording, type RecordedFile } from "./recording-requests.ts";
import { useServerTexts } from "./texts.ts";

interface RecordingPlayerProps {
  readonly serverUrl: string;
  readonly recorded: RecordedFile;
  readonly name: string;
}

/** One file of the server, as a playable element. A browser that refuses it is the best proof. */
export function RecordingPlayer({ serverUrl, recorded, name }: RecordingPlayerProps) {
  const texts = useServerTexts();
  const address = useRecording(serverUrl, recorded.file);
  return (
    <div className="server-recording" data-recording-of={recorded.connectionId}>
      <h5>
        <bdi>{name}</bdi>
      </h5>
      {address === "fetching" ? (
        <p className="server-hint">{texts.loading}</p>
      ) : address === null ? (
        <p className="server-hint">{texts.fileGone}</p>
      ) : (
        <>
          <Player address={address} label={texts.player(name)} />
          <a
            className="sora-button"
            data-quiet=""
            href={address}
            download={recorded.file}
            aria-label={texts.downloadOf(name)}
          >
            {texts.download}
          </a>
        </>
      )}
      {recorded.leftOut.length > 0 && (
        <p className="server-hint">{texts.leftOut(recorded.leftOut.join(", "))}</p>
      )}
      {recorded.error !== null && <p className="server-hint">{texts.incomplete(recorded.error)}</p>}
    </div>
  );
}

/** Sealed sound is loud noise, if it plays at all. */
const quiet = 0.2;
/** Seconds after which a recording counts as playable. */
const enough = 0.5;

function Player({ address, label }: { readonly address: string; readonly label: string }) {
  const texts = useServerTexts();
  const [outcome, setOutcome] = useState<"tried" | "refused" | "plays">("tried");
  return (
    <>
      <video
        ref={(video) => {
          if (video) video.volume = quiet;
        }}
        controls
        autoPlay
        muted
        playsInline
        src={address}
        aria-label={label}
        onTimeUpdate={({ currentTarget }) => currentTarget.currentTime > enough && setOutcome("plays")}
        onError={() => setOutcome("refused")}
      />
      <p className="server-verdict" data-outcome={outcome}>
        {texts.played[outcome]}
      </p>
    </>
  );
}

/** A server's file under a URL of this page, as downloads require. */
function useRecording(serverUrl: string, file: string): string | "fetching" | null {
  const [address, setAddress] = useState<string | null>("fetching");
  useEffect(() => {
    const over = new AbortController();
    let made: string | null = null;
    const load = async () => {
      const blob = await fetchRecording(serverUrl, file, over.signal);
      if (over.signal.aborted) return;
      made = blob && URL.createObjectURL(blob);
      setAddress(made);
    };
    void load();
    return () => {
      over.abort();
      if (made !== null) URL.revokeObjectURL(made);
      setAddress("fetching");
    };
  }, [serverUrl, file]);
  return address;
}
