import { cleanName } from "../protocol/display-name.ts";
import type { Peer } from "../store/types.ts";

/** What a participant calls itself, by the option `name` or in `signalingNotifyMetadata`, or something to tell it apart by. */
export function peerName({ connectionId, name, metadata }: Named, guest: string): string {
  const isRecord = typeof metadata === "object" && metadata !== null && Object.hasOwn(metadata, "name");
  const inMetadata: unknown = isRecord ? (metadata as { readonly name: unknown }).name : null;
  return name ?? cleanName(inMetadata) ?? `${guest} ${connectionId.slice(-4)}`;
}

type Named = Pick<Peer, "connectionId" | "name" | "metadata">;
