import type { CallEvent, CallState, LogEntry, Peer } from "./types.ts";

/** Enough for an hour of an ordinary meeting, and small enough for each call to hold. */
export const logLimit = 200;
/** Peers can cause any number of refusals, which must not remove all other lines. */
const refusedLimit = logLimit / 2;

/** The events that can end or begin a verification. */
const judging: ReadonlySet<CallEvent["type"]> = new Set(["facts", "verify", "identity", "withdrawn"]);

/** A refused message can name any bytes as its sender. */
const idFormat = /^[\x21-\x7e]{26}$/;

type LogLine = Pick<LogEntry, "kind" | "connectionId" | "detail">;

/** Adds the log line of `event`, given the state before and after it. */
export function withLog(before: CallState, after: CallState, event: CallEvent, at: number): CallState {
  const lines = [...linesOf(before, after, event)];
  if (lines.length === 0) return after;
  let id = before.log[before.log.length - 1]?.id ?? 0;
  const entries = lines.map((line): LogEntry => {
    id += 1;
    return { id, at, ...line };
  });
  return { ...after, log: shortened([...before.log, ...entries]) };
}

/** Without its oldest lines. If there are many refusals, the oldest of them go first. */
function shortened(log: readonly LogEntry[]): readonly LogEntry[] {
  const extra = log.length - logLimit;
  if (extra <= 0) return log;
  const refused = log.filter(({ kind }) => kind === "refused");
  const tooMany = Math.max(0, refused.length - refusedLimit);
  const dropped = new Set(refused.slice(0, Math.min(extra, tooMany)));
  return log.filter((line) => !dropped.has(line)).slice(-logLimit);
}

function* linesOf(before: CallState, after: CallState, event: CallEvent): Generator<LogLine> {
  if (after.phase !== before.phase) yield { kind: "phase", connectionId: null, detail: after.phase };
  const { connectionId: ownId, encryption } = after.self;
  if (encryption.status !== before.self.encryption.status) {
    yield { kind: "self-encryption", connectionId: ownId, detail: encryption.status };
  }
  if (event.type === "ended" && "error" in event.ending) {
    yield { kind: "error", connectionId: null, detail: event.ending.error.code };
  }
  if (event.type === "self-device" && after !== before) {
    const was = before.self.devices[event.kind];
    // A person's switch of a device is not logged. A change by the system or by unplugging is.
    const isBack = event.status === "on" && (was === "muted" || was === "lost" || was === "replaced");
    if (isBack || !["none", "on"].includes(event.status)) {
      yield {
        kind: "device",
        connectionId: after.self.connectionId,
        detail: `${event.kind}.${event.status}`,
      };
    }
  }
  if (event.type === "refused") {
    const { connectionId, code } = event;
    const isId = connectionId !== null && idFormat.test(connectionId);
    yield { kind: "refused", connectionId: isId ? connectionId : null, detail: code };
  }
  if (judging.has(event.type)) {
    for (const peer of Object.values(after.peers)) {
      const old = before.peers[peer.connectionId];
      if (!old || old === peer) continue;
      if (old.encryption !== peer.encryption) {
        const { encryption } = peer;
        const detail =
          encryption.status === "failing" ? `${encryption.status}:${encryption.reason}` : encryption.status;
        yield { kind: "encryption", connectionId: peer.connectionId, detail };
      }
      const detail = trustChange(old, peer);
      if (detail !== null) yield { kind: "verified", connectionId: peer.connectionId, detail };
    }
  }
  if (event.type === "peer-joined" || event.type === "peer-present") {
    const { connectionId } = event.peer;
    if (!before.peers[connectionId]?.announced && after.peers[connectionId]?.announced) {
      yield { kind: "peer-joined", connectionId, detail: event.type };
    }
  }
  if (event.type === "peer-left" && before.peers[event.connectionId]) {
    yield { kind: "peer-left", connectionId: event.connectionId, detail: event.type };
  }
}

/**
 * The change of a person's decision between two states, for the log. A reconnect does not count as a change.
 */
function trustChange(old: Peer, now: Peer): "verified" | "unverified" | "changed" | null {
  if (now.identityChanged && !old.identityChanged) return "changed";
  if (isVerified(now) === isVerified(old)) return null;
  return isVerified(now) ? "verified" : "unverified";
}

function isVerified({ verifiedFingerprint, identity }: Peer): boolean {
  return verifiedFingerprint !== null || identity.status === "verified";
}
