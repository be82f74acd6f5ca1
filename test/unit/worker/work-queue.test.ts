import { beforeEach, expect, it, vi } from "vitest";
import { InboundPacing } from "../../../src/e2ee/worker/inbound-pacing.ts";
import { nextTask } from "../../../src/e2ee/worker/next-task.ts";
import { WorkQueue } from "../../../src/e2ee/worker/work-queue.ts";
import { waitLimit } from "../../support/limits.ts";
import { FakeClock } from "./fakes.ts";

let pacing: InboundPacing;
let queue: WorkQueue;
let done: string[];
let errors: unknown[];

beforeEach(() => {
  [done, errors] = [[], []];
  pacing = new InboundPacing({ clock: new FakeClock(), isPeer: () => true, onDropped: () => undefined });
  queue = new WorkQueue({ pacing, onError: (error) => errors.push(error) });
  queue.takeMessages();
});

function message(name: string): void {
  pacing.admit({
    kind: "key",
    source: "ann",
    bytes: 1,
    handle: async () => {
      await nextTask();
      done.push(name);
    },
  });
  queue.wake();
}

const task = (name: string) => async () => {
  await nextTask();
  done.push(name);
};

const finished = (count: number) => vi.waitFor(() => expect(done).toHaveLength(count), waitLimit);

it("tasks run one after the other, before messages", async () => {
  for (let i = 1; i <= 3; i++) message(`message ${i}`);
  queue.add(task("task 1"));
  queue.add(task("task 2"));
  await finished(5);
  expect(done).toEqual(["message 1", "task 1", "task 2", "message 2", "message 3"]);
});

it("tasks in order run after the messages that came before them", async () => {
  for (let i = 1; i <= 3; i++) message(`message ${i}`);
  queue.addInOrder(task("task"));
  message("message 4");
  await finished(5);
  expect(done).toEqual(["message 1", "message 2", "message 3", "task", "message 4"]);
});

it("messages wait until the queue takes them, and tasks in order do not wait for those messages", async () => {
  queue = new WorkQueue({ pacing, onError: (error) => errors.push(error) });
  for (let i = 1; i <= 3; i++) message(`message ${i}`);
  queue.addInOrder(task("start"));
  queue.addInOrder(task("task"));
  await finished(2);
  queue.takeMessages();
  await finished(5);
  expect(done).toEqual(["start", "task", "message 1", "message 2", "message 3"]);
});

it("tasks in order wait for 16 messages at most", async () => {
  for (let i = 0; i <= 40; i++) message(String(i));
  queue.addInOrder(task("task"));
  await finished(42);
  expect(done.indexOf("task")).toBe(17);
});

it("an error of a task or a message is reported, and the next ones run", async () => {
  const [first, second] = [new Error("first"), new Error("second")];
  queue.add(() => Promise.reject(first));
  pacing.admit({ kind: "key", source: "ann", bytes: 1, handle: () => Promise.reject(second) });
  queue.wake();
  message("message");
  queue.add(task("task"));
  await finished(2);
  await vi.waitFor(() => expect(errors).toHaveLength(2), waitLimit);
  expect(errors).toEqual([first, second]);
  expect(done.toSorted()).toEqual(["message", "task"]);
});
