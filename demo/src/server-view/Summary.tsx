import { useI18n } from "react-sora-e2ee";
import { countFrames } from "./count-frames.ts";
import { Mark } from "./Mark.tsx";
import type { PeerView } from "./server-state.ts";
import { useServerTexts } from "./texts.ts";

/** A summary of all peers in one sentence. Only this sentence is announced, and only when it changes. */
export function Summary({ peers }: { readonly peers: readonly PeerView[] }) {
  const texts = useServerTexts();
  const numbers = new Intl.NumberFormat(useI18n().locale);
  const counts = peers.map(countFrames);
  const frames = counts.reduce((sum, count) => sum + count.frames, 0);
  const clear = counts.reduce((sum, count) => sum + count.clear, 0);
  const result = frames === 0 ? "nothing" : clear > 0 ? "clear" : "sealed";
  return (
    <div className="server-summary" data-result={result}>
      <Mark good={clear === 0} />
      <div>
        <p role="status">
          {result === "nothing" ? texts.nobody : result === "clear" ? texts.someClear : texts.allSealed}
        </p>
        {result === "sealed" && <p>{texts.allSealedCount(numbers.format(frames))}</p>}
        {result === "clear" && <p>{texts.someClearCount(numbers.format(clear))}</p>}
      </div>
    </div>
  );
}
