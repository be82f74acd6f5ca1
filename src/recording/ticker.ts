/**
 * Calls `onTick` at this interval in milliseconds until the function that it returns is called. The timer runs in a worker,
 * because browsers slow down the timers of pages in the background. If the page's policy forbids such a worker, the timer
 * runs on the page.
 */
export function startTicker(interval: number, onTick: () => void): () => void {
  let stop = (): void => undefined;
  let stopped = false;
  const onPage = (): void => {
    stop();
    if (stopped) return;
    const timer = setInterval(onTick, interval);
    stop = () => clearInterval(timer);
  };
  try {
    const url = URL.createObjectURL(new Blob([`setInterval(() => postMessage(0), ${interval})`]));
    const worker = new Worker(url);
    stop = () => {
      worker.terminate();
      URL.revokeObjectURL(url);
    };
    worker.onmessage = onTick;
    worker.onerror = onPage;
  } catch {
    onPage();
  }
  return () => {
    stopped = true;
    stop();
  };
}
