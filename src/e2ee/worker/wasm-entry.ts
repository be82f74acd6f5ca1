import { systemClock } from "../../protocol/clock.ts";
import { WorkerCore } from "./core.ts";
import { loadAnyEngine } from "./engine-wasm.ts";
import { hostCall } from "./host.ts";

// A separate worker file, because every bundler finds a worker without configuration, but not every bundler
// handles dynamic imports in a worker.
hostCall((post) => new WorkerCore({ post, clock: systemClock, loadEngine: loadAnyEngine }));
