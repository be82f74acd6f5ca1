import { expect, it } from "vitest";
import type { Envelope, MlsMessageKind } from "../../../../src/e2ee/agreement/mls/envelope.ts";
import { HeldMessages, type Outcome } from "../../../../src/e2ee/agreement/mls/held-messages.ts";
import { SoraE2EEError } from "../../../../src/errors.ts";

const idOf = (name: string) => name.padEnd(26, "-");

function envelope(
  name: string,
  message: number,
  more: { kind?: MlsMessageKind; bytes?: number } = {},
): Envelope {
  return {
    kind: more.kind ?? "commit",
    source: idOf(name),
    destination: null,
    groupId: new Uint8Array(16),
    epoch: message,
    message,
    chunk: 0,
    chunks: 1,
    payload: new Uint8Array(more.bytes ?? 10),
  };
}

function setUp(peers: readonly string[]) {
  let tried: Envelope[] = [];
  const known = new Set(peers.map(idOf));
  const held = new HeldMessages({
    now: () => 0,
    lag: () => 0,
    isPeer: (connectionId) => known.has(connectionId),
    handle: async (one) => {
      tried.push(one);
      return "behind";
    },
    refused: () => undefined,
    expired: () => undefined,
  });
  return {
    held,
    /** The waiting messages, as `source message`. */
    waiting: async () => {
      tried = [];
      held.changed();
      await held.retry();
      return tried.map(({ source, message }) => `${source.replaceAll("-", "")} ${message}`);
    },
  };
}

it("waiting messages keep their place, for any number of messages from another peer", async () => {
  const { held, waiting } = setUp(["ALICE", "MALLORY"]);
  held.add(envelope("ALICE", 1), "behind");
  for (let message = 2; message < 200; message++) held.add(envelope("MALLORY", message), "behind");
  const left = await waiting();
  expect(left).toHaveLength(1 + 16);
  expect(left[0]).toBe("ALICE 1");
  expect(left.at(-1)).toBe("MALLORY 199");
});

it("waiting messages keep their place, for any number of bytes from other peers", async () => {
  const { held, waiting } = setUp(["ALICE", "MALLORY", "TRENT", "EVE"]);
  held.add(envelope("ALICE", 1, { bytes: 100_000 }), "behind");
  for (const name of ["MALLORY", "TRENT", "EVE"])
    for (let message = 2; message < 6; message++)
      held.add(envelope(name, message, { bytes: 1_000_000 }), "behind");
  const left = await waiting();
  expect(left).toContain("ALICE 1");
  expect(left).toHaveLength(1 + 4);
});

it("unknown sources share the space of one peer", async () => {
  const { held, waiting } = setUp(["ALICE"]);
  held.add(envelope("ALICE", 1), "behind");
  for (let message = 2; message < 200; message++) held.add(envelope(`X${message}`, message), "presence");
  expect(await waiting()).toHaveLength(1 + 16);
});

it("only the newest two welcomes of one peer are tried again", async () => {
  const { held, waiting } = setUp(["MALLORY"]);
  for (let message = 1; message < 10; message++)
    held.add(envelope("MALLORY", message, { kind: "welcome" }), "presence");
  expect(await waiting()).toEqual(["MALLORY 8", "MALLORY 9"]);
});

/** Held messages of Alice. `outcomes`: of the messages when they are tried, by number; by default `behind`. */
function setUpOutcomes() {
  const outcomes = new Map<number, Outcome>();
  const state = { now: 1000, lag: 0, log: [] as string[] };
  const held = new HeldMessages({
    now: () => state.now,
    lag: () => state.lag,
    isPeer: () => true,
    handle: async ({ message }) => {
      state.log.push(`try ${message}`);
      return outcomes.get(message) ?? "behind";
    },
    refused: ({ message }, { code }) => state.log.push(`refuse ${message}: ${code}`),
    expired: ({ message }, why) => state.log.push(`expire ${message}: ${why}`),
  });
  const retry = async () => {
    state.log = [];
    await held.retry(true);
    return state.log;
  };
  return { held, outcomes, state, retry };
}

it("waiting messages are tried again after a change, and only then, the earliest epoch first", async () => {
  const { held, retry } = setUpOutcomes();
  for (const epoch of [3, 1, 2]) held.add(envelope("ALICE", epoch), "behind");
  expect(await retry()).toEqual([]);
  held.changed();
  expect(await retry()).toEqual(["try 1", "try 2", "try 3"]);
  expect(await retry()).toEqual([]);
  held.changed();
  expect(await retry()).toHaveLength(3);
});

it("waiting messages that one of them makes possible are tried in the same turn", async () => {
  const { held, outcomes, retry } = setUpOutcomes();
  for (const epoch of [1, 2]) held.add(envelope("ALICE", epoch), "behind");
  outcomes.set(2, "done");
  held.changed();
  expect(await retry()).toEqual(["try 1", "try 2"]);
  outcomes.set(1, "done");
  held.changed();
  expect(await retry()).toEqual(["try 1"]);
  held.changed();
  expect(await retry()).toEqual([]);
});

it("a waiting message that turns out to be invalid is reported and removed", async () => {
  const { held, outcomes, retry } = setUpOutcomes();
  held.add(envelope("ALICE", 1), "presence");
  outcomes.set(1, new SoraE2EEError("invalid-message", "No."));
  held.changed();
  expect(await retry()).toEqual(["try 1", "refuse 1: invalid-message"]);
  expect(held.due).toBeNull();
});

it("messages wait 2 s for a commit and 30 s for a notification, by their latest reason", async () => {
  const { held, outcomes, state, retry } = setUpOutcomes();
  held.add(envelope("ALICE", 1), "behind");
  held.add(envelope("ALICE", 2), "presence");
  held.add(envelope("ALICE", 3), "behind");
  for (const message of [2, 3]) outcomes.set(message, "presence");
  expect(held.due).toBe(3000);
  held.changed();
  await retry();
  state.now = 2999;
  expect(await retry()).toEqual([]);
  state.now = 3000;
  expect(await retry()).toEqual(["expire 1: behind"]);
  expect(held.due).toBe(31_000);
  state.now = 31_000;
  expect(await retry()).toEqual(["expire 2: presence", "expire 3: presence"]);
  expect(held.due).toBeNull();
});

it("messages wait longer for a commit, but not for a notification, while messages take long", async () => {
  const { held, state, retry } = setUpOutcomes();
  held.add(envelope("ALICE", 1), "behind");
  held.add(envelope("ALICE", 2), "presence");
  state.lag = 1500;
  expect(held.due).toBe(4500);
  state.now = 4499;
  expect(await retry()).toEqual([]);
  state.now = 4500;
  expect(await retry()).toEqual(["expire 1: behind"]);
  expect(held.due).toBe(31_000);
});

it("no message waits after the end, and the room of all is free", async () => {
  const { held, retry } = setUpOutcomes();
  const fill = () => {
    for (let message = 1; message <= 2; message++)
      held.add(envelope("ALICE", message, { bytes: 1024 * 1024 }), "behind");
  };
  for (let round = 0; round < 5; round++) {
    fill();
    held.clear();
    expect(held.due).toBeNull();
  }
  fill();
  held.changed();
  expect(await retry()).toEqual(["try 1", "try 2"]);
});

it("one source can have 2 MiB of waiting messages, and then loses its oldest", async () => {
  const { held, waiting } = setUp(["ALICE"]);
  for (let message = 1; message <= 2; message++)
    held.add(envelope("ALICE", message, { bytes: 1024 * 1024 }), "behind");
  expect(await waiting()).toEqual(["ALICE 1", "ALICE 2"]);
  held.add(envelope("ALICE", 3, { bytes: 1 }), "behind");
  expect(await waiting()).toEqual(["ALICE 2", "ALICE 3"]);
});

it("64 messages can wait in all, and then the source with the most messages loses its oldest", async () => {
  const { held, waiting } = setUp(["ALICE", "BOB", "CAROL", "DAVE", "EVE"]);
  for (const name of ["BOB", "CAROL", "DAVE"])
    for (let message = 1; message <= 15; message++) held.add(envelope(name, message), "behind");
  for (let message = 1; message <= 16; message++) held.add(envelope("ALICE", message), "behind");
  for (let message = 1; message <= 3; message++) held.add(envelope("EVE", message), "behind");
  expect(await waiting()).toHaveLength(64);
  held.add(envelope("EVE", 4), "behind");
  const left = await waiting();
  expect(left).toHaveLength(64);
  expect(left).not.toContain("ALICE 1");
  expect(left).toContain("ALICE 2");
});

it("the welcomes of one peer do not push out those of another", async () => {
  const { held, waiting } = setUp(["ALICE", "MALLORY"]);
  for (const name of ["ALICE", "MALLORY"])
    for (let message = 1; message <= 2; message++)
      held.add(envelope(name, message, { kind: "welcome" }), "presence");
  expect(await waiting()).toHaveLength(4);
});
