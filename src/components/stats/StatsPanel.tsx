import type { ReceiverFacts, SenderFacts } from "../../status.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { StatsSection } from "./StatsSection.tsx";
import { statsFormat } from "./stats-format.ts";

export interface StatsPanelProps {
  /** The result of `useConnectionStats`. */
  readonly stats: {
    readonly send: DirectionNumbers;
    readonly receive: DirectionNumbers;
    /** Milliseconds. */
    readonly roundTripTime: number | null;
  } | null;
  /** The key id with which frames are sealed now. */
  readonly keyId?: number | null;
  /** The counts of sealed frames: `senders` of `useSelf`. */
  readonly senders?: readonly SenderFacts[];
  /** The counts of decrypted frames: the `receivers` of one peer, or of all. */
  readonly receivers?: readonly ReceiverFacts[];
}

interface DirectionNumbers {
  /** Bits per second. */
  readonly bitRate: number;
  /** 0 to 1. */
  readonly packetLoss: number | null;
}

/** Bit rates, loss and round trip, and how many frames were sealed, opened and refused. */
export function StatsPanel({ stats, keyId = null, senders, receivers }: StatsPanelProps) {
  const { t, locale } = useI18n();
  const { bitRate, percent, milliseconds, count } = statsFormat(locale);
  const direction = (numbers: DirectionNumbers | undefined) => [
    { term: t("stats.bit-rate"), value: numbers ? bitRate(numbers.bitRate) : null },
    { term: t("stats.loss"), value: percent(numbers?.packetLoss ?? null) },
  ];
  return (
    <section className="sora-stats" aria-label={t("stats.label")}>
      <StatsSection
        title={t("stats.connection")}
        rows={[
          { term: t("stats.round-trip"), value: milliseconds(stats?.roundTripTime ?? null) },
          { term: t("stats.key"), value: count(keyId) },
        ]}
      />
      <StatsSection
        title={t("stats.send")}
        rows={[
          ...direction(stats?.send),
          ...(senders
            ? [
                { term: t("stats.sealed"), value: count(sum(senders, ({ passed }) => passed)) },
                { term: t("stats.dropped"), value: count(sum(senders, ({ dropped }) => dropped)) },
              ]
            : []),
        ]}
      />
      <StatsSection
        title={t("stats.receive")}
        rows={[
          ...direction(stats?.receive),
          ...(receivers
            ? [
                { term: t("stats.opened"), value: count(sum(receivers, ({ passed }) => passed)) },
                { term: t("stats.refused"), value: count(sum(receivers, refusedOf)) },
              ]
            : []),
        ]}
      />
    </section>
  );
}

function refusedOf({ refused }: ReceiverFacts): number {
  return Object.values(refused).reduce((total, frames) => total + frames, 0);
}

function sum<Facts>(all: readonly Facts[], of: (facts: Facts) => number): number {
  return all.reduce((total, facts) => total + of(facts), 0);
}
