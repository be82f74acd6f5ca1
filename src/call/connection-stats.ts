export interface DirectionStats {
  /** Bits per second of media, without headers and retransmissions. */
  readonly bitRate: number;
  /** Lost packets, 0 to 1. Null until the peer or the server reported them. */
  readonly packetLoss: number | null;
}

/** The quality of the connection since the previous sample. */
export interface ConnectionStats {
  readonly send: DirectionStats;
  readonly receive: DirectionStats;
  /** To the server and back, in milliseconds; null while it is not known. */
  readonly roundTripTime: number | null;
}

type Stats = Readonly<Record<string, unknown>>;
type Snapshot = ReadonlyMap<string, Stats>;

/** Makes a function that computes the difference between two successive reports. The first result is null. */
export function createStatsSummary(): (report: RTCStatsReport | null) => ConnectionStats | null {
  let before: Snapshot | null = null;
  return (report) => {
    const now = report ? snapshot(report) : null;
    const stats = before && now ? between(before, now) : null;
    before = now;
    return stats;
  };
}

function snapshot(report: RTCStatsReport): Snapshot {
  return new Map(
    [...(report.entries() as Iterable<[string, Stats]>)].map(([id, stats]) => [id, { ...stats }]),
  );
}

/** Fields of W3C webrtc-stats: RTP stream and candidate pair statistics. */
function between(before: Snapshot, now: Snapshot): ConnectionStats {
  const ofType = (type: string) => [...now].filter(([, stats]) => stats.type === type);
  /** The difference since the previous sample. New streams start at 0. */
  const grown = (id: string, stats: Stats, field: string) =>
    Math.max(0, number(stats[field]) - number(before.get(id)?.[field]));
  const sum = (type: string, value: (id: string, stats: Stats) => number) =>
    ofType(type).reduce((total, [id, stats]) => total + value(id, stats), 0);
  const bitRate = (type: string, field: string) =>
    sum(type, (id, stats) => {
      const elapsed = number(stats.timestamp) - number(before.get(id)?.timestamp);
      return before.has(id) && elapsed > 0 ? (grown(id, stats, field) * 8000) / elapsed : 0;
    });

  const lost = sum("inbound-rtp", (id, stats) => grown(id, stats, "packetsLost"));
  const received = sum("inbound-rtp", (id, stats) => grown(id, stats, "packetsReceived"));
  const reported = ofType("remote-inbound-rtp").map(([, stats]) => stats.fractionLost);
  const fractions = reported.filter((fraction) => typeof fraction === "number");
  const pair = ofType("candidate-pair").find(
    ([, { nominated, state }]) => nominated === true && state === "succeeded",
  );
  const roundTrip = pair?.[1].currentRoundTripTime;
  return {
    send: {
      bitRate: Math.round(bitRate("outbound-rtp", "bytesSent")),
      packetLoss: fractions.length > 0 ? Math.max(...fractions) : null,
    },
    receive: {
      bitRate: Math.round(bitRate("inbound-rtp", "bytesReceived")),
      packetLoss: lost + received > 0 ? lost / (lost + received) : null,
    },
    roundTripTime: typeof roundTrip === "number" ? Math.round(roundTrip * 1000) : null,
  };
}

function number(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
