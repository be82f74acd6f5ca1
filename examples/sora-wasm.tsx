import { ErrorNotice, SharedWasmEngine, SoraCallProvider, useSoraE2EE } from "react-sora-e2ee";
import "react-sora-e2ee/styles.css";

// Create it outside of the component, so that all calls share it and load it once.
const engine = new SharedWasmEngine({
  wasmUrl: "/e2ee/wasm.wasm",
  wasmExecUrl: "/e2ee/wasm_exec.js",
});

/** A call whose key agreement is Sora's own program, with the progress of loading it. */
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
