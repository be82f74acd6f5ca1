import { ErrorNotice, SharedWasmEngine, SoraCallProvider, useSoraE2EE } from "react-sora-e2ee";
import "react-sora-e2ee/styles.css";

// Outside of the component: calls that share the engine load it once.
const engine = new SharedWasmEngine({
  wasmUrl: "/e2ee/wasm.wasm",
  wasmExecUrl: "/e2ee/wasm_exec.js",
});

/** A call whose keys Sora's own program agrees on, with the progress of loading it. */
export function WasmCall() {
  const { call, phase, error, progress, connect } = useSoraE2EE({
    signalingUrls: "wss://sora.example.com/signaling",
    channelId: "weekly",
    engine,
  });
  return (
    <SoraCallProvider call={call}>
      {error && <ErrorNotice error={error} />}
      {phase === "initializing" && progress && (
        <progress value={progress.loaded} max={progress.total ?? undefined} />
      )}
      {phase === "idle" || phase === "failed" ? (
        <button type="button" onClick={connect}>
          Join
        </button>
      ) : (
        <p>{phase}</p>
      )}
    </SoraCallProvider>
  );
}
