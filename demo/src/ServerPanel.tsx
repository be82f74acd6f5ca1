import { useCallback } from "react";
import { useMeeting } from "react-sora-e2ee";
import { ServerView } from "./server-view/ServerView.tsx";

interface ServerPanelProps {
  /** Any URL on the server of the meeting. */
  readonly serverUrl: string;
}

/** The data that the server of this meeting could observe. */
export function ServerPanel({ serverUrl }: ServerPanelProps) {
  const { channelId, names } = useMeeting();
  const nameOf = useCallback((connectionId: string) => names[connectionId] ?? connectionId, [names]);
  return <ServerView {...{ serverUrl, channelId, nameOf }} />;
}
