import { useState } from "react";
import { createRoot } from "react-dom/client";
import {
  ControlBar,
  ErrorNotice,
  LeaveCallButton,
  PeerTile,
  SelfTile,
  SoraCallProvider,
  usePeers,
  useReactions,
  useSoraE2EE,
  VideoGrid,
} from "react-sora-e2ee";
import "react-sora-e2ee/styles.css";

/** The address of the page may name another server and channel: `?signaling=wss://…&channel=…`. */
const { signaling = "ws://127.0.0.1:5180/signaling", channel = "my-webinar" } = Object.fromEntries(
  new URLSearchParams(location.search),
);

/** Raised hands travel over sealed messages of this label. */
const hands = "#hands";

/**
 * `sendrecv` for speakers who see the other speakers, `sendonly` for a camera alone, `recvonly` for the
 * audience.
 */
const roles = { sendrecv: "Speak", sendonly: "Only send", recvonly: "Watch" } as const;
type WebinarRole = keyof typeof roles;

function App() {
  const [name, setName] = useState("");
  const [role, setRole] = useState<WebinarRole | null>(null);
  if (role !== null) return <Webinar name={name} role={role} />;
  return (
    <main className="start">
      <label>
        Your name <input name="name" value={name} onChange={(event) => setName(event.target.value)} />
      </label>
      {(Object.keys(roles) as WebinarRole[]).map((one) => (
        <button key={one} type="button" className="sora-button" onClick={() => setRole(one)}>
          {roles[one]}
        </button>
      ))}
    </main>
  );
}

function Webinar({ name, role }: { readonly name: string; readonly role: WebinarRole }) {
  const options = {
    signalingUrls: signaling,
    channelId: channel,
    name,
    sealedMessages: [hands],
    autoConnect: true,
  };
  // The types know that the audience sends nothing.
  const { call, error } = useSoraE2EE(role === "recvonly" ? { ...options, role } : { ...options, role });
  return (
    <SoraCallProvider call={call}>
      {error && <ErrorNotice error={error} />}
      <Stage sends={role !== "recvonly"} />
      <Audience />
      <ControlBar>
        <LeaveCallButton />
      </ControlBar>
    </SoraCallProvider>
  );
}

/** Tiles of those who send. The audience has no tiles, however large it is. */
function Stage({ sends }: { readonly sends: boolean }) {
  const speakers = usePeers().filter(({ role }) => role !== "recvonly");
  if (!sends && speakers.length === 0) return <p role="status">Nobody speaks yet.</p>;
  return (
    <div style={{ height: "calc(100vh - 20rem)" }}>
      <VideoGrid>
        {sends && <SelfTile key="self" />}
        {speakers.map(({ connectionId }) => (
          <PeerTile key={connectionId} connectionId={connectionId} />
        ))}
      </VideoGrid>
    </div>
  );
}

/** The audience, and the raised hands in the order in which they were raised. */
function Audience() {
  const peers = usePeers();
  const { hands: raised, handRaised, raiseHand } = useReactions(hands);
  const viewers = peers.filter(({ role }) => role === "recvonly");
  const nameOf = (id: string | null) =>
    id === null ? "You" : (peers.find(({ connectionId }) => connectionId === id)?.name ?? "Guest");
  return (
    <section aria-label="Audience">
      <button
        type="button"
        className="sora-button"
        data-quiet={handRaised ? undefined : ""}
        aria-pressed={handRaised}
        onClick={() => raiseHand(!handRaised)}
      >
        Raise hand
      </button>
      <h2>Raised hands</h2>
      <ol id="hands">
        {raised.map((id) => (
          <li key={id ?? "self"}>{nameOf(id)}</li>
        ))}
      </ol>
      <h2>Audience: {viewers.length}</h2>
      <ul id="audience">
        {viewers.map(({ connectionId }) => (
          <li key={connectionId}>{nameOf(connectionId)}</li>
        ))}
      </ul>
    </section>
  );
}

createRoot(document.querySelector("#root") as HTMLElement).render(<App />);
