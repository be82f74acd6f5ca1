import { describe, expect, it, vi } from "vitest";
import type { LoadedEngine } from "../../../src/e2ee/worker/engines.ts";
import type { AnnouncedPeer } from "../../../src/e2ee/worker/messages.ts";
import { SoraE2EEError } from "../../../src/errors.ts";
import { engine, ownKeys, setUp } from "./core-parts.ts";
import { FakeStreams, id, settle } from "./fakes.ts";
import { sessionKey } from "./peer.ts";

/** A promise that the test ends. */
function waiting<Result>() {
  let end: (result: Result) => void = () => undefined;
  const promise = new Promise<Result>((resolve) => {
    end = resolve;
  });
  return { promise, end };
}

const stateError = { type: "response", ok: false, error: { code: "invalid-state" } };

describe("the engine of a call", () => {
  it("is loaded with the call's options, and the page hears of its download and its module", async () => {
    const { init, load, events, posted } = setUp();
    expect(await init()).toMatchObject({ ok: true, result: { keyPackage: "AAAA", participant: null } });
    expect(load).toHaveBeenCalledExactlyOnceWith(engine, expect.anything());
    events().onProgress(1, 2);
    const module = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
    events().onCompiled(module);
    expect(posted.slice(1)).toEqual([
      { type: "progress", loaded: 1, total: 2 },
      { type: "compiled", module },
    ]);
  });

  it("ends the call when it crashes", async () => {
    const { init, events, posted, calls } = setUp();
    await init();
    events().onCrash(new SoraE2EEError("wasm-crashed", "Gone."));
    expect(posted.at(-1)).toEqual({ type: "failed", error: { code: "wasm-crashed", message: "Gone." } });
    expect(calls).toEqual(["close", "dispose"]);
    expect(events().signal.aborted).toBe(true);
  });

  it("is loaded only once", async () => {
    const { init, load, ask, calls } = setUp();
    await init();
    expect(await init()).toMatchObject(stateError);
    expect(load).toHaveBeenCalledOnce();
    expect(await ask({ kind: "start", connectionId: id("self") })).toMatchObject({ ok: true });
    expect(calls).toEqual([`start ${id("self")} true`]);
  });

  it("is not loaded after the end of the call", async () => {
    const { core, init, load } = setUp();
    core.receive({ type: "retire" });
    expect(await init()).toMatchObject(stateError);
    expect(load).not.toHaveBeenCalled();
  });

  it("is disposed of, and makes no keys, when the call ends while it loads", async () => {
    const init = vi.fn(async () => ownKeys);
    const test = setUp({ init });
    const download = waiting<LoadedEngine>();
    const disposed = vi.fn();
    test.load.mockReturnValue(download.promise);
    const begun = await test.beginInit();
    test.core.receive({ type: "retire" });
    download.end({ init, dispose: disposed } as unknown as LoadedEngine);
    expect(await test.answerTo(begun)).toMatchObject(stateError);
    expect(disposed).toHaveBeenCalledOnce();
    expect(init).not.toHaveBeenCalled();
  });

  it("gets no session, and signs nothing, when the call ends while it makes its keys", async () => {
    const made = waiting<typeof ownKeys>();
    const signProof = vi.fn(async () => new Uint8Array(64));
    const test = setUp({ init: () => made.promise, signProof });
    const begun = await test.beginInit(sessionKey);
    test.core.receive({ type: "retire" });
    made.end(ownKeys);
    expect(await test.answerTo(begun)).toMatchObject(stateError);
    expect(test.hasSession()).toBe(false);
    expect(signProof).not.toHaveBeenCalled();
    expect(test.calls).toEqual(["dispose"]);
  });

  it("gets no session when the call ends while the participant key is prepared", async () => {
    const test = setUp();
    const { port1 } = new MessageChannel();
    const begun = await test.beginInit({ ...sessionKey, previous: port1 });
    test.core.receive({ type: "retire" });
    await test.clock.advance(3_000);
    expect(await test.answerTo(begun)).toMatchObject(stateError);
    expect(test.hasSession()).toBe(false);
  });

  it("signs the statement of the participant key", async () => {
    const signProof = vi.fn(async () => new Uint8Array(64).fill(7));
    const signed = setUp({ signProof });
    expect(await signed.init(sessionKey)).toMatchObject({
      result: { participant: { statement: { proof: expect.any(String) } } },
    });
    const unsigned = setUp();
    const answer = await unsigned.init(sessionKey);
    expect(answer).toMatchObject({ result: { participant: { kind: "session", problem: null } } });
    expect(JSON.stringify(answer)).not.toContain("proof");
  });
});

describe("the keys of a call", () => {
  const self = { kind: "start", connectionId: id("self") } as const;
  const ann: AnnouncedPeer = { connectionId: id("ann"), bundle: null };

  it.each([
    [true, "false"],
    [false, "true"],
    [undefined, "true"],
  ])("are started alone unless peers can add us (joins: %s)", async (joins, alone) => {
    const { init, ask, calls } = setUp();
    await init();
    await ask({ ...self, ...(joins !== undefined && { joins }) });
    expect(calls).toEqual([`start ${id("self")} ${alone}`]);
  });

  it("get each request of the page in order, and none after the end", async () => {
    const { core, init, ask, calls } = setUp();
    expect(await ask(self)).toMatchObject(stateError);
    await init();
    await ask(self);
    for (const kind of ["peer-present", "peer-joined"] as const) {
      expect(await ask({ kind, ...ann })).toMatchObject({ ok: true, result: undefined });
    }
    await ask({ kind: "key-message", message: new TextEncoder().encode(`----${id("ann")}--`) });
    await ask({ kind: "peer-left", connectionId: id("ann") });
    core.receive({ type: "retire" });
    expect(await ask({ kind: "peer-present", ...ann })).toMatchObject(stateError);
    expect(calls.map((call) => call.split(" ")[0])).toEqual([
      "start",
      "peerPresent",
      "peerJoined",
      "keyMessage",
      "peerLeft",
      "close",
      "dispose",
    ]);
  });

  it("are prepared before a message and the frames of a new sender are sealed", async () => {
    const order: string[] = [];
    const beforeSealing = async () => void order.push("prepared");
    const { core, init, ask } = setUp({}, { beforeSealing });
    core.transforms.attach(
      new FakeStreams(),
      { direction: "send", transformId: 0, kind: "audio" },
      async () => undefined,
    );
    await settle();
    await init();
    await ask(self);
    expect(order).toEqual([]);
    // No key is there yet, so the message itself is refused.
    const request = { kind: "seal-message", label: "#chat", data: new Uint8Array(1), to: null } as const;
    expect(await ask(request)).toMatchObject({ ok: false, error: { code: "invalid-state" } });
    expect(order).toEqual(["prepared"]);
    core.transforms.attach(
      new FakeStreams(),
      { direction: "send", transformId: 1, kind: "audio" },
      async () => undefined,
    );
    await settle();
    expect(order).toEqual(["prepared", "prepared"]);
  });

  it("that need no preparation seal as well", async () => {
    const { core, init, ask, posted } = setUp();
    await init();
    await ask(self);
    const request = { kind: "seal-message", label: "#chat", data: new Uint8Array(1), to: null } as const;
    expect(await ask(request)).toMatchObject({ ok: false, error: { code: "invalid-state" } });
    core.transforms.attach(
      new FakeStreams(),
      { direction: "send", transformId: 0, kind: "audio" },
      async () => undefined,
    );
    await settle();
    expect(posted.filter(({ type }) => type === "failed")).toEqual([]);
  });

  it.each([
    [undefined, true, true],
    [true, true, true],
    [false, false, true],
  ])("know if frames of ours will be sealed (sends: %s)", async (sends, before, after) => {
    const { core, init, context } = setUp();
    await init(undefined, sends);
    expect(context().isSending()).toBe(before);
    const options = { direction: "send", transformId: 0, kind: "audio" } as const;
    core.transforms.attach(new FakeStreams(), options, async () => undefined);
    expect(context().isSending()).toBe(after);
  });

  it("send their messages to the page, but no empty list and nothing after the end", async () => {
    const { core, init, context, posted } = setUp();
    await init();
    const { send } = context();
    send([]);
    send([Uint8Array.of(1)]);
    core.receive({ type: "retire" });
    send([Uint8Array.of(2)]);
    expect(posted.filter(({ type }) => type === "send")).toEqual([
      { type: "send", messages: [Uint8Array.of(1)] },
    ]);
  });

  it("report what they refuse, until the end", async () => {
    const { core, init, context, posted } = setUp();
    await init();
    const { refused } = context();
    refused(id("ann"), new SoraE2EEError("invalid-message", "Bad."));
    core.receive({ type: "retire" });
    refused(id("ben"), new SoraE2EEError("invalid-message", "Bad."));
    expect(posted.filter(({ type }) => type === "refused")).toEqual([
      { type: "refused", connectionId: id("ann"), error: { code: "invalid-message", message: "Bad." } },
    ]);
  });

  it("end the call with an error that a task of theirs did not expect", async () => {
    const { init, context, posted } = setUp();
    await init();
    context().enqueue(async () => {
      throw new TypeError("secret detail");
    });
    await settle();
    expect(posted.at(-1)).toMatchObject({ type: "failed", error: { code: "internal" } });
    expect(JSON.stringify(posted)).not.toContain("secret detail");
  });

  it("run their own tasks after the messages that are here already", async () => {
    const { core, init, ask, context, calls } = setUp();
    await init();
    await ask({ kind: "start", connectionId: id("self") });
    calls.length = 0;
    for (const byte of [1, 2, 3]) {
      const request = { kind: "key-message", message: Uint8Array.of(byte) } as const;
      core.receive({ type: "request", id: 100 + byte, request });
    }
    context().enqueue(async () => void calls.push("task"));
    await vi.waitFor(() => expect(calls).toHaveLength(4));
    expect(calls).toEqual(["keyMessage 1", "keyMessage 2", "keyMessage 3", "task"]);
  });

  it("are not asked for the facts of peers that the page does not want", async () => {
    const { init, ask, context } = setUp();
    await init();
    context().peers.add(id("ann"), "keys");
    const peers = async (wanted?: boolean) => {
      const answer = await ask({ kind: "facts", ...(wanted !== undefined && { peers: wanted }) });
      return answer?.type === "response" && answer.ok
        ? (answer.result as { peers: unknown[] }).peers.length
        : -1;
    };
    expect([await peers(), await peers(true), await peers(false)]).toEqual([1, 1, 0]);
  });
});
