import { expect, it } from "vitest";
import { WaitingQueue } from "../../../src/e2ee/waiting-queue.ts";
import { FakeClock } from "../worker/fakes.ts";

function setUp() {
  const clock = new FakeClock();
  const due: number[] = [];
  const queue = new WaitingQueue<{ readonly name: string; readonly until: number }>({
    clock,
    onDue: () => due.push(clock.now()),
  });
  const push = (name: string, inMs: number) => queue.push({ name, until: clock.now() + inMs });
  return { clock, due, queue, push };
}

it("items that wait leave in the order of arrival, or by their place", () => {
  const { queue, push } = setUp();
  for (const name of ["one", "two", "three"]) push(name, 1000);
  expect(queue.take(1)?.name).toBe("two");
  expect([queue.length, queue.first?.name]).toEqual([2, "one"]);
  expect([queue.take()?.name, queue.take()?.name, queue.take()]).toEqual(["one", "three", undefined]);
});

it("the first item that has waited long enough is reported once, at its time", async () => {
  const { clock, due, queue, push } = setUp();
  queue.watch();
  expect(clock.pending, "nothing waits").toBe(0);
  const start = clock.now();
  push("one", 1000);
  queue.watch();
  await clock.advance(500);
  push("two", 1000);
  queue.watch();
  expect(clock.pending).toBe(1);
  await clock.advance(500);
  expect(due).toEqual([start + 1000]);
  queue.take();
  queue.watch();
  await clock.advance(500);
  expect(due).toEqual([start + 1000, start + 1500]);
});

it("no timer remains after all items were taken", () => {
  const { clock, queue, push } = setUp();
  push("one", 1000);
  push("two", 1000);
  queue.watch();
  expect(queue.takeAll().map(({ name }) => name)).toEqual(["one", "two"]);
  expect([queue.length, clock.pending]).toEqual([0, 0]);
});
