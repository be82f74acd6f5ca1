import { ErrorNotice, type SoraE2EEError } from "react-sora-e2ee";
import { useTexts } from "./TextsContext.ts";

interface EndedProps {
  /** Null when the call ended in the ordinary way. */
  readonly error: SoraE2EEError | null;
  readonly onRejoin: () => void;
  readonly onBack: () => void;
}

/** In place of the people, when there is no call any more or none came about. */
export function Ended({ error, onRejoin, onBack }: EndedProps) {
  const texts = useTexts();
  return (
    <div className="card">
      {error ? <ErrorNotice error={error} onRetry={onRejoin} /> : <p role="status">{texts.ended}</p>}
      {!error && (
        <button type="button" className="sora-button" onClick={onRejoin}>
          {texts.rejoin}
        </button>
      )}
      <button type="button" className="sora-button" data-quiet="" onClick={onBack}>
        {texts.back}
      </button>
    </div>
  );
}
