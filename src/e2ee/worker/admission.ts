import { isConnectionId } from "../../protocol/connection-id.ts";
import { maxPeers } from "../../protocol/limits.ts";
import type { KeyContext } from "./engines.ts";
import { invalidPeerId, tooManyPeers } from "./failure.ts";
import type { Announced } from "./peer.ts";

/**
 * Takes a peer that the page told of into the call, with what it announced. False for one whose keys are known already, for
 * ourselves, and for one that is refused.
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
