import { cleanName } from "../protocol/display-name.ts";
import type { Peer } from "../store/types.ts";

/** The participant's name from the option `name` or `signalingNotifyMetadata`; otherwise a text that tells it apart from others. */
export function peerName({ connectionId, name, metadata }: Named, guest: string): string {
  const isRecord = typeof metadata === "object" && metadata !== null && Object.hasOwn(metadata, "name");
  const inMetadata: unknown = isRecord ? (metadata as { readonly name: unknown }).name : null;
  return name ?? cleanName(inMetadata) ?? `${guest} ${connectionId.slice(-4)}`;
}

type Named = Pick<Peer, "connectionId" | "name" | "metadata">;
