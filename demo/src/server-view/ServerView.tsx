import { useCallPhase, useSelf } from "react-sora-e2ee";
import { BytesLegend } from "./BytesLegend.tsx";
import { ConnectionCard } from "./ConnectionCard.tsx";
import { Example } from "./Example.tsx";
import { Recordings } from "./Recordings.tsx";
import { Summary } from "./Summary.tsx";
import "./server-view.css";
import { useServerTexts } from "./texts.ts";
import { useServerState } from "./useServerState.ts";

export interface ServerViewProps {
  /** Any URL on the server to inspect, `http:` or `https:`. */
  readonly serverUrl: string;
  readonly channelId: string;
  /** Names of peers by connection id. */
  readonly nameOf: (connectionId: string) => string;
}

/**
 * The data that the server could observe of each peer, next to what the peers see. Requests data only while
 * it is mounted.
 */
export function ServerView({ serverUrl, channelId, nameOf }: ServerViewProps) {
  const texts = useServerTexts();
  const { connectionId: ownId } = useSelf();
  const connected = useCallPhase() === "connected" && ownId !== null;
  const { answer, askAgain } = useServerState(serverUrl, channelId, connected);

  if (answer.status === "asking") return <p className="server-view">{texts.asking}</p>;
  if (answer.status === "nothing") {
    return (
      <div className="server-view">
        <p>
          <strong>{texts.nothing}</strong>
        </p>
        <p className="server-hint">{texts.nothingWhy}</p>
        <button type="button" className="sora-button" data-quiet="" onClick={askAgain}>
          {texts.askAgain}
        </button>
      </div>
    );
  }
  const { peers, recording } = answer.state;
  const silent = answer.silent || !connected;
  const ownFirst = [...peers].sort(
    (a, b) => Number(b.connectionId === ownId) - Number(a.connectionId === ownId),
  );
  return (
    <div className="server-view" data-silent={silent ? "" : undefined}>
      <Summary peers={peers} />
      {silent && <p className="server-hint">{texts.silent}</p>}
      <ul className="server-peers">
        {ownFirst.map((peer) => (
          <li key={peer.connectionId}>
            <ConnectionCard peer={peer} name={nameOf(peer.connectionId)} nameOf={nameOf} />
          </li>
        ))}
      </ul>
      <BytesLegend />
      <Example />
      <Recordings serverUrl={serverUrl} channelId={channelId} recording={recording} nameOf={nameOf} />
    </div>
  );
}
