import { OpenedByList, useOpenedBy } from "react-sora-e2ee";

/** For a panel: each participant with what it says of what we send. The `SelfTile` shows the count by itself. */
export function Opened({ names }: { readonly names: Readonly<Record<string, string>> }) {
  return <OpenedByList openedBy={useOpenedBy()} names={names} />;
}
