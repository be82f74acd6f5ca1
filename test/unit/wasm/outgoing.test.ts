import { describe, expect, test, vi } from "vitest";
import {
  type CipherMessage,
  parseKeyMessage,
  writeCipherMessage,
} from "../../../src/protocol/key-message.ts";
import { createPeer, idOf, join } from "./support/engine.ts";
import { forgePreKey, keyOf, lowOrderKeys } from "./support/forge.ts";
import { createReleasedDouble, type ReleasedDouble } from "./support/released-double.ts";

type Messages = readonly Uint8Array[];

/** Alice's wasm with other answers to `stopSession`, and Bob, with whom she has a session. */
async function setUp(change: (messages: Messages, bob: Awaited<ReturnType<typeof createPeer>>) => object) {
  const double = createReleasedDouble();
  const bob = await createPeer("BOB");
  const stopSession: ReleasedDouble["stopSession"] = (id) => {
    const [result, error] = double.stopSession(id);
    return [result && { ...result, ...change(result.messages, bob) }, error] as ReturnType<
      typeof stopSession
    >;
  };
  const onCrash = vi.fn();
  const alice = await createPeer("ALICE", { api: { ...double, stopSession }, onCrash });
  await join(alice, bob);
  const carol = await createPeer("CAROL");
  await join(alice, carol);
  return { alice, bob, onCrash, stop: () => alice.engine.stopSession(carol.id) };
}

const changed = (message: Uint8Array | undefined, change: Partial<CipherMessage> | object) => {
  const { header, ...rest } = parseKeyMessage(message!) as CipherMessage;
  return writeCipherMessage({ ...rest, header: { ...header }, ...change });
};

describe("a message that the wasm wants to send", () => {
  test("is sent unchanged when it is valid", async () => {
    const { stop, onCrash } = await setUp(() => ({}));
    expect((await stop()).messages).toHaveLength(1);
    expect(onCrash).not.toHaveBeenCalled();
  });

  test("is kept back when its ratchet key is our signed pre-key, because no chain belongs to it", async () => {
    const { alice, stop, onCrash } = await setUp(([message]) => {
      const ratchetKey = keyOf(alice, "signedPreKey");
      return { messages: [changed(message, { header: { ratchetKey, previousCount: 0, count: 0 } })] };
    });
    expect((await stop()).messages).toEqual([]);
    expect(onCrash).not.toHaveBeenCalled();
  });

  test.each<[string, (messages: Messages, bob: Awaited<ReturnType<typeof createPeer>>) => object]>([
    ["from another peer", ([message]) => ({ messages: [changed(message, { source: idOf("DAVE") })] })],
    ["to a stranger", ([message]) => ({ messages: [changed(message, { destination: idOf("DAVE") })] })],
    [
      "to nobody that is left",
      ([message]) => ({ messages: [changed(message, { destination: idOf("CAROL") })] }),
    ],
    ["of no known form", () => ({ messages: [new Uint8Array(148)] })],
    [
      "under a key of low order",
      ([message]) => ({
        messages: [changed(message, { header: { ratchetKey: lowOrderKeys[2], previousCount: 0, count: 0 } })],
      }),
    ],
    ["with another identity", (_, bob) => ({ messages: [forgePreKey({ ...bob, id: idOf("ALICE") }, bob)] })],
    ["no bytes at all", () => ({ messages: ["text"] })],
    ["no list", () => ({ messages: null })],
    ["with a key id that does not follow", () => ({ selfKeyId: 1 })],
  ])("ends the engine when it is %s", async (_, change) => {
    const { alice, stop, onCrash } = await setUp(change);
    await expect(stop()).rejects.toMatchObject({ code: "wasm-crashed" });
    await expect(alice.engine.announce()).rejects.toMatchObject({ code: "wasm-crashed" });
    expect(onCrash).toHaveBeenCalledOnce();
  });

  test("ends the engine when it has material for a peer other than the sender", async () => {
    const double = createReleasedDouble();
    const receiveMessage: ReleasedDouble["receiveMessage"] = (message) => {
      const [result, error] = double.receiveMessage(message);
      const material = { keyId: 1, secretKeyMaterial: new Uint8Array(32) };
      if (result && message[0] === 1) {
        Object.assign(result.remoteSecretKeyMaterials, { [idOf("CAROL")]: material });
      }
      return [result, error] as ReturnType<typeof receiveMessage>;
    };
    const alice = await createPeer("ALICE", {
      api: { ...double, receiveMessage },
      onCrash: () => undefined,
    });
    const bob = await createPeer("BOB");
    await expect(join(alice, bob)).rejects.toMatchObject({ code: "wasm-crashed" });
  });
});
