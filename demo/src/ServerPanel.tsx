import { useCallback } from "react";
import { useMeeting } from "react-sora-e2ee";
import { ServerView } from "./server-view/ServerView.tsx";

interface ServerPanelProps {
  /** Any address on the server of the meeting. */
  readonly serverUrl: string;
}

/** What the server of this meeting could observe. */
export function ServerPanel({ serverUrl }: ServerPanelProps) {
  const { channelId, names } = useMeeting();
  const nameOf = useCallback((connectionId: string) => names[connectionId] ?? connectionId, [names]);
  return <ServerView {...{ serverUrl, channelId, nameOf }} />;
}
