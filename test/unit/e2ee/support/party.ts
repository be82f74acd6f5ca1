import { createKeyAgreement } from "../../../../src/e2ee/agreement/double-ratchet/built-in.ts";
import type {
  KeyAgreement,
  KeyAgreementOptions,
  PreKeyBundle,
} from "../../../../src/e2ee/agreement/types.ts";
import { connectionId } from "./bytes.ts";

export interface Party {
  readonly id: string;
  readonly engine: KeyAgreement;
  readonly bundle: PreKeyBundle;
}

export async function createParty(name: string, options?: KeyAgreementOptions): Promise<Party> {
  const engine = createKeyAgreement(options);
  const id = connectionId(name);
  const { preKeyBundle } = await engine.init();
  await engine.start(id);
  return { id, engine, bundle: preKeyBundle };
}

/** `joiner` joins a channel that `peer` is in already; returns the two messages for the joiner, not yet delivered. */
export async function join(peer: Party, joiner: Party): Promise<readonly [Uint8Array, Uint8Array]> {
  await joiner.engine.addPreKeyBundle(peer.id, peer.bundle);
  const { messages } = await peer.engine.startSession(joiner.id, joiner.bundle);
  return [at(messages, 0), at(messages, 1)];
}

/** The same, all messages delivered both ways. */
export async function meet(peer: Party, joiner: Party): Promise<void> {
  for (const message of await join(peer, joiner)) {
    const { messages } = await joiner.engine.receiveMessage(message);
    for (const reply of messages) await peer.engine.receiveMessage(reply);
  }
}

/** `announcer`'s message to `receiver`. */
export async function announcement(announcer: Party, receiver: Party): Promise<Uint8Array> {
  const { messages } = await announcer.engine.announce([receiver.id]);
  return at(messages, messages.length - 1);
}

export function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`there is no item ${index}`);
  return item;
}

export function changed(bytes: Uint8Array, index: number, to?: number): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes);
  copy[index] = to ?? at([...copy], index) ^ 1;
  return copy;
}
