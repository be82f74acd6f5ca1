import { isConnectionId } from "../../protocol/connection-id.ts";
import { maxPeers } from "../../protocol/limits.ts";
import type { KeyContext } from "./engines.ts";
import { invalidPeerId, tooManyPeers } from "./failure.ts";
import type { Announced } from "./peer.ts";

/**
 * Adds a peer that the page announced to the call. False for a peer with known keys, for ourselves, and for a
 * refused peer.
 */
export function admitPeer(
  { peers, reporter, refused }: Pick<KeyContext, "peers" | "reporter" | "refused">,
  selfConnectionId: string | null,
  connectionId: string,
  announced: Exclude<Announced, "unknown">,
): boolean {
  if (!isConnectionId(connectionId)) {
    refused(null, invalidPeerId());
    return false;
  }
  const known = peers.find(connectionId)?.announced ?? "unknown";
  if (known === "keys" || connectionId === selfConnectionId) return false;
  if (known === "unknown" && peers.announced >= maxPeers) {
    refused(connectionId, tooManyPeers());
    return false;
  }
  reporter.changed(peers.add(connectionId, announced));
  return true;
}
