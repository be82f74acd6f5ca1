import { systemClock } from "../../protocol/clock.ts";
import { WorkerCore } from "./core.ts";
import { loadAnyEngine } from "./engine-wasm.ts";
import { hostCall } from "./host.ts";

// A file of its own, not a part that the other loads: a bundler finds a worker without configuration, and what a worker
// imports at run time it does not everywhere.
hostCall((post) => new WorkerCore({ post, clock: systemClock, loadEngine: loadAnyEngine }));
