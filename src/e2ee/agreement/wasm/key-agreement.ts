import { SoraE2EEError } from "../../../errors.ts";
import { encodeBase64 } from "../../../protocol/base64.ts";
import { parseBundle } from "../../../protocol/bundle.ts";
import { assertConnectionId } from "../../../protocol/connection-id.ts";
import { type SignedMessage, signedMessageBytes } from "../../../protocol/signed-message.ts";
import { checkBundle } from "../check-bundle.ts";
import type { Ed25519, Ed25519Signer } from "../crypto/curves.ts";
import { createSerialQueue } from "../serial-queue.ts";
import type {
  KeyAgreement,
  PreKeyBundle,
  ReceiveMessageResult,
  RemoteMaterials,
  RenewResult,
  SelfMaterial,
  StartSessionResult,
  StopSessionResult,
} from "../types.ts";
import type { SoraContract } from "./contract.ts";
import type { WasmResult, WasmSelfResult } from "./contract-answers.ts";
import { dummyPeer, unusedConnectionId } from "./dummy-peer.ts";
import { type Admission, Guard } from "./guard.ts";
import { copySelf, isSame, newRecord, type PeerRecord, ratchet, remember } from "./peer-record.ts";

/** The state that each `init` replaces. */
interface EngineState {
  readonly guard: Guard;
  readonly selfFingerprint: string;
  readonly peers: Map<string, PeerRecord>;
  /** Signs the app's messages, because the program keeps its identity key and signs no other data. */
  readonly messageSigner: Ed25519Signer;
  self: (SelfMaterial & { readonly selfConnectionId: string }) | null;
}

/**
 * Sora's wasm as a `KeyAgreement`, behind the guard. The wasm's own records of other peers' materials are not
 * reliable (docs/protocol.md#7-deviations): late messages roll them back, and the wasm uses a constant in place
 * of a material that never arrived. So the engine keeps the announced materials here, and does not read those
 * records.
 *
 * Calls are atomic, with one exception: a forged message that looks like the next one can break that peer's session,
 * because the wasm commits before it authenticates.
 */
export class GuardedWasm implements KeyAgreement {
  readonly #contract: SoraContract;
  readonly #enqueue = createSerialQueue();
  #state: EngineState | null = null;

  readonly #ed25519: Ed25519;

  constructor(contract: SoraContract, ed25519: Ed25519) {
    this.#contract = contract;
    this.#ed25519 = ed25519;
  }

  init(): Promise<{ preKeyBundle: PreKeyBundle }> {
    return this.#enqueue(async () => {
      this.wipe();
      const { preKeyBundle } = this.#contract.init();
      const selfFingerprint = this.#contract.selfFingerprint();
      const guard = new Guard(parseBundle(preKeyBundle));
      const messageSigner = await this.#createMessageSigner();
      this.#state = { guard, selfFingerprint, peers: new Map(), messageSigner, self: null };
      return { preKeyBundle };
    });
  }

  start(connectionId: string): Promise<SelfMaterial> {
    return this.#enqueue(async () => {
      const state = this.#initialized();
      assertConnectionId(connectionId);
      if (state.self !== null && state.self.selfConnectionId !== connectionId) {
        throw invalidState("The engine was started with another connection id. Call init first.");
      }
      if (state.peers.has(connectionId)) throw invalidState("This connection id is another peer's.");
      const self = this.#contract.start(connectionId);
      state.guard.start(connectionId);
      state.self = { ...copySelf(self), selfConnectionId: connectionId };
      return self;
    });
  }

  addPreKeyBundle(connectionId: string, bundle: PreKeyBundle): Promise<void> {
    return this.#enqueue(async () => {
      const { guard, peers } = this.#initialized();
      assertConnectionId(connectionId);
      guard.checkNew(connectionId);
      const keys = parseBundle(bundle);
      const { fingerprint } = await checkBundle(keys, this.#ed25519);
      guard.checkForeign(keys);
      peers.set(connectionId, newRecord(keys, fingerprint));
      guard.expect(connectionId, keys);
    });
  }

  startSession(connectionId: string, bundle: PreKeyBundle): Promise<StartSessionResult> {
    return this.#enqueue(async () => {
      const { guard, peers, self } = this.#running();
      assertConnectionId(connectionId);
      guard.checkNew(connectionId);
      const keys = parseBundle(bundle);
      const { fingerprint } = await checkBundle(keys, this.#ed25519);
      guard.checkForeign(keys);
      const record = newRecord(keys, fingerprint);
      const ratcheted = await Promise.all(
        [...peers].map(async ([id, { material }]) => [id, material && (await ratchet(material))] as const),
      );
      // No await from here on, because the wasm and this state must change together.
      const result = this.#contract.startSession(connectionId, record.bundle);
      record.bundleInWasm = true;
      peers.set(connectionId, record);
      guard.opened(connectionId, keys);
      const remoteSecretKeyMaterials: RemoteMaterials = {};
      for (const [id, material] of ratcheted) {
        if (material === null) continue;
        remember(peers.get(id), material);
        remoteSecretKeyMaterials[id] = material;
      }
      return { ...this.#moveOn(result, self.selfKeyId + 1), remoteSecretKeyMaterials };
    });
  }

  stopSession(connectionId: string): Promise<StopSessionResult> {
    return this.#enqueue(async () => {
      const { guard, peers, self } = this.#running();
      const hasSession = guard.hasSession(connectionId);
      const result = hasSession ? this.#contract.stopSession(connectionId) : null;
      guard.forget(connectionId);
      peers.get(connectionId)?.material?.secretKeyMaterial.fill(0);
      peers.delete(connectionId);
      if (result === null) return { ...self, ...copySelf(self), messages: [] };
      return this.#moveOn(result, self.selfKeyId + 1);
    });
  }

  receiveMessage(message: Uint8Array): Promise<ReceiveMessageResult> {
    return this.#enqueue(async () => {
      return this.#feed(this.#running().guard.admit(message));
    });
  }

  #feed(admission: Admission): ReceiveMessageResult {
    if (admission.kind === "held") return { remoteSecretKeyMaterials: {}, messages: [] };
    const { source, feed, answers, seen } = admission;
    const peer = this.#running().peers.get(source);
    if (peer !== undefined && !peer.bundleInWasm) {
      this.#contract.addPreKeyBundle(source, peer.bundle);
      peer.bundleInWasm = true;
    }
    let result: WasmResult | undefined;
    try {
      for (const message of feed) result = this.#contract.receiveMessage(message);
    } catch (error) {
      seen(false);
      throw error;
    }
    const { [source]: material, ...others } = result?.remoteSecretKeyMaterials ?? {};
    if (result === undefined || material === undefined || Object.keys(others).length > 0) {
      throw this.#contract.crash();
    }
    const isNewest = seen(true);
    const messages = this.#release(result.messages);
    const materials: RemoteMaterials = { [source]: material };
    if (!isNewest) return { remoteSecretKeyMaterials: {}, lateSecretKeyMaterials: materials, messages };
    const isNews = !isSame(peer?.material, material);
    if (isNews) remember(peer, material);
    return { remoteSecretKeyMaterials: isNews ? materials : {}, messages, answers };
  }

  /**
   * The wasm cannot send its current material again, so this sends nothing. `renew` sends a new one instead.
   */
  announce(_connectionIds?: string[]): Promise<{ messages: Uint8Array[] }> {
    return this.#enqueue(async () => {
      this.#running();
      return { messages: [] };
    });
  }

  /**
   * Makes a fresh material and sends it to all peers with a session, as after a leave. This repairs two faults:
   * peers that hold another material of ours after joins and leaves that crossed, and sessions that a forged
   * first message broke. Messages that could not be opened because of a forged one are tried again. Our key id
   * increases by one or more.
   */
  renew(): Promise<RenewResult> {
    return this.#enqueue(async () => {
      const { guard, peers, self } = this.#running();
      // The wasm sends its material to all peers only when a peer leaves.
      const leaving = guard.reopenUnauthenticated();
      for (const id of leaving) {
        const peer = peers.get(id);
        if (peer) peer.bundleInWasm = false;
      }
      let keyId = self.selfKeyId + leaving.length;
      if (leaving.length === 0) {
        const { selfConnectionId } = self;
        const id = unusedConnectionId((taken) => peers.has(taken) || taken === selfConnectionId);
        this.#contract.startSession(id, dummyPeer.bundle);
        leaving.push(id);
        keyId += 2;
      }
      const results = leaving.map((id) => this.#contract.stopSession(id));
      const last = results.at(-1);
      if (last === undefined) throw this.#contract.crash();
      const messages = results.flatMap((result) => result.messages);
      const renewed = this.#moveOn({ ...last, messages }, keyId);
      const retried = this.#retry(leaving);
      return { ...renewed, ...retried, messages: [...renewed.messages, ...retried.messages] };
    });
  }

  /** Passes the messages again that could not be decrypted because of an earlier forged one. */
  #retry(reopened: readonly string[]): ReceiveMessageResult {
    const { guard } = this.#running();
    const tries = [
      ...reopened.map((connectionId) => () => guard.retry(connectionId)),
      ...guard.takeDeferred().map((message) => () => guard.admit(message)),
    ];
    const remoteSecretKeyMaterials: RemoteMaterials = {};
    const messages: Uint8Array[] = [];
    for (const admit of tries) {
      try {
        const admission = admit();
        const result = admission === null ? null : this.#feed(admission);
        Object.assign(remoteSecretKeyMaterials, result?.remoteSecretKeyMaterials);
        messages.push(...(result?.messages ?? []));
      } catch (error) {
        if (this.#contract.ended !== null) throw error;
      }
    }
    return { remoteSecretKeyMaterials, messages };
  }

  selfFingerprint(): string {
    return this.#initialized().selfFingerprint;
  }

  remoteFingerprints(): Record<string, string> {
    const { peers } = this.#initialized();
    return Object.fromEntries([...peers].map(([id, peer]) => [id, peer.fingerprint]));
  }

  async signMessage(message: SignedMessage): Promise<Uint8Array> {
    return this.#initialized().messageSigner.sign(signedMessageBytes(message));
  }

  messageKey(): string {
    return encodeBase64(this.#initialized().messageSigner.publicKey);
  }

  /** Clears all keys that are held outside of the wasm. */
  wipe(): void {
    for (const { material } of this.#state?.peers.values() ?? []) material?.secretKeyMaterial.fill(0);
    this.#state?.self?.selfSecretKeyMaterial.fill(0);
    this.#state?.messageSigner.wipe();
    this.#state = null;
  }

  async #createMessageSigner(): Promise<Ed25519Signer> {
    const seed = crypto.getRandomValues(new Uint8Array(32));
    const signer = await this.#ed25519.signer(seed);
    seed.fill(0);
    return signer;
  }

  #initialized(): EngineState {
    if (this.#state === null) throw this.#contract.ended ?? invalidState("init was not called yet.");
    return this.#state;
  }

  #running(): EngineState & { self: NonNullable<EngineState["self"]> } {
    const state = this.#initialized();
    if (state.self === null) throw invalidState("start was not called yet.");
    return state as EngineState & { self: NonNullable<EngineState["self"]> };
  }

  #moveOn(result: WasmSelfResult, expectedKeyId: number): StopSessionResult {
    const state = this.#running();
    const { selfKeyId, selfSecretKeyMaterial } = result;
    if (selfKeyId !== expectedKeyId >>> 0) throw this.#contract.crash();
    const messages = this.#release(result.messages);
    const { selfConnectionId } = state.self;
    state.self.selfSecretKeyMaterial.fill(0);
    state.self = { ...copySelf(result), selfConnectionId };
    return { selfConnectionId, selfKeyId, selfSecretKeyMaterial, messages };
  }

  #release(messages: readonly Uint8Array[]): Uint8Array[] {
    const released = this.#initialized().guard.release(messages);
    if (released === null) throw this.#contract.crash();
    return released;
  }
}

function invalidState(why: string): SoraE2EEError {
  return new SoraE2EEError("invalid-state", why);
}
