import { expect } from "vitest";
import type { PreKeyBundle, RemoteMaterials } from "../../../../src/e2ee/agreement/types.ts";
import type { WasmKeyAgreement } from "../../../../src/e2ee/agreement/wasm/index.ts";

export interface GuardedPeer {
  readonly id: string;
  readonly bundle: PreKeyBundle;
  readonly engine: WasmKeyAgreement;
}
export type CreatePeer = (name: string) => Promise<GuardedPeer>;

export const refused = (code: string) => expect.objectContaining({ name: "SoraE2EEError", code });

/** Opens a session and delivers its messages. Returns the reply without delivering it. */
export async function open(present: GuardedPeer, joiner: GuardedPeer): Promise<Uint8Array> {
  await joiner.engine.addPreKeyBundle(present.id, present.bundle);
  const [preKey, cipher] = (await present.engine.startSession(joiner.id, joiner.bundle)).messages;
  await joiner.engine.receiveMessage(preKey!);
  const { messages } = await joiner.engine.receiveMessage(cipher!);
  expect(messages).toHaveLength(1);
  return messages[0]!;
}

export async function join(present: GuardedPeer, joiner: GuardedPeer): Promise<void> {
  await present.engine.receiveMessage(await open(present, joiner));
}

/** The next message of `from` to its only other peer, and the material in it. */
export async function next(from: GuardedPeer) {
  const { messages, selfKeyId: keyId, selfSecretKeyMaterial: secretKeyMaterial } = await from.engine.renew();
  expect(messages).toHaveLength(1);
  return { message: messages[0]!, material: { keyId, secretKeyMaterial } };
}

/** The materials that a peer gets from a message. */
export async function materials(peer: GuardedPeer, message: Uint8Array): Promise<RemoteMaterials> {
  return (await peer.engine.receiveMessage(message)).remoteSecretKeyMaterials;
}
