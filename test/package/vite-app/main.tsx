import { createRoot } from "react-dom/client";
import { SoraCallProvider, usePeer, usePeerIds, useSelf, useSoraE2EE, VideoTile } from "react-sora-e2ee";
import "react-sora-e2ee/styles.css";

const {
  signaling = "",
  channel = "",
  worker,
  trusted,
  wasm: wasmUrl,
  wasmExec: wasmExecUrl,
} = Object.fromEntries(new URLSearchParams(location.search));
/** TypeScript does not know Trusted Types. */
const { trustedTypes } = globalThis as {
  trustedTypes?: {
    createPolicy(
      name: string,
      rules: { createScriptURL(): string },
    ): { createScriptURL(url: string): string };
  };
};
const policy =
  worker && trusted
    ? trustedTypes?.createPolicy("call-worker", { createScriptURL: () => worker })
    : undefined;
const fromElsewhere = worker
  ? { createWorker: () => new Worker(policy?.createScriptURL("") ?? worker, { type: "module" }) }
  : {};
const byWasm = wasmUrl && wasmExecUrl ? { engine: { wasmUrl, wasmExecUrl } } : {};

function Meeting() {
  const { call, phase, error } = useSoraE2EE({
    signalingUrls: signaling,
    channelId: channel,
    autoConnect: true,
    ...fromElsewhere,
    ...byWasm,
  });
  if (phase !== "connected") return <p data-sora-error={error?.code}>{error?.message ?? phase}</p>;
  return (
    <SoraCallProvider call={call}>
      <Ourselves />
      <Peers />
    </SoraCallProvider>
  );
}

function Ourselves() {
  const { connectionId, stream, encryption } = useSelf();
  return (
    connectionId && (
      <VideoTile local connectionId={connectionId} name="Me" stream={stream} encryption={encryption} />
    )
  );
}

function Peers() {
  return usePeerIds().map((id) => <Peer key={id} id={id} />);
}

function Peer({ id }: { id: string }) {
  const peer = usePeer(id);
  return peer && <VideoTile connectionId={id} name={id} stream={peer.stream} encryption={peer.encryption} />;
}

const root = document.getElementById("root");
if (root) createRoot(root).render(<Meeting />);
