import { afterEach, describe, expect, it, vi } from "vitest";
import { SoraE2EEError } from "../../../src/errors.ts";
import { bundle, FakeFrame, Harness, id, material, settle } from "./harness.ts";

afterEach(() => void vi.restoreAllMocks());

/** Holds the next call of this WebCrypto method until it is released. */
function hold(name: "encrypt" | "decrypt") {
  const original = crypto.subtle[name].bind(crypto.subtle) as (...given: unknown[]) => Promise<ArrayBuffer>;
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const spy = vi.spyOn(crypto.subtle, name).mockImplementation(async (...given: unknown[]) => {
    const result = await original(...given);
    await released;
    return result as never;
  });
  return { begun: () => vi.waitFor(() => expect(spy).toHaveBeenCalled()), release };
}

const plainAudio = () => new FakeFrame(new Uint8Array(20).fill(5));

describe("the end of a worker", () => {
  it("stops frames in progress: no sealed frame is sent, and no decrypted frame is shown", async () => {
    const harness = await new Harness().started();
    await harness.joined("alice", 1);
    const [microphone, speaker] = [harness.sender("audio"), harness.receiver("audio", "alice")];
    const frame = await harness.sealed("alice", 1, "audio");
    const [sealing, opening] = [hold("encrypt"), hold("decrypt")];
    microphone.push(plainAudio());
    speaker.push(frame);
    await Promise.all([sealing.begun(), opening.begun()]);
    harness.agreement.failure = new SoraE2EEError("wasm-crashed", "Gone.");
    await harness.request({ kind: "key-message", message: new Uint8Array(32).fill(65) });
    sealing.release();
    opening.release();
    await settle();
    expect([microphone.out, speaker.out]).toEqual([[], []]);
    expect(harness.clock.pending).toBe(0);
  });

  it("gives no keys to a peer known only by its receiver, also when the engine returns some", async () => {
    const harness = await new Harness().started();
    const ghost = harness.receiver("audio", "ghost");
    harness.agreement.remote = { [id("ghost")]: { keyId: 0, secretKeyMaterial: material(1) } };
    await harness.request({ kind: "peer-joined", connectionId: id("alice"), bundle });
    ghost.push(await harness.sealed("ghost", 1, "audio"));
    await settle();
    expect(ghost.out).toEqual([]);
    expect((await harness.facts()).peers.map(({ connectionId, keyId }) => [connectionId, keyId])).toEqual([
      [id("ghost"), null],
      [id("alice"), null],
    ]);
  });
});
