import { RecordingPlayer } from "./RecordingPlayer.tsx";
import { useServerTexts } from "./texts.ts";
import { useRecordings } from "./useRecordings.ts";

interface RecordingsProps {
  readonly serverUrl: string;
  readonly channelId: string;
  /** The server's state says that it records. */
  readonly recording: boolean;
  readonly nameOf: (connectionId: string) => string;
}

/** Makes the server record, and shows the results. */
export function Recordings({ serverUrl, channelId, recording: seen, nameOf }: RecordingsProps) {
  const texts = useServerTexts();
  const { recording, files, busy, refused, toggle } = useRecordings(serverUrl, channelId, seen);
  return (
    <section className="server-recordings">
      <h3>{texts.recording}</h3>
      <p className="server-hint">{texts.recordingHint}</p>
      <div className="server-row">
        <button
          type="button"
          className="sora-button"
          data-quiet=""
          data-recording={recording ? "" : undefined}
          disabled={busy}
          onClick={toggle}
        >
          {recording ? texts.stop : texts.record}
        </button>
        {recording && <span>{texts.isRecording}</span>}
      </div>
      {refused !== null && <p role="alert">{texts.recordFailed(refused || texts.noAnswer)}</p>}
      {!recording && files !== null && (
        <>
          <h4>{texts.files}</h4>
          {files.length === 0 && <p className="server-hint">{texts.noFiles}</p>}
          <ul>
            {files.map((file) => (
              <li key={file.file}>
                <RecordingPlayer serverUrl={serverUrl} recorded={file} name={nameOf(file.connectionId)} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
