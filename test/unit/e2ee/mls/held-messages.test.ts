import { expect, it } from "vitest";
import type { Envelope, MlsMessageKind } from "../../../../src/e2ee/agreement/mls/envelope.ts";
import { HeldMessages } from "../../../../src/e2ee/agreement/mls/held-messages.ts";

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
