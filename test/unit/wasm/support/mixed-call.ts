import { expect, test } from "vitest";
import { createKeyAgreement } from "../../../../src/e2ee/agreement/index.ts";
import type { KeyAgreement, RemoteMaterials, SelfMaterial } from "../../../../src/e2ee/agreement/types.ts";
import { parseKeyMessage } from "../../../../src/protocol/key-message.ts";
import type { CreatePeer, GuardedPeer } from "./peers.ts";

interface Caller extends Omit<GuardedPeer, "engine"> {
  readonly engine: KeyAgreement;
  self: SelfMaterial | null;
  readonly heard: RemoteMaterials;
}

async function builtIn(name: string): Promise<Omit<Caller, "self" | "heard">> {
  const engine = createKeyAgreement();
  const { preKeyBundle: bundle } = await engine.init();
  const id = name.padEnd(26, "-");
  await engine.start(id);
  return { engine, id, bundle };
}

/** A relay that delivers everything, in order. */
function channel() {
  const peers: Caller[] = [];

  async function deliver(messages: readonly Uint8Array[]): Promise<string[]> {
    const refusals: string[] = [];
    for (const bytes of messages) {
      const to = peers.find(({ id }) => id === parseKeyMessage(bytes).destination);
      try {
        const result = await to?.engine.receiveMessage(bytes);
        Object.assign(to?.heard ?? {}, result?.remoteSecretKeyMaterials);
        refusals.push(...(await deliver(result?.messages ?? [])));
      } catch (error) {
        refusals.push((error as { code: string }).code);
      }
    }
    return refusals;
  }

  return {
    peers,
    deliver,
    async join(joiner: Omit<Caller, "self" | "heard">): Promise<void> {
      const caller: Caller = { ...joiner, self: null, heard: {} };
      const present = [...peers];
      peers.push(caller);
      for (const { id, bundle } of present) await caller.engine.addPreKeyBundle(id, bundle);
      for (const peer of present) {
        const result = await peer.engine.startSession(caller.id, caller.bundle);
        peer.self = result;
        Object.assign(peer.heard, result.remoteSecretKeyMaterials);
        expect(await deliver(result.messages)).toEqual([]);
      }
    },
    async leave(gone: Caller): Promise<void> {
      peers.splice(peers.indexOf(gone), 1);
      for (const peer of peers) {
        delete peer.heard[gone.id];
        const result = await peer.engine.stopSession(gone.id);
        peer.self = result;
        expect(await deliver(result.messages)).toEqual([]);
      }
    },
    expectAgreement(): void {
      for (const peer of peers) {
        for (const { id, self, heard } of peers) {
          if (id === peer.id || self === null) continue;
          const { selfKeyId: keyId, selfSecretKeyMaterial: secretKeyMaterial } = self;
          expect(peer.heard[id], `${peer.id} of ${id}`).toEqual({ keyId, secretKeyMaterial });
          expect(Object.keys(heard)).toContain(peer.id);
        }
      }
    },
  };
}

/** Wasm peers and built-in peers in one call. */
export function describeMixedCall(createPeer: CreatePeer): void {
  test.each([
    ["wasm, built-in, wasm, built-in", [true, false, true, false]],
    ["built-in, wasm, built-in, wasm", [false, true, false, true]],
  ])("%s: all peers agree after every join and leave", async (_, kinds) => {
    const call = channel();
    for (const [index, isWasm] of kinds.entries()) {
      const name = `MEMBER-${index}`;
      await call.join(isWasm ? await createPeer(name) : await builtIn(name));
      call.expectAgreement();
    }
    await call.leave(call.peers[1]!);
    call.expectAgreement();
    const announced = await Promise.all(call.peers.map(({ engine }) => engine.announce()));
    for (const { messages } of announced) expect(await call.deliver(messages)).toEqual([]);
    call.expectAgreement();
    await call.leave(call.peers[0]!);
    call.expectAgreement();
  });

  test("when both peers open a session, the built-in peer's session is refused and ours is kept", async () => {
    const call = channel();
    const [wasm, other] = [await createPeer("WASM"), await builtIn("BUILT-IN")];
    for (const peer of [wasm, other]) call.peers.push({ ...peer, self: null, heard: {} });
    const theirs = await other.engine.startSession(wasm.id, wasm.bundle);
    const ours = await wasm.engine.startSession(other.id, other.bundle);
    call.peers[0]!.self = ours;
    call.peers[1]!.self = theirs;
    expect(await call.deliver(theirs.messages)).toEqual(["session-exists", "session-exists"]);
    expect(await call.deliver(ours.messages)).toEqual([]);
    call.expectAgreement();
  });
}
