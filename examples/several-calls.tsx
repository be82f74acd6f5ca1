import { SoraCallProvider, useCallPhase, usePeerIds, useSoraE2EE } from "react-sora-e2ee";

/** Watches several channels at once, each a call with keys and a worker of its own. */
export function ControlRoom({ channelIds }: { readonly channelIds: readonly string[] }) {
  return channelIds.map((channelId) => <Channel key={channelId} channelId={channelId} />);
}

function Channel({ channelId }: { readonly channelId: string }) {
  const { call } = useSoraE2EE({
    signalingUrls: "wss://sora.example.com/signaling",
    channelId,
    role: "recvonly",
    autoConnect: true,
  });
  return (
    <SoraCallProvider call={call}>
      <h2>{channelId}</h2>
      <Summary />
    </SoraCallProvider>
  );
}

function Summary() {
  const phase = useCallPhase();
  const members = usePeerIds().length;
  return <p>{phase === "connected" ? `${members} here` : phase}</p>;
}
