import { SoraE2EEError } from "../../errors.ts";
import type { KeyAgreement, PreKeyBundle, RemoteMaterials } from "../agreement/types.ts";
import { importFrameKey } from "../media/frame-keys.ts";
import { readConnectionId } from "../protocol/connection-id.ts";
import { EarlyMessages } from "./early-messages.ts";
import type { Members } from "./members.ts";
import type { Sealing } from "./sealing.ts";

/** Where a key message names its sender (PROTOCOL section 3). */
const sourceOffset = 4;

export interface KeySessionOptions {
  readonly engine: KeyAgreement;
  readonly members: Members;
  readonly sealing: Sealing;
  readonly send: (messages: readonly Uint8Array[]) => void;
  readonly refused: (connectionId: string | null, error: unknown) => void;
  /** Membership moved: when it has settled, `announce` is due. */
  readonly onMembershipChange: () => void;
}

/**
 * Turns what happens in the channel into keys: drives the key agreement, and hands what comes out to the members' key
 * rings, to the sealing and to the relay. Its owner calls one method at a time.
 */
export class KeySession {
  readonly #options: KeySessionOptions;
  readonly #early = new EarlyMessages();
  #selfConnectionId: string | null = null;
  #selfKeyId = -1;

  constructor(options: KeySessionOptions) {
    this.#options = options;
  }

  async start(connectionId: string): Promise<{ keyId: number }> {
    const { selfKeyId, selfSecretKeyMaterial } = await this.#options.engine.start(connectionId);
    this.#selfConnectionId = connectionId;
    this.#selfKeyId = selfKeyId;
    const key = await importFrameKey(selfSecretKeyMaterial, selfKeyId, "encrypt");
    this.#options.sealing.start(connectionId, key);
    return { keyId: selfKeyId };
  }

  async memberPresent(connectionId: string, bundle: PreKeyBundle | null): Promise<void> {
    if (!this.#admit(connectionId, bundle) || bundle === null) return;
    try {
      await this.#options.engine.addPreKeyBundle(connectionId, bundle);
    } catch (error) {
      this.#options.refused(connectionId, error);
      return;
    }
    await this.#receiveEarly(connectionId);
  }

  async memberJoined(connectionId: string, bundle: PreKeyBundle | null): Promise<void> {
    if (!this.#admit(connectionId, bundle) || bundle === null) return;
    const { engine, sealing, send, refused, onMembershipChange } = this.#options;
    try {
      const result = await engine.startSession(connectionId, bundle);
      // The messages go first: the member should have the key when the first frame comes.
      send(result.messages);
      await this.#addRemote(result.remoteSecretKeyMaterials, true);
      await this.#moveOn(result.selfKeyId, result.selfSecretKeyMaterial, (key) => sealing.switchNow(key));
      onMembershipChange();
    } catch (error) {
      if (isFatal(error)) throw error;
      refused(connectionId, error);
      return;
    }
    await this.#receiveEarly(connectionId);
  }

  /** @throws when no fresh key could be made: the member that left could go on reading. */
  async memberLeft(connectionId: string): Promise<void> {
    const { engine, members, sealing, send, onMembershipChange } = this.#options;
    this.#early.take(connectionId);
    const announced = members.find(connectionId)?.announced;
    members.remove(connectionId);
    if (announced !== "keys") return;
    try {
      const result = await engine.stopSession(connectionId);
      send(result.messages);
      await this.#moveOn(result.selfKeyId, result.selfSecretKeyMaterial, (key) =>
        sealing.switchAfterLeave(key),
      );
      onMembershipChange();
    } catch (error) {
      // Its bundle was refused: it never had a key of ours.
      if (error instanceof SoraE2EEError && error.code === "unknown-member") return;
      throw error;
    }
  }

  async keyMessage(message: Uint8Array): Promise<void> {
    const source = readConnectionId(message, sourceOffset);
    try {
      const result = await this.#options.engine.receiveMessage(message);
      this.#options.send(result.messages);
      await this.#addRemote(result.remoteSecretKeyMaterials, false);
    } catch (error) {
      if (isFatal(error)) throw error;
      const overtook = error instanceof SoraE2EEError && error.code === "unknown-member";
      if (
        overtook &&
        source !== null &&
        source !== this.#selfConnectionId &&
        this.#early.keep(source, message)
      )
        return;
      this.#options.refused(source, error);
    }
  }

  /** Our current key again, for members that may hold a stale one. */
  async announce(): Promise<void> {
    const { messages } = await this.#options.engine.announce();
    this.#options.send(messages);
  }

  close(): void {
    this.#early.clear();
  }

  /** False for one that we know already: notifications can come twice. */
  #admit(connectionId: string, bundle: PreKeyBundle | null): boolean {
    const { members } = this.#options;
    const known = members.find(connectionId)?.announced ?? "unknown";
    if (known === "keys" || connectionId === this.#selfConnectionId) return false;
    members.add(connectionId, bundle === null ? "none" : "keys");
    return true;
  }

  async #receiveEarly(connectionId: string): Promise<void> {
    for (const message of this.#early.take(connectionId)) await this.keyMessage(message);
  }

  async #moveOn(
    keyId: number,
    material: Uint8Array,
    use: (key: Awaited<ReturnType<typeof importFrameKey>>) => void,
  ): Promise<void> {
    if (keyId === this.#selfKeyId) return;
    this.#selfKeyId = keyId;
    use(await importFrameKey(material, keyId, "encrypt"));
  }

  async #addRemote(materials: RemoteMaterials, guessed: boolean): Promise<void> {
    for (const [connectionId, { keyId, secretKeyMaterial }] of Object.entries(materials)) {
      const member = this.#options.members.find(connectionId);
      if (member === undefined || member.announced !== "keys") continue;
      member.ring.add(await importFrameKey(secretKeyMaterial, keyId, "decrypt"), guessed);
    }
  }
}

/** After these the engine is in no state to go on with. */
function isFatal(error: unknown): boolean {
  return error instanceof SoraE2EEError && error.code === "wasm-crashed";
}
