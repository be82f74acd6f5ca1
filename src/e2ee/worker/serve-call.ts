import { systemClock } from "../media/clock.ts";
import { WorkerCore } from "./core.ts";
import type { LoadEngine } from "./engines.ts";
import type { WorkerScope } from "./globals.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

/** Makes the worker that this runs in a call's worker, with the engines that `loadEngine` knows. */
export function serveCall(loadEngine: LoadEngine): void {
  const scope = self as unknown as WorkerScope;
  const post = (message: FromWorker): void => scope.postMessage(message);
  const core = new WorkerCore({ post, clock: systemClock, loadEngine });

  scope.onmessage = ({ data }) => core.receive(data as ToWorker);
  scope.onrtctransform = ({ transformer }) =>
    core.attach(
      transformer,
      transformer.options,
      () => transformer.sendKeyFrameRequest?.() ?? Promise.resolve(),
    );
  post({ type: "ready" });
}
