import { parseEnvelope } from "../../../../../src/e2ee/agreement/mls/envelope.ts";
import { syncWebCrypto } from "../../../../support/sync-web-crypto.ts";
import type { SimulatedChannel, SimulatedPeer } from "../channel.ts";

type Bytes = Uint8Array<ArrayBuffer>;
type Task = () => Promise<void>;

/** Number of messages that a task waits for, as in `WorkQueue`. */
const messagesFirst = 16;

/** WebCrypto that counts its operations. */
export function countingCrypto(): { readonly crypto: Crypto; readonly operations: () => number } {
  const real = syncWebCrypto();
  let operations = 0;
  const subtle = new Proxy(real.subtle, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...all: unknown[]): unknown => {
        operations += 1;
        return Reflect.apply(value, target, all);
      };
    },
  });
  const getRandomValues = real.getRandomValues.bind(real);
  return { crypto: { subtle, getRandomValues } as Crypto, operations: () => operations };
}

export interface Slowness {
  /** Number of crypto operations so far, of all peers. */
  readonly operations: () => number;
  /** Time for each operation of one task (ms). */
  readonly operationTime: () => number;
  /** Time until a message is at the server (ms). */
  readonly sendingTime: () => number;
}

/**
 * The peers that join this channel need time for each crypto operation. Their other tasks and messages wait in the
 * meantime, in the order of `WorkQueue`.
 */
export function makeBusy(channel: SimulatedChannel, slowness: Slowness): void {
  const { operations, operationTime, sendingTime } = slowness;
  const { clock } = channel;
  const workers = new Map<SimulatedPeer, ReturnType<typeof worker>>();
  /** Time that the running task has taken. */
  let taken = () => 0;
  const [now, setTimer] = [clock.now.bind(clock), clock.setTimer.bind(clock)];
  clock.now = () => now() + taken();
  clock.setTimer = (callback, delayMs) => setTimer(callback, delayMs + taken());

  function worker(peer: SimulatedPeer) {
    const run = peer.run.bind(peer);
    const tasks: { readonly run: Task; readonly afterMessage: number }[] = [];
    let messages: { readonly source: string; readonly run: Task }[] = [];
    let handled = 0;
    let busyUntil = 0;
    const next = (): Task | undefined => {
      const [task] = tasks;
      const [message] = messages;
      if (message === undefined || (task !== undefined && handled >= task.afterMessage))
        return tasks.shift()?.run;
      handled += 1;
      // Sources take turns.
      const ofSource = messages.filter(({ source }) => source === message.source).slice(1);
      messages = [...messages.filter(({ source }) => source !== message.source), ...ofSource];
      return message.run;
    };
    const work = () =>
      run(async () => {
        const task = now() < busyUntil || !peer.present ? undefined : next();
        if (task === undefined) return;
        const [before, time] = [operations(), operationTime()];
        taken = () => (operations() - before) * time;
        try {
          await task();
        } finally {
          const took = taken();
          taken = () => 0;
          busyUntil = now() + took;
          setTimer(work, took);
        }
      });
    peer.sendingTime = sendingTime;
    peer.run = (task) => {
      tasks.push({ run: task, afterMessage: handled + Math.min(messagesFirst, messages.length) });
      work();
    };
    return {
      receive: (message: Bytes) => {
        const { source } = parseEnvelope(message);
        messages.push({ source, run: () => peer.session.receive(message) });
        work();
      },
    };
  }

  const push = channel.all.push.bind(channel.all);
  channel.all.push = (...peers) => {
    for (const peer of peers) workers.set(peer, worker(peer));
    return push(...peers);
  };
  channel.deliver = (to, message) => workers.get(to)?.receive(message);
}
