import { systemClock } from "../../protocol/clock.ts";
import { x25519Suite } from "../agreement/mls/suite-x25519.ts";
import { WorkerCore } from "./core.ts";
import { mlsLoader } from "./engine-mls.ts";
import { hostCall } from "./host.ts";

hostCall((post) => new WorkerCore({ post, clock: systemClock, loadEngine: mlsLoader(x25519Suite) }));
