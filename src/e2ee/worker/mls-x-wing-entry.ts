import { systemClock } from "../../protocol/clock.ts";
import { xWingSuite } from "../agreement/mls/suite-x-wing.ts";
import { WorkerCore } from "./core.ts";
import { mlsLoader } from "./engine-mls.ts";
import { hostCall } from "./host.ts";

hostCall((post) => new WorkerCore({ post, clock: systemClock, loadEngine: mlsLoader(xWingSuite) }));
