import { recordOf, withEntry } from "./record.ts";
import type { OwnConnection, Peer, Self } from "./types.ts";

/** More than a page has over a day of lost connections. */
const limit = 200;

/**
 * Whether this page opened that connection itself. The connection id alone does not say so: the server could announce a
 * peer of its own under it. The identity key must be the one that we made for it.
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
