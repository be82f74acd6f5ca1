import { systemClock } from "../../protocol/clock.ts";
import { WorkerCore } from "./core.ts";
import { loadBuiltIn } from "./engine-built-in.ts";
import { hostCall } from "./host.ts";

hostCall((post) => new WorkerCore({ post, clock: systemClock, loadEngine: loadBuiltIn }));
