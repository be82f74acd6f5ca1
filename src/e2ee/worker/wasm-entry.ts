import { loadAnyEngine } from "./engine-wasm.ts";
import { serveCall } from "./serve-call.ts";

// A file of its own, not a part that the other loads: a bundler finds a worker without configuration, and what a worker
// imports at run time it does not everywhere.
serveCall(loadAnyEngine);
