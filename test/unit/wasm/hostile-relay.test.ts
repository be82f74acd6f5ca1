import fc from "fast-check";
import { expect, test } from "vitest";
import { parseKeyMessage } from "../../../src/protocol/key-message.ts";
import { createPeer, type Peer } from "./support/engine.ts";
import {
  forgeCipher,
  forgePreKey,
  isReadable,
  keyOf,
  lowOrderKeys,
  randomPoint,
  tamper,
} from "./support/forge.ts";
import { toHex } from "./support/vectors.ts";

/** The relay's next action. The numbers choose peers and messages. */
const move = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("deliver" as const), pick: fc.nat() }) },
  fc.record({ kind: fc.constant("repeat" as const), pick: fc.nat() }),
  fc.record({ kind: fc.constant("tamper" as const), pick: fc.nat() }),
  fc.record({ kind: fc.constant("misroute" as const), pick: fc.nat() }),
  fc.record({ kind: fc.constant("drop" as const), pick: fc.nat() }),
  fc.record({ kind: fc.constant("renew" as const), pick: fc.nat() }),
  fc.record({ kind: fc.constant("forge-pre-key" as const), pick: fc.nat() }),
  fc.record({
    kind: fc.constant("forge-cipher" as const),
    pick: fc.nat(),
    key: fc.nat({ max: 20 }),
    previousCount: fc.oneof(fc.nat({ max: 12 }), fc.constant(0xffffffff)),
    count: fc.oneof(fc.nat({ max: 12 }), fc.constant(0xffffffff)),
  }),
  fc.record({
    kind: fc.constant("noise" as const),
    pick: fc.nat(),
    bytes: fc.uint8Array({ maxLength: 160 }),
  }),
);
type Move = typeof move extends fc.Arbitrary<infer Value> ? Value : never;

test("a hostile relay cannot get forged messages accepted, frames sealed with a known key, or peers ended", async () => {
  await fc.assert(fc.asyncProperty(fc.array(move, { minLength: 5, maxLength: 60 }), simulate), {
    numRuns: 25,
  });
});

async function simulate(moves: readonly Move[]): Promise<void> {
  const peers = await Promise.all(["ALICE", "BOB", "CAROL"].map((name) => createPeer(name)));
  const [alice, bob, carol] = peers as [Peer, Peer, Peer];
  const genuine = new Set<string>();
  const pending: Uint8Array[] = [];
  const seen: Uint8Array[] = [];

  const remember = (self: { selfSecretKeyMaterial: Uint8Array }) =>
    genuine.add(toHex(self.selfSecretKeyMaterial));
  const send = (messages: readonly Uint8Array[]) => {
    for (const bytes of messages) {
      const message = parseKeyMessage(bytes);
      const from = peers.find(({ id }) => id === message.source)!;
      if (message.kind === "cipher") expect(isReadable(message, from, destination(bytes))).toBe(false);
    }
    pending.push(...messages);
    seen.push(...messages);
  };
  const deliver = async (bytes: Uint8Array, to = destination(bytes)) => {
    try {
      const result = await to.engine.receiveMessage(bytes);
      const { remoteSecretKeyMaterials, lateSecretKeyMaterials } = result;
      for (const material of Object.values({ ...remoteSecretKeyMaterials, ...lateSecretKeyMaterials })) {
        expect(genuine).toContain(toHex(material.secretKeyMaterial));
      }
      send(result.messages);
    } catch (error) {
      expect(error).toMatchObject({ name: "SoraE2EEError" });
      expect(error).not.toMatchObject({ code: "wasm-crashed" });
      expect(error).not.toMatchObject({ code: "internal" });
    }
  };
  const destination = (bytes: Uint8Array) =>
    peers.find(({ id }) => id === Buffer.from(bytes).toString("latin1", 30, 56)) ?? alice;

  for (const peer of peers) remember(peer.first);
  await bob.engine.addPreKeyBundle(alice.id, alice.bundle);
  const first = await alice.engine.startSession(bob.id, bob.bundle);
  remember(first);
  send(first.messages);
  for (const present of [alice, bob]) {
    await carol.engine.addPreKeyBundle(present.id, present.bundle);
    const joined = await present.engine.startSession(carol.id, carol.bundle);
    remember(joined);
    send(joined.messages);
  }

  for (const step of moves) {
    const at = pending.length === 0 ? 0 : step.pick % pending.length;
    const message = seen[step.pick % seen.length]!;
    const from = peers[step.pick % 3]!;
    const to = peers[(step.pick + 1) % 3]!;
    if (step.kind === "deliver" && pending.length > 0) await deliver(pending.splice(at, 1)[0]!);
    else if (step.kind === "drop") pending.splice(at, 1);
    else if (step.kind === "repeat") await deliver(message);
    else if (step.kind === "tamper") await deliver(tamper(message));
    else if (step.kind === "misroute") await deliver(message, from);
    else if (step.kind === "noise") await deliver(step.bytes, from);
    else if (step.kind === "forge-pre-key") await deliver(forgePreKey(from, to), to);
    else if (step.kind === "renew") {
      const renewed = await from.engine.renew();
      remember(renewed);
      send(renewed.messages);
    } else if (step.kind === "forge-cipher") {
      const keys = [...peers.map((peer) => keyOf(peer, "signedPreKey")), ...lowOrderKeys, randomPoint()];
      const { previousCount, count } = step;
      const header = { ratchetKey: keys[step.key % keys.length]!, previousCount, count };
      await deliver(forgeCipher(from, to, header, "sender"), to);
      await deliver(forgeCipher(from, to, header, "receiver"), to);
    }
  }
  for (const { engine } of peers) await engine.renew();
}
