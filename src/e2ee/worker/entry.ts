import { systemClock } from "../media/clock.ts";
import { WorkerCore } from "./core.ts";
import { loadEngine } from "./engines.ts";
import type { WorkerScope } from "./globals.ts";
import type { ToWorker } from "./messages.ts";

const scope = self as unknown as WorkerScope;

const core = new WorkerCore({
  post: (message) => scope.postMessage(message),
  clock: systemClock,
  loadEngine,
});

scope.onmessage = ({ data }) => core.receive(data as ToWorker);
scope.onrtctransform = ({ transformer }) =>
  core.attach(
    transformer,
    transformer.options,
    () => transformer.sendKeyFrameRequest?.() ?? Promise.resolve(),
  );
