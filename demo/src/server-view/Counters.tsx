import { useI18n } from "react-sora-e2ee";
import { countFrames } from "./count-frames.ts";
import type { PeerView } from "./server-state.ts";
import { useServerTexts } from "./texts.ts";

/** The server's counts. */
export function Counters(tracks: Pick<PeerView, "audio" | "video">) {
  const texts = useServerTexts();
  const { locale } = useI18n();
  const numbers = new Intl.NumberFormat(locale);
  const { bytes, frames, sealed, clear } = countFrames(tracks);
  return (
    <dl className="server-counters">
      <Counter name="bytes" label={texts.bytes} value={size(bytes, locale)} />
      <Counter name="frames" label={texts.frames} value={numbers.format(frames)} count={frames} />
      <Counter name="sealed" label={texts.sealedFrames} value={numbers.format(sealed)} count={sealed} />
      <Counter name="clear" label={texts.clearFrames} value={numbers.format(clear)} count={clear} />
    </dl>
  );
}

interface CounterProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly count?: number;
}

function Counter({ name, label, value, count }: CounterProps) {
  return (
    <div data-counter={name} data-count={count}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function size(bytes: number, locale: string): string {
  const [unit, amount] = bytes < 1e6 ? ["kilobyte", bytes / 1e3] : ["megabyte", bytes / 1e6];
  return new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: 1 }).format(amount);
}
