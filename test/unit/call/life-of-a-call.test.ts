import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createSoraCall } from "../../../src/call/create-sora-call.ts";
import type { SoraCall, SoraCallOptions } from "../../../src/call/types.ts";
import { readReceipt } from "../../../src/e2ee/messages/receipt.ts";
import type { CallPhase } from "../../../src/store/types.ts";
import { peerFacts } from "../store/states.ts";
import { bundle, createFakeWorld, FakeStream, FakeTrack, type FakeWorld } from "./support/fake-world.ts";

const page = vi.hoisted(() => ({ world: null as FakeWorld | null }));

vi.mock("sora-js-sdk", () => {
  const make = () => page.world?.makeConnection();
  return { default: { connection: () => ({ sendrecv: make, sendonly: make, recvonly: make }) } };
});

const ended: readonly CallPhase[] = ["idle", "disconnected", "failed"];
/** More than the microtasks between two steps of a call. */
const manyTurns = 40;

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await null;
}

function setUp(receipts = false) {
  const world = createFakeWorld();
  page.world = world;
  for (const [name, value] of Object.entries(world.globals)) vi.stubGlobal(name, value);
  const options = (name: string): SoraCallOptions => ({
    signalingUrls: "wss://sora.example/signaling",
    channelId: "room",
    relay: "signaling",
    identity: "none",
    receipts,
    reconnect: { attempts: 2 },
    name,
    stream: new FakeStream([new FakeTrack("audio"), new FakeTrack("video")]) as unknown as MediaStream,
    createWorker: world.createWorker,
  });
  return { world, options, call: createSoraCall(options("first")) };
}

/** Lets everything happen that still waits, in the order in which it began, until all is quiet. */
async function settle(world: FakeWorld, rounds = 500): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await turns(manyTurns);
    if (world.waiting() > 0) world.release(0);
    else if (vi.getTimerCount() > 0) vi.advanceTimersToNextTimer();
    else return;
  }
  // A connected call has timers that never end.
  if (rounds === 500) throw new Error("The call has not come to rest.");
}

async function connected(world: FakeWorld, call: SoraCall): Promise<void> {
  const connecting = call.connect();
  connecting.catch(() => undefined);
  for (let round = 0; round < 100 && call.store.getState().phase !== "connected"; round += 1) {
    await turns(manyTurns);
    if (world.waiting() > 0) world.release(0);
  }
  await connecting;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  page.world = null;
});

describe("the life of a call", () => {
  it("connects on a fake page, and closes everything that it opened", async () => {
    const { world, call } = setUp();
    await connected(world, call);
    expect(world.open()).toEqual(["worker 0", "socket 0", "peer connection 0"]);
    expect(world.unsealed()).toBe(0);
    void call.disconnect();
    await settle(world);
    expect(world.open()).toEqual([]);
    expect(call.store.getState().phase).toBe("disconnected");
  });

  it.each(["initializing", "connecting", "connected", "disconnecting"] as const)(
    "leaves nothing open when a listener of the store disconnects in the phase %s",
    async (phase) => {
      const { world, call } = setUp();
      const stop = call.store.subscribe((state) => {
        if (state.phase !== phase) return;
        stop();
        void call.disconnect();
      });
      call.connect().then(
        () => call.disconnect(),
        () => undefined,
      );
      await settle(world);
      expect(world.open()).toEqual([]);
      expect(call.store.getState().phase).toBe("disconnected");
    },
  );

  it("opens nothing when a listener disconnects at the first event", async () => {
    const { world, call } = setUp();
    const stop = call.store.subscribe(() => {
      stop();
      void call.disconnect();
    });
    call.connect().catch(() => undefined);
    await settle(world);
    expect(world.workers).toEqual([]);
    expect(world.connections).toEqual([]);
  });

  it("rejects the replacement of a track that the browser leaves unsettled at the end", async () => {
    const { world, call } = setUp();
    await connected(world, call);
    const replacing = call.replaceTrack("video", new FakeTrack("video") as unknown as MediaStreamTrack);
    void call.disconnect();
    await expect(replacing).rejects.toMatchObject({ code: "aborted" });
    await settle(world);
    expect(world.open()).toEqual([]);
  });

  it("leaves nothing open when a listener disconnects on our own stream", async () => {
    const { world, call } = setUp();
    const stop = call.store.subscribe(({ self }) => {
      if (self.stream === null) return;
      stop();
      void call.disconnect();
    });
    call.connect().catch(() => undefined);
    await settle(world);
    expect(world.open()).toEqual([]);
    expect(call.store.getState().phase).toBe("disconnected");
  });

  it("tells peers nothing of a peer that has left, when the worker's report of it comes late", async () => {
    const { world, call } = setUp(true);
    await connected(world, call);
    const [[worker], [connection]] = [world.workers, world.connections];
    const ben = "BEN-----------------------";
    const notify = (event: string) =>
      connection?.notify({ event_type: event, connection_id: ben, metadata: { pre_key_bundle: bundle } });
    const report = () => {
      const peers = [peerFacts({ connectionId: ben })];
      worker?.say({ type: "facts", facts: { selfKeyId: 0, senders: [], peers } });
    };
    const receipts = () =>
      worker?.asked.flatMap((request) =>
        request.kind === "seal-message" && request.to === null ? (readReceipt(request.data) ?? []) : [],
      ) ?? [];
    notify("connection.created");
    report();
    await vi.advanceTimersByTimeAsync(5000);
    expect(receipts().at(-1)?.entries).toMatchObject([{ connectionId: ben }]);
    const before = receipts().length;
    notify("connection.destroyed");
    report();
    await vi.advanceTimersByTimeAsync(5000);
    expect(receipts()).toHaveLength(before);
    void call.disconnect();
    await settle(world);
  });

  type Action =
    | "connect"
    | "disconnect"
    | "abort"
    | "options"
    | "lose"
    | "crash"
    | "track"
    | "step"
    | "timer";
  const actions = fc.array(
    fc.record({
      action: fc.constantFrom<Action>(
        ...(["connect", "disconnect", "abort", "options", "lose", "crash", "track"] as const),
        ...(["step", "step", "step", "step", "step", "step", "step", "timer"] as const),
      ),
      choice: fc.nat(7),
      turns: fc.integer({ min: 0, max: manyTurns }),
    }),
    { minLength: 5, maxLength: 60 },
  );

  it("leaves nothing open and no sender without a transform, in any order of events", async () => {
    await fc.assert(
      fc.asyncProperty(actions, async (list) => {
        const { world, options, call } = setUp();
        let aborter = new AbortController();
        call.connect({ signal: aborter.signal }).catch(() => undefined);
        for (const { action, choice, turns: count } of list) {
          if (action === "connect") {
            aborter = new AbortController();
            call.connect({ signal: aborter.signal }).catch(() => undefined);
          } else if (action === "disconnect") void call.disconnect();
          else if (action === "abort") aborter.abort();
          else if (action === "options") call.setOptions(options(`name ${choice}`));
          else if (action === "lose") world.connections.at(-1)?.lose();
          else if (action === "crash") world.workers.at(-1)?.crash();
          else if (action === "track") {
            const track = new FakeTrack("video") as unknown as MediaStreamTrack;
            call.replaceTrack("video", track).catch(() => undefined);
          } else if (action === "timer" && vi.getTimerCount() > 0) vi.advanceTimersToNextTimer();
          else if (world.waiting() > 0) world.release(choice);
          await turns(count);
          expect(world.unsealed()).toBe(0);
          // A call has one connection at a time.
          expect(world.open().filter((what) => what.startsWith("worker")).length).toBeLessThanOrEqual(1);
        }
        await settle(world, 60);
        const { phase } = call.store.getState();
        if (phase === "connected") expect(world.open()).toHaveLength(3);
        if (ended.includes(phase)) expect(world.open()).toEqual([]);
        call.retain()();
        await settle(world);
        expect(world.open()).toEqual([]);
        expect(ended).toContain(call.store.getState().phase);
        vi.unstubAllGlobals();
      }),
      // The same orders in each run: random ones found nothing more in 3,500 runs.
      { numRuns: 40, seed: 12 },
    );
  });
});
