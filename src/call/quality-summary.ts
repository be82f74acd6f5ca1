import type { LinkQuality, MeasuredQuality } from "../status.ts";
import { recordOf } from "../store/record.ts";

/** The peer of a received track. */
export interface TrackOwner {
  readonly connectionId: string;
  /**
   * True for moving media that can be decrypted. Then a still picture is the network's fault, and not that of
   * a screen or of a missing key.
   */
  readonly isSmooth: boolean;
}

type Stats = Readonly<Record<string, unknown>>;
type Snapshot = ReadonlyMap<string, Stats>;

/** The limits from which a value is `fair`, and `poor`. */
const limits = {
  /** Part of the packets, 0 to 1. */
  loss: [0.03, 0.1],
  /** Seconds. */
  jitter: [0.05, 0.1],
  /** Part of the time, 0 to 1. */
  frozen: [0.05, 0.2],
  /** Seconds between two frames. */
  frameInterval: [1 / 8, 1 / 4],
  /** Seconds, to the server and back. */
  roundTrip: [0.4, 0.8],
  /** Seconds for a bit that the estimated rate leaves: 300 and 100 kbit/s. */
  bitTime: [1 / 300_000, 1 / 100_000],
} as const;

const order: readonly LinkQuality[] = ["unknown", "good", "fair", "poor"];
const worst = (levels: readonly LinkQuality[]): LinkQuality =>
  levels.reduce((a, b) => (order.indexOf(b) > order.indexOf(a) ? b : a), "unknown");

/** Makes a function that computes the difference between two successive reports. */
export function createQualitySummary(): (
  report: RTCStatsReport | null,
  ownerOf: (trackId: string) => TrackOwner | undefined,
) => MeasuredQuality | null {
  let before: Snapshot | null = null;
  const uplink = new Steady();
  const downlink = new Steady();
  const peers = new Map<string, Steady>();
  const network = new Map<string, Steady>();
  return (report, ownerOf) => {
    const now: Snapshot | null = report && new Map(report.entries() as Iterable<[string, Stats]>);
    const raw = before && now ? between(before, now, ownerOf) : null;
    before = now;
    if (raw === null) return null;
    return {
      uplink: uplink.next(raw.uplink),
      downlink: downlink.next(raw.downlink),
      peers: settle(peers, raw.peers),
      ...(Object.keys(raw.network).length > 0 && { network: settle(network, raw.network) }),
    };
  };
}

type Levels = Readonly<Record<string, LinkQuality>>;

function settle(steady: Map<string, Steady>, raw: Levels): Levels {
  for (const id of steady.keys()) if (!(id in raw)) steady.delete(id);
  return recordOf(
    Object.entries(raw).map(([id, level]) => {
      const own = steady.get(id) ?? new Steady();
      steady.set(id, own);
      return [id, own.next(level)];
    }),
  );
}

/** A worse level counts after two samples in a row, and a better one after three. */
class Steady {
  #level: LinkQuality = "unknown";
  #candidate: LinkQuality = "unknown";
  #looks = 0;

  next(level: LinkQuality): LinkQuality {
    this.#looks = level === this.#candidate ? this.#looks + 1 : 1;
    this.#candidate = level;
    const isBetter = order.indexOf(level) < order.indexOf(this.#level);
    if (
      this.#level === "unknown" ? level === "good" || this.#looks >= 2 : this.#looks >= (isBetter ? 3 : 2)
    ) {
      this.#level = level;
    }
    return this.#level;
  }
}

/** Fields of W3C webrtc-stats: RTP stream and candidate pair statistics. */
function between(
  before: Snapshot,
  now: Snapshot,
  ownerOf: (trackId: string) => TrackOwner | undefined,
): MeasuredQuality & { readonly network: Levels } {
  const ofType = (type: string) => [...now].filter(([, stats]) => stats.type === type);
  const grown = (id: string, stats: Stats, field: string) =>
    Math.max(0, number(stats[field]) - number(before.get(id)?.[field]));
  const peers = new Map<string, LinkQuality>();
  const network = new Map<string, LinkQuality>();
  for (const [id, stats] of ofType("inbound-rtp")) {
    const owner = ownerOf(String(stats.trackIdentifier));
    if (!owner || !before.has(id)) continue;
    const received = grown(id, stats, "packetsReceived");
    const lost = grown(id, stats, "packetsLost");
    const levels: LinkQuality[] = [];
    const { connectionId } = owner;
    // Without packets, either nothing was sent or nothing arrives. Statistics do not show which.
    if (received > 0) {
      levels.push(
        levelOf(lost / (lost + received), limits.loss),
        levelOf(number(stats.jitter), limits.jitter),
      );
    }
    network.set(connectionId, worst([network.get(connectionId) ?? "unknown", ...levels]));
    if (received > 0 && owner.isSmooth && stats.kind === "video") {
      const seconds = (number(stats.timestamp) - number(before.get(id)?.timestamp)) / 1000;
      const frames = grown(id, stats, "framesDecoded");
      levels.push(levelOf(grown(id, stats, "totalFreezesDuration") / seconds, limits.frozen));
      if (frames > 0) levels.push(levelOf(seconds / frames, limits.frameInterval));
    }
    peers.set(connectionId, worst([peers.get(connectionId) ?? "unknown", ...levels]));
  }

  const pair = ofType("candidate-pair").find(
    ([, { nominated, state }]) => nominated === true && state === "succeeded",
  )?.[1];
  const sent = ofType("outbound-rtp").filter(([id, stats]) => grown(id, stats, "packetsSent") > 0);
  const isLimitedBy = (reason: string) => sent.some(([, stats]) => stats.qualityLimitationReason === reason);
  // A computer that cannot keep up answers late and estimates a low rate, on any network.
  const isBusy = isLimitedBy("cpu");
  const roundTrip = pair?.currentRoundTripTime;
  const transport = typeof roundTrip === "number" && !isBusy ? [levelOf(roundTrip, limits.roundTrip)] : [];
  const isLimited = isLimitedBy("bandwidth") && !isBusy;
  const fractions = ofType("remote-inbound-rtp").map(([, stats]) => stats.fractionLost);
  const rate = pair?.availableOutgoingBitrate;
  const uplink =
    sent.length === 0
      ? []
      : [
          ...transport,
          ...fractions.map((lost) => (typeof lost === "number" ? levelOf(lost, limits.loss) : "unknown")),
          // An encoder that is held back shows that the rate is too low for its media.
          ...(isLimited && typeof rate === "number" && rate > 0 ? [levelOf(1 / rate, limits.bitTime)] : []),
        ];
  // Loss affects single peers, and the store compares them.
  return {
    uplink: worst(uplink),
    downlink: worst(transport),
    peers: recordOf(peers),
    network: recordOf(network),
  };
}

function levelOf(value: number, [fair, poor]: readonly [number, number]): LinkQuality {
  return value >= poor ? "poor" : value >= fair ? "fair" : "good";
}

function number(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
