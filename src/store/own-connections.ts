import { recordOf, withEntry } from "./record.ts";
import type { OwnConnection, Peer, Self } from "./types.ts";

/** More connections than a page loses in a day. */
const limit = 200;

/**
 * True when this page opened that connection. The connection id alone is no proof, because the server could
 * announce another peer under it. The identity key must be ours.
 */
export function isOwnConnection(
  { connectionId: ownId, ownConnections }: Pick<Self, "connectionId" | "ownConnections">,
  { connectionId, fingerprint, encryption }: Peer,
): boolean {
  if (connectionId === ownId) return true;
  const own = ownConnections[connectionId];
  if (!own || encryption.status === "unprotected") return false;
  return fingerprint === null || fingerprint === own.fingerprint;
}

export function withOwnConnection(self: Self, connectionId: string, own: OwnConnection): Self {
  const known = self.ownConnections[connectionId];
  if (known?.fingerprint === own.fingerprint && known.purpose === own.purpose) return self;
  const entries = Object.entries(withEntry(self.ownConnections, connectionId, own));
  return { ...self, ownConnections: recordOf(entries.slice(-limit)) };
}
