import { nativeEd25519 } from "../../../src/e2ee/agreement/crypto/native.ts";
import { createKeyAgreement } from "../../../src/e2ee/agreement/double-ratchet/built-in.ts";
import type { PreKeyBundle } from "../../../src/e2ee/agreement/types.ts";
import { importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { MessageSealer, type MessageSigner } from "../../../src/e2ee/messages/message-sealer.ts";
import { encodeBase64 } from "../../../src/protocol/base64.ts";
import { signedMessageBytes } from "../../../src/protocol/signed-message.ts";
import { type Harness, id, keyMessage, material, settle } from "./harness.ts";

export const label = "#chat";
export const text = (words: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(words);
export const words = (data: Uint8Array): string => new TextDecoder().decode(data);

/** Another peer with real keys. Its material is one repeated byte. */
export interface Sender {
  readonly name: string;
  readonly bundle: PreKeyBundle;
  readonly signer: MessageSigner;
  readonly sealer: MessageSealer;
  say(line: string, options?: { readonly under?: string; readonly to?: string }): Promise<Uint8Array>;
  /** From here on it seals with this material under this key id. */
  move(keyId: number, byte: number): Promise<void>;
}

export async function createSender(name: string, byte: number, keyId = 0): Promise<Sender> {
  const agreement = createKeyAgreement();
  const { preKeyBundle } = await agreement.init();
  return withSigner(name, byte, keyId, preKeyBundle, agreement);
}

/** A peer whose engine does not give out its identity key. `messageKey` is its announced key. */
export async function createMessageKeySender(name: string, byte: number) {
  const { preKeyBundle } = await createKeyAgreement().init();
  const pair = await nativeEd25519.signer(crypto.getRandomValues(new Uint8Array(32)));
  const messageKey = encodeBase64(pair.publicKey);
  const signer: MessageSigner = {
    signMessage: (message) => pair.sign(signedMessageBytes(message)),
    messageKey: () => messageKey,
  };
  return { ...(await withSigner(name, byte, 0, preKeyBundle, signer)), messageKey };
}

/**
 * Seals in the name of `name` with the material of this byte, as each holder of the key can, and signs with
 * `signer`.
 */
export async function sealerOf(
  name: string,
  byte: number,
  signer: MessageSigner,
  { keyId = 0, counter = 0 } = {},
): Promise<MessageSealer> {
  const sealer = new MessageSealer(counter);
  sealer.start(id(name), signer);
  sealer.setKey(await importFrameKey(material(byte), keyId, "encrypt"));
  return sealer;
}

async function withSigner(
  name: string,
  byte: number,
  keyId: number,
  bundle: PreKeyBundle,
  signer: MessageSigner,
): Promise<Sender> {
  const sealer = await sealerOf(name, byte, signer, { keyId });
  return {
    name,
    bundle,
    signer,
    sealer,
    say: (line, { under = label, to } = {}) =>
      sealer.seal(under, text(line), to === undefined ? null : id(to)),
    move: async (next, nextByte) => sealer.setKey(await importFrameKey(material(nextByte), next, "encrypt")),
  };
}

/** The page announces this sender, and its key comes. */
export async function meet(
  harness: Harness,
  { name, bundle }: Sender,
  byte: number,
  keyId = 0,
): Promise<void> {
  await harness.request({ kind: "peer-present", connectionId: id(name), bundle });
  await harness.request({ kind: "key-message", message: keyMessage(id(name), keyId, byte) });
}

/** A message comes from the relay. `from`: whom the server names as its sender. */
export async function hand(
  harness: Harness,
  message: Uint8Array,
  { under = label, from }: { readonly under?: string; readonly from?: string } = {},
): Promise<void> {
  harness.core.receive({
    type: "sealed-message",
    label: under,
    message: new Uint8Array(message),
    ...(from === undefined ? {} : { sender: id(from) }),
  });
  // A message takes more steps of WebCrypto than one round of settling waits for.
  for (let round = 0; round < 5; round++) await settle();
}

export function received(harness: Harness): string[] {
  return harness.posted.flatMap((posted) =>
    posted.type === "message" ? [`${short(posted.message.from)}: ${words(posted.message.data)}`] : [],
  );
}

export function refusals(harness: Harness): string[] {
  return harness.posted.flatMap((posted) =>
    posted.type === "refused" ? [`${short(posted.connectionId)} ${posted.error.code}`] : [],
  );
}

export function lastSentence(harness: Harness): string | undefined {
  const refused = harness.posted.findLast((posted) => posted.type === "refused");
  return refused?.type === "refused" ? refused.error.message : undefined;
}

function short(connectionId: string | null): string {
  return connectionId?.replaceAll("-", "") ?? "?";
}
