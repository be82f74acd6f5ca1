import { expect, it, vi } from "vitest";
import { importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import type { WorkerRequest } from "../../../src/e2ee/worker/messages.ts";
import { SoraE2EEError } from "../../../src/errors.ts";
import { maxPeers } from "../../../src/status.ts";
import { setUp } from "./core-parts.ts";
import { FakeStreams, id, material } from "./fakes.ts";
import { sessionKey } from "./peer.ts";

/** A call that has made so many changes that the next costly one has to wait. */
async function busy() {
  const test = setUp();
  await test.init();
  await test.ask({ kind: "start", connectionId: id("self") });
  const { peers } = test.context();
  for (const name of ["cho", "dan"]) peers.add(id(name), "keys");
  const join: WorkerRequest = { kind: "peer-joined", connectionId: id("ann"), bundle: null };
  for (let i = 0; i < 2 * maxPeers; i++)
    test.core.receive({ type: "request", id: 10_000 + i, request: join });
  await vi.waitFor(() => expect(test.calls).toHaveLength(1 + 2 * maxPeers));
  test.calls.length = 0;
  return test;
}

it("a join of a new peer and a leave of a peer with keys wait after too many changes", async () => {
  const { begin, calls, clock } = await busy();
  await begin({ kind: "peer-joined", connectionId: id("eve"), bundle: null });
  await begin({ kind: "peer-left", connectionId: id("cho") });
  expect(calls).toEqual([]);
  await clock.advance(100);
  expect(calls).toEqual([`peerJoined ${id("eve")}`]);
  await clock.advance(100);
  expect(calls).toEqual([`peerJoined ${id("eve")}`, `peerLeft ${id("cho")}`]);
});

it("a repeated join and a leave of an unknown peer do not wait, because they change no keys", async () => {
  const { ask, calls } = await busy();
  await ask({ kind: "peer-joined", connectionId: id("dan"), bundle: null });
  await ask({ kind: "peer-left", connectionId: id("ben") });
  expect(calls).toEqual([`peerJoined ${id("dan")}`, `peerLeft ${id("ben")}`]);
});

it("a join that a leave undoes while it waits is answered, and changes nothing", async () => {
  const { begin, answerTo, calls, clock, posted } = await busy();
  const join = await begin({ kind: "peer-joined", connectionId: id("eve"), bundle: null });
  expect(posted.some((message) => message.type === "response" && message.id === join)).toBe(false);
  const leave = await begin({ kind: "peer-left", connectionId: id("eve") });
  expect(await answerTo(join)).toMatchObject({ ok: true });
  expect(await answerTo(leave)).toMatchObject({ ok: true });
  await clock.advance(1_000);
  expect(calls).toEqual([`peerLeft ${id("eve")}`]);
});

it("the streams of a sender or receiver that the page hands over get a transform", async () => {
  const { core, init } = setUp();
  await init();
  const { readable, writable } = new FakeStreams();
  const options = { direction: "send", transformId: 0, kind: "audio" } as const;
  core.receive({ type: "attach", options, readable, writable });
  expect(core.transforms.isSending).toBe(true);
  expect([readable.locked, writable.locked]).toEqual([true, true]);
});

it("a new key of ours is reported at once", async () => {
  const { init, context, posted } = setUp();
  await init();
  context().sealing.start(id("self"), await importFrameKey(material(1), 4, "encrypt"));
  expect(posted.at(-1)).toMatchObject({ type: "facts", facts: { selfKeyId: 4 } });
});

it("a crash of the engine after the end of the call is not reported", async () => {
  const { core, init, events, posted } = setUp();
  await init();
  core.receive({ type: "retire" });
  events().onCrash(new SoraE2EEError("wasm-crashed", "Gone."));
  expect(posted.filter(({ type }) => type === "failed")).toEqual([]);
});

it("another worker of the page gets the participant key, also after the end of the call", async () => {
  const { core, init } = setUp();
  await init(sessionKey);
  core.receive({ type: "retire" });
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => {
    port2.onmessage = ({ data }) => resolve(data);
  });
  core.receive({ type: "participant-port", gives: "key", port: port1 });
  expect(await answer).toMatchObject({ kind: "session", pair: { privateKey: { extractable: false } } });
  port2.close();
});

it("another worker of the page gets signatures, and no key", async () => {
  const { core, init } = setUp();
  const own = await init(sessionKey);
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise<object>((resolve) => {
    port2.onmessage = ({ data }) => resolve(data as object);
  });
  core.receive({ type: "participant-port", gives: "signatures", port: port1 });
  const key = new Uint8Array(32).fill(5);
  port2.postMessage({ channelId: "test", purpose: "screen", identityKey: key, messageKey: key });
  const { participant } = (own as { result: { participant: object } }).result;
  const signed = (await answer) as { fingerprint: string; statement: object };
  expect(signed.fingerprint).toBe((participant as { fingerprint: string }).fingerprint);
  expect(signed.statement).toMatchObject({ signature: expect.any(String) });
  expect(signed).not.toHaveProperty("pair");
  port2.close();
});
