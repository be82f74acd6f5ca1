import { beforeEach, describe, expect, it, vi } from "vitest";
import type { WorkerRequest } from "../../../src/e2ee/worker/messages.ts";
import { type PresenceChange, PresencePacing } from "../../../src/e2ee/worker/presence-pacing.ts";
import { encodeBase64 } from "../../../src/protocol/base64.ts";
import { waitLimit } from "../../support/limits.ts";
import { FakeClock } from "./fakes.ts";
import { bundle, Harness, id, settle } from "./harness.ts";

/** Literals, so that the tests notice when a bound is raised. */
const burst = 1_000;
const intervalMs = 100;

describe("a worker that gets a flood of joins and leaves", () => {
  let harness: Harness;
  let nextId: number;
  const calls = { joins: 0, leaves: 0 };

  const join = (name: string, announced = bundle): WorkerRequest => ({
    kind: "peer-joined",
    connectionId: id(name),
    bundle: announced,
  });
  /** Each connection has an identity key of its own. */
  const another = { ...bundle, identityKey: encodeBase64(new Uint8Array(32).fill(9)) };
  const leave = (name: string): WorkerRequest => ({ kind: "peer-left", connectionId: id(name) });

  function tell(...requests: WorkerRequest[]): number[] {
    return requests.map((request) => {
      harness.core.receive({ type: "request", id: nextId, request });
      return nextId++;
    });
  }

  const answered = (): Set<number> =>
    new Set(harness.posted.flatMap((message) => (message.type === "response" ? [message.id] : [])));
  const allAnswered = (ids: readonly number[]) =>
    vi.waitFor(
      () => {
        const done = answered();
        expect(ids.filter((each) => !done.has(each)).length, "requests without an answer").toBe(0);
      },
      { timeout: waitLimit },
    );

  beforeEach(async () => {
    harness = await new Harness().started();
    nextId = 10_000;
    Object.assign(calls, { joins: 0, leaves: 0 });
    const { agreement } = harness;
    const { startSession, stopSession } = agreement;
    agreement.startSession = (connectionId) => {
      calls.joins++;
      return startSession.call(agreement, connectionId);
    };
    agreement.stopSession = (connectionId) => {
      calls.leaves++;
      return stopSession.call(agreement, connectionId);
    };
  });

  it("makes keys for at most 1,000 of them at once, and none for peers that leave while they wait", async () => {
    const ids = Array.from({ length: 3_000 }, (_, i) => tell(join(`made up ${i}`), leave(`made up ${i}`)));
    await allAnswered(ids.flat());
    // A leave of a present peer also counts as a change. Their number depends on the order of the work.
    expect(calls.joins).toBeLessThanOrEqual(burst);
    expect(calls.joins).toBeGreaterThan(burst / 2);
    expect(calls.leaves).toBe(calls.joins);
  });

  it("makes keys for a peer after the flood, and then for one peer every 100 ms", async () => {
    const flood = Array.from({ length: burst }, (_, i) => tell(join(`made up ${i}`), leave(`made up ${i}`)));
    await allAnswered(flood.flat());
    const before = calls.joins;
    const [alice] = tell(join("alice"));
    const [bob] = tell(join("bob", another));
    await settle();
    expect(calls.joins).toBe(before);
    await harness.clock.advance(intervalMs);
    await allAnswered([alice as number]);
    expect(answered().has(bob as number)).toBe(false);
    await harness.clock.advance(intervalMs);
    await allAnswered([bob as number]);
    expect([(await harness.peer("alice")).encryption.status, calls.joins]).toEqual([
      "exchanging",
      before + 2,
    ]);
  });

  it("makes a new key for each real leave, for any number of repeated joins and leaves", async () => {
    await harness.request(join("alice"));
    const flood = Array.from({ length: burst }, (_, i) => tell(join(`made up ${i}`), leave(`made up ${i}`)));
    await allAnswered(flood.flat());
    const before = calls.leaves;
    const repeated = Array.from({ length: 100 }, () => tell(leave("alice"), join("alice")));
    const last = tell(leave("alice"));
    await harness.clock.advance(intervalMs);
    await allAnswered([...repeated.flat(), ...last]);
    expect(calls.leaves - before).toBe(1);
    await expect(harness.peer("alice")).rejects.toThrow("no facts of alice");
  });

  it("answers every waiting change when the call ends", async () => {
    const flood = Array.from({ length: burst }, (_, i) => tell(join(`made up ${i}`), leave(`made up ${i}`)));
    await allAnswered(flood.flat());
    const waiting = tell(join("alice"), join("bob", another));
    harness.agreement.failure = new Error("the engine broke");
    const start = tell({ kind: "start", connectionId: id("self") });
    await allAnswered([...waiting, ...start]);
    expect(harness.posted.some(({ type }) => type === "failed")).toBe(true);
  });
});

describe("joins and leaves", () => {
  let clock: FakeClock;
  let done: string[];
  let pacing: PresencePacing;
  /** Joins of these peers cost nothing. */
  const free = "free";

  beforeEach(() => {
    clock = new FakeClock();
    done = [];
    pacing = new PresencePacing({
      clock,
      isCostly: ({ kind, connectionId }) => kind === "peer-left" || !connectionId.startsWith(free),
    });
  });

  function add(kind: PresenceChange["kind"], connectionId: string): void {
    const name = `${kind === "peer-joined" ? "+" : "-"}${connectionId}`;
    pacing.add({ kind, connectionId, run: () => done.push(name), skip: () => done.push(`skip ${name}`) });
  }
  /** Uses up what may be done without a delay. */
  function flood(): void {
    for (let i = 0; i < burst; i++) add("peer-joined", `other ${i}`);
    done.splice(0, burst);
  }

  it("happen at once for a whole channel that leaves and returns, and then one every 100 ms", async () => {
    for (let i = 0; i < burst + 3; i++) add("peer-joined", `peer ${i}`);
    expect(done).toHaveLength(burst);
    await clock.advance(intervalMs - 1);
    expect(done).toHaveLength(burst);
    await clock.advance(1);
    expect(done).toHaveLength(burst + 1);
    await clock.advance(2 * intervalMs);
    expect(done.slice(burst)).toEqual([`+peer ${burst}`, `+peer ${burst + 1}`, `+peer ${burst + 2}`]);
    expect(clock.pending).toBe(0);
  });

  it("earn one change for each 100 ms of quiet, and never more than a whole channel needs", async () => {
    flood();
    await clock.advance(intervalMs * 2 + 50);
    for (const name of ["a", "b", "c"]) add("peer-joined", name);
    expect(done).toEqual(["+a", "+b"]);
    await clock.advance(50);
    expect(done).toEqual(["+a", "+b", "+c"]);
    await clock.advance(intervalMs * burst * 3);
    done.length = 0;
    for (let i = 0; i < burst + 1; i++) add("peer-left", `other ${i}`);
    expect(done).toHaveLength(burst);
  });

  it("are skipped when a peer leaves while its join waits", () => {
    flood();
    add("peer-joined", "ann");
    add("peer-joined", "ben");
    add("peer-left", "ann");
    expect(done).toEqual(["skip +ann"]);
    pacing.stop();
    expect(done).toEqual(["skip +ann", "+ben", "-ann"]);
  });

  it("are skipped when they repeat one that waits", () => {
    flood();
    add("peer-left", "ann");
    add("peer-left", "ann");
    add("peer-joined", "ann");
    add("peer-joined", "ann");
    add("peer-left", "ann");
    expect(done).toEqual(["skip -ann", "skip +ann", "skip +ann", "skip -ann"]);
    pacing.stop();
    expect(done.slice(4)).toEqual(["-ann"]);
  });

  it("that cost nothing do not wait, unless another change of the same peer waits", () => {
    flood();
    add("peer-joined", "ann");
    add("peer-joined", `${free} one`);
    expect(done).toEqual([`+${free} one`]);
    add("peer-left", `${free} one`);
    add("peer-joined", `${free} one`);
    expect(done).toEqual([`+${free} one`]);
    pacing.stop();
    expect(done.slice(1)).toEqual(["+ann", `-${free} one`, `+${free} one`]);
  });

  it("that wait happen in order at the end, and leave no timer", async () => {
    flood();
    for (const name of ["a", "b", "c"]) add("peer-joined", name);
    expect([done, clock.pending]).toEqual([[], 1]);
    pacing.stop();
    expect([done, clock.pending]).toEqual([["+a", "+b", "+c"], 0]);
    await clock.advance(intervalMs * 5);
    expect(done).toHaveLength(3);
  });
});
