import type { LinkQuality, MeasuredQuality, ObservedQuality, QualityCause } from "../status.ts";
import type { CallState } from "./types.ts";

const isBad = (quality: LinkQuality | undefined) => quality === "fair" || quality === "poor";

/**
 * The quality of a connection and its cause. The cause is null if statistics do not show it.
 *
 * @param connectionId Connection id of a peer. Null or our own id: the call's own connection.
 */
export function selectConnectionQuality(
  { phase, self, peers, quality, receipts }: CallState,
  connectionId: string | null,
): ObservedQuality {
  const isOwn = connectionId === null || connectionId === self.connectionId;
  const peer = isOwn ? undefined : peers[connectionId];
  if (phase === "reconnecting" && (isOwn || peer)) return { level: "lost", cause: null };
  if (quality === null) return { level: null, cause: null };
  const told = toldBy(receipts);
  if (isOwn) return ownQuality(quality, told);
  const level = peer && quality.peers[connectionId];
  if (level === undefined || level === "unknown") return { level: null, cause: null };
  if (level === "good") return { level, cause: null };
  return { level, cause: causeFor(connectionId, quality, told) };
}

/** True when our own downlink is poor. */
export function hasWeakDownlink({ quality, receipts }: CallState): boolean {
  return quality !== null && downlinkOf(quality, toldBy(receipts)) === "poor";
}

type Told = (connectionId: string) => LinkQuality;

function toldBy(receipts: CallState["receipts"]): Told {
  return (id) => receipts?.told[id]?.uplink ?? "unknown";
}

function ownQuality(quality: MeasuredQuality, told: Told): ObservedQuality {
  const { uplink } = quality;
  const downlink = downlinkOf(quality, told);
  const level = (["poor", "fair", "good"] as const).find((one) => one === uplink || one === downlink) ?? null;
  if (isBad(uplink)) return { level, cause: isBad(downlink) ? "our-both" : "our-uplink" };
  return { level, cause: isBad(downlink) ? "our-downlink" : null };
}

/**
 * The cause is our own connection when its quality is bad, or when most peers become worse at once without a
 * reason of their own. A single other peer is enough if it reports a good uplink. Only loss and jitter count,
 * because a busy computer makes pictures slow, too.
 */
function downlinkOf({ downlink, peers, network = peers }: MeasuredQuality, told: Told): LinkQuality {
  const measured = Object.entries(network).filter(([, level]) => level !== "unknown");
  const unexplained = measured.filter(([id, level]) => isBad(level) && !isBad(told(id)));
  const several = unexplained.length >= 2 && unexplained.length * 2 > measured.length;
  const single = measured.length === 1 && unexplained.some(([id]) => told(id) === "good");
  if (!(several || single) || downlink === "poor") return downlink;
  return unexplained.every(([, level]) => level === "poor") ? "poor" : "fair";
}

function causeFor(connectionId: string, quality: MeasuredQuality, told: Told): QualityCause {
  const own = told(connectionId);
  const ours = isBad(downlinkOf(quality, told));
  if (isBad(own)) return ours ? "both" : "their-uplink";
  if (ours) return "our-downlink";
  const others = Object.entries(quality.peers).filter(
    ([id, level]) => id !== connectionId && level !== "unknown",
  );
  // Only this peer became worse. The cause is on its side, unless it reports a good uplink.
  const isAlone = others.length > 0 && others.every(([, level]) => level === "good");
  return isAlone && own === "unknown" ? "their-uplink" : "unknown";
}
