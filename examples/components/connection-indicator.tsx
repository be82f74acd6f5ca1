import { ConnectionIndicator, useConnectionQuality } from "react-sora-e2ee";

/**
 * The quality of a peer's connection, and the reason for it. Without an id, it is for our own connection. The
 * connected tiles already show it.
 */
export function Connection({ id }: { readonly id?: string }) {
  const { level, cause } = useConnectionQuality(id);
  return <ConnectionIndicator quality={level} cause={cause} />;
}
