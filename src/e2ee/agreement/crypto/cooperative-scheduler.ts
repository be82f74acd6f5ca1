/**
 * Runs synchronous work piece by piece, in order, and lets other tasks of the thread in once `budget` milliseconds were
 * spent. A timer would do too, but browsers round nested ones up to 4 ms.
 */
export function createPieceWorker(budget = 2): <Result>(work: () => Result) => Promise<Result> {
  let since = performance.now();
  let turn = Promise.resolve();

  async function breathe() {
    if (performance.now() - since < budget) return;
    await nextTask();
    since = performance.now();
  }

  return (work) => {
    turn = turn.then(breathe);
    return turn.then(work);
  };
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
