import type { InboundPacing } from "./inbound-pacing.ts";
import { nextTask } from "./next-task.ts";

/** Number of messages before a presence change that are handled first. */
const maxMessagesFirst = 16;

interface Task {
  readonly run: () => Promise<void>;
  /** The task runs when this many messages were handled, or none is left. */
  readonly afterMessage: number;
}

export interface WorkQueueOptions {
  readonly pacing: InboundPacing;
  /** Called for an error that a task or message did not handle itself. */
  readonly onError: (error: unknown) => void;
}

/**
 * Runs one piece of work at a time: requests and timers of the call as tasks, and messages from outside between
 * them. Tasks come first, so that a flood of messages never delays a change of presence. Between two pieces of
 * work, other events are handled, such as the page's check that the worker is alive.
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #tasks: Task[] = [];
  #handled = 0;
  #running = false;
  #takesMessages = false;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  add(run: () => Promise<void>): void {
    this.#tasks.push({ run, afterMessage: this.#handled });
    this.wake();
  }

  /**
   * Adds a task that keeps its place behind the messages that came before it, as long as they are few. Keys and changes
   * of presence then stay in the order in which the server sent them.
   */
  addInOrder(run: () => Promise<void>): void {
    const before = this.#takesMessages ? Math.min(maxMessagesFirst, this.#options.pacing.waiting) : 0;
    this.#tasks.push({ run, afterMessage: this.#handled + before });
    this.wake();
  }

  /** Until this is called, messages wait: keys must be there first. */
  takeMessages(): void {
    this.#takesMessages = true;
    this.wake();
  }

  /** Call this after a message was admitted. */
  wake(): void {
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    const { pacing, onError } = this.#options;
    this.#running = true;
    for (;;) {
      const [task] = this.#tasks;
      const isTurn = task === undefined || this.#handled < task.afterMessage;
      const message = isTurn && this.#takesMessages ? pacing.take() : null;
      if (message === null && task === undefined) break;
      try {
        if (message !== null) {
          this.#handled += 1;
          await message.handle();
          await nextTask();
        } else {
          this.#tasks.shift();
          await task?.run();
          if (this.#tasks.length > 0) await nextTask();
        }
      } catch (error) {
        onError(error);
      }
    }
    this.#running = false;
  }
}
