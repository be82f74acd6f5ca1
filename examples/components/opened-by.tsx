import { OpenedByList, useOpenedBy } from "react-sora-e2ee";

/**
 * For a panel: each participant with its report about our media. The `SelfTile` shows the count by itself.
 */
export function Opened({ names }: { readonly names: Readonly<Record<string, string>> }) {
  return <OpenedByList openedBy={useOpenedBy()} names={names} />;
}
