import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { loadDeviceKey } from "../../../src/e2ee/identity/key-storage.ts";
import { createParticipantKey } from "../../../src/e2ee/identity/participant-key.ts";
import type { OwnStatement } from "../../../src/e2ee/worker/messages.ts";
import { OwnParticipant } from "../../../src/e2ee/worker/own-participant.ts";
import { encodeBase64 } from "../../../src/protocol/base64.ts";
import { FakeClock, settle } from "./fakes.ts";
import { sessionKey } from "./peer.ts";

vi.mock("../../../src/e2ee/identity/key-storage.ts", () => ({ loadDeviceKey: vi.fn() }));

const subject = {
  channelId: "test",
  identityKey: new Uint8Array(32).fill(3),
  messageKey: new Uint8Array(32).fill(3),
  purpose: "camera",
} as const;
const device = { ...sessionKey, kind: "device" } as const;

let channels: MessageChannel[];
beforeEach(() => {
  channels = [];
});
afterEach(() => {
  for (const { port1, port2 } of channels) {
    port1.close();
    port2.close();
  }
});

function channel(): MessageChannel {
  const made = new MessageChannel();
  channels.push(made);
  return made;
}

/** A port whose other end holds this message, as another worker would have sent it. */
function portWith(message: unknown): MessagePort {
  const { port1, port2 } = channel();
  port2.postMessage(message);
  return port1;
}

/** A port whose other end answers each message with this one. */
function portThatAnswers(answer: unknown): MessagePort {
  const { port1, port2 } = channel();
  port2.onmessage = () => port2.postMessage(answer);
  return port1;
}

function setUp() {
  const clock = new FakeClock();
  const post = vi.fn();
  return { clock, post, own: new OwnParticipant(clock, post) };
}

const noStatement = { statement: null, kind: null, fingerprint: null, isNew: false };

describe("our own statement", () => {
  it("has a proof only when the engine signs one", async () => {
    const { own } = setUp();
    const plain = await own.statement(sessionKey, subject);
    expect(plain).toMatchObject({ kind: "session", isNew: true, problem: null });
    expect(plain.statement).not.toHaveProperty("proof");
    const signProof = vi.fn(async () => new Uint8Array(64).fill(8));
    const proved = await own.statement(sessionKey, subject, signProof);
    expect(proved.statement?.proof).toBe(encodeBase64(new Uint8Array(64).fill(8)));
    expect(signProof.mock.calls).toMatchObject([[{ ...subject, publicKey: expect.any(Uint8Array) }]]);
  });

  it("is missing with a problem when the proof cannot be signed", async () => {
    const { own } = setUp();
    const failed = await own.statement(sessionKey, subject, async () => Promise.reject(new Error("Secret.")));
    expect(failed).toMatchObject({ ...noStatement, problem: { code: "internal" } });
  });

  it.each([
    ["null", null],
    ["a text", "text"],
    ["no statement", { statement: {} }],
  ])("is missing when the worker that signs answers with %s", async (_what, answer) => {
    const { own } = setUp();
    const signed = await own.statement({ ...sessionKey, signer: portThatAnswers(answer) }, subject);
    expect(signed).toMatchObject({ ...noStatement, problem: { code: expect.any(String) } });
  });

  it("names the problem when the worker that signs answers without a statement", async () => {
    const { own } = setUp();
    const signer = portThatAnswers({ ...noStatement, problem: null });
    const signed = await own.statement({ ...sessionKey, signer }, subject);
    expect(signed).toMatchObject({ ...noStatement, problem: { code: "identity-key-failed" } });
  });

  it("names the problem when the worker that signs does not answer within 3 s", async () => {
    const { own, clock } = setUp();
    const signed = own.statement({ ...sessionKey, signer: channel().port1 }, subject);
    await settle();
    expect(clock.pending).toBe(1);
    await clock.advance(3_000);
    expect(await signed).toMatchObject({ ...noStatement, problem: { code: "identity-key-failed" } });
  });
});

describe("a participant key", () => {
  it.each([
    ["null", null],
    ["a text", "text"],
    ["an object without a key", { kind: "session" }],
  ])("is made anew when the earlier worker sends %s", async (_what, message) => {
    const { own, clock } = setUp();
    const made = await own.statement({ ...sessionKey, previous: portWith(message) }, subject);
    expect(made).toMatchObject({ kind: "session", isNew: true, problem: null });
    expect(clock.pending).toBe(0);
  });

  it("lasts for the call when the storage does not answer within 10 s", async () => {
    const { own, clock } = setUp();
    vi.mocked(loadDeviceKey).mockReturnValueOnce(new Promise(() => undefined));
    const made = own.statement(device, subject);
    await settle();
    expect(clock.pending).toBe(1);
    await clock.advance(10_000);
    expect(await made).toMatchObject({ kind: "session", problem: { code: "identity-storage-blocked" } });
    expect(clock.pending).toBe(0);
  });

  it("is handed over to the next worker, and does not exist before", async () => {
    const { own } = setUp();
    const early = channel();
    own.handOver(early.port1);
    own.signFor(early.port1);
    const first = await own.statement(sessionKey, subject);
    const { port1, port2 } = channel();
    own.handOver(port1);
    const second = await setUp().own.statement({ ...sessionKey, previous: port2 }, subject);
    expect(second.fingerprint).toBe(first.fingerprint);
    expect(second).toMatchObject({ kind: "session", isNew: true, problem: null });
  });

  it("signs for another worker of the page", async () => {
    const { own } = setUp();
    const first = await own.statement(sessionKey, subject);
    const { port1, port2 } = channel();
    own.signFor(port1);
    const signed: OwnStatement = await setUp().own.statement({ ...sessionKey, signer: port2 }, subject);
    expect(signed.fingerprint).toBe(first.fingerprint);
    expect(signed).toMatchObject({ kind: "session", problem: null });
  });

  it("of a call is parked for its later runs, with the ports in one message", async () => {
    const { own, post } = setUp();
    const first = await own.statement(sessionKey, subject);
    expect(post).not.toHaveBeenCalled();
    const { port1, port2 } = channel();
    const parked = await own.statement({ ...sessionKey, parking: [port1] }, subject);
    expect(post.mock.calls).toEqual([[{ type: "parked", ports: [port1] }, [port1]]]);
    const later = await setUp().own.statement({ ...sessionKey, parked: port2 }, subject);
    expect(later.fingerprint).toBe(parked.fingerprint);
    expect(later.fingerprint).not.toBe(first.fingerprint);
  });

  it("of the device is kept by the device, and not parked", async () => {
    vi.mocked(loadDeviceKey).mockResolvedValueOnce({ ...(await createParticipantKey()), isNew: false });
    const { own, post } = setUp();
    const { port1 } = channel();
    const kept = await own.statement({ ...device, parking: [port1] }, subject);
    expect(kept).toMatchObject({ kind: "device", isNew: false, problem: null });
    expect(vi.mocked(loadDeviceKey).mock.lastCall).toEqual(["default"]);
    expect(post).not.toHaveBeenCalled();
  });

  it("lives as long as the call when the device has none, and its problem is told", async () => {
    vi.mocked(loadDeviceKey).mockRejectedValueOnce(new Error("Secret."));
    const made = await setUp().own.statement(device, subject);
    expect(made).toMatchObject({ kind: "session", isNew: true, problem: { code: "internal" } });
    expect(made.statement).not.toBeNull();
  });
});
