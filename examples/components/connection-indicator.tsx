import { ConnectionIndicator, useConnectionQuality } from "react-sora-e2ee";

/** How the connection of a peer does, and why; without an id, one's own. The connected tiles show it by themselves. */
export function Connection({ id }: { readonly id?: string }) {
  const { level, cause } = useConnectionQuality(id);
  return <ConnectionIndicator quality={level} cause={cause} />;
}
