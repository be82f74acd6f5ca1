/**
 * Runs synchronous operations in order. After `budget` milliseconds of work it yields to other tasks of the thread. It does
 * not use a timer for this, because browsers round nested timers up to 4 ms.
 */
export function createCooperativeScheduler(budget = 2): <Result>(work: () => Result) => Promise<Result> {
  let since = performance.now();
  let turn = Promise.resolve();

  async function yieldIfDue() {
    if (performance.now() - since < budget) return;
    await nextTask();
    since = performance.now();
  }

  return (work) => {
    turn = turn.then(yieldIfDue);
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
