import { SoraE2EEError, type SoraE2EEErrorCode } from "../../errors.ts";
import { assertConnectionId, isConnectionId, readConnectionId } from "../../protocol/connection-id.ts";
import { isCipherMessage, sourceOffset } from "../../protocol/key-message.ts";
import { createReannounceScheduler, type ReannounceScheduler } from "../agreement/reannounce-scheduler.ts";
import type { KeyAgreement, PreKeyBundle, RenewResult, SelfMaterial } from "../agreement/types.ts";
import { type FrameKey, importFrameKey } from "../media/frame-crypto.ts";
import { asksForKey } from "../messages/receipt.ts";
import { senderKeys } from "../messages/sender-keys.ts";
import { admitPeer } from "./admission.ts";
import { EarlyMessages } from "./early-messages.ts";
import type { CallKeys, KeyContext } from "./engines.ts";
import { invalidPeerId, invalidStatement, reusedIdentityKey } from "./failure.ts";
import type { AnnouncedIdentity } from "./identities.ts";
import { KeyOutbox } from "./key-outbox.ts";
import { LeaveRenewal } from "./leave-renewal.ts";
import type { AnnouncedPeer } from "./messages.ts";
import { OpenedMessages } from "./opened-messages.ts";
import { RemoteKeys } from "./remote-keys.ts";

/** A peer is answered again at most this often, in milliseconds. Its own retries are further apart. */
const answerPauseMs = 1_500;
/** A peer whose receipts say that it has no key of ours gets the key at most this often, in milliseconds. */
const askPauseMs = 5_000;

export interface KeySessionOptions extends KeyContext {
  readonly engine: KeyAgreement;
  /** For an engine that cannot announce: peers that may be out of step get a fresh key instead. */
  readonly renew: (() => Promise<RenewResult>) | null;
}

/** Runs the pairwise key agreement between peers. */
export class KeySession implements CallKeys {
  readonly #options: KeySessionOptions;
  readonly #early: EarlyMessages;
  /** Peers with a decrypted key message, and without a later refusal for too many missing messages. */
  readonly #heard = new Set<string>();
  /** The time of our last answer to a peer, by the clock. */
  readonly #answeredAt = new Map<string, number>();
  /** The time at which a peer last got our key because of its receipt, by the clock. */
  readonly #askedAt = new Map<string, number>();
  // Its timers run in the worker, because browsers throttle a page's timers in the background.
  readonly #reannounce: ReannounceScheduler;
  /** Null when the relay delivers each message once. */
  readonly #opened: OpenedMessages | null;
  readonly #renewal: LeaveRenewal;
  readonly #outbox: KeyOutbox;
  readonly #remoteKeys: RemoteKeys;
  /** All peers got our current material after the last change of presence. */
  #sentToAll = false;
  #selfConnectionId: string | null = null;
  #selfKeyId = -1;

  constructor(options: KeySessionOptions) {
    this.#options = options;
    this.#early = new EarlyMessages(options.clock);
    const { broadcasts, clock, peers, enqueue } = options;
    this.#opened = broadcasts ? new OpenedMessages() : null;
    this.#outbox = new KeyOutbox(options);
    this.#remoteKeys = new RemoteKeys(options);
    this.#renewal = new LeaveRenewal({ ...options, renew: () => this.#sendFresh() });
    this.#reannounce = createReannounceScheduler({
      broadcasts,
      clock,
      announce: (connectionIds) => enqueue(() => this.#announce(connectionIds)),
      unheard: () =>
        [...peers]
          .filter(({ announced, connectionId }) => announced === "keys" && this.#needsRetry(connectionId))
          .map(({ connectionId }) => connectionId),
    });
  }

  async start(connectionId: string): Promise<void> {
    const { engine, sealing, messageSealer, inbox } = this.#options;
    assertConnectionId(connectionId);
    const material = await engine.start(connectionId);
    this.#selfConnectionId = connectionId;
    messageSealer.start(connectionId, engine);
    inbox.start(connectionId);
    await this.#moveOn(material, (key) => sealing.start(connectionId, key));
  }

  async peerPresent(peer: AnnouncedPeer): Promise<void> {
    const { connectionId, bundle, messageKey = null, statement } = peer;
    if (!this.#admit(peer) || bundle === null) return;
    const { engine, identities, refused } = this.#options;
    try {
      identities.claim(connectionId, bundle);
      await engine.addPreKeyBundle(connectionId, bundle);
      await this.#identify({ connectionId, bundle, messageKey, statement });
      this.#sentToAll = false;
      this.#reannounce.foundPresent();
    } catch (error) {
      if (isFatal(error)) throw error;
      refused(connectionId, error);
      return;
    }
    await this.#receiveEarly(connectionId, bundle, messageKey);
  }

  async peerJoined(peer: AnnouncedPeer): Promise<void> {
    const { connectionId, bundle, messageKey = null, statement } = peer;
    if (!this.#admit(peer) || bundle === null) return;
    const { engine, identities, isSending, sealing, refused } = this.#options;
    // The next key is derived from ours. A peer that left must not be able to derive it, too.
    if (isSending()) await this.#renewal.settle();
    try {
      identities.claim(connectionId, bundle);
      const result = await engine.startSession(connectionId, bundle);
      // Messages are sent first, so that the peer has the key when the first frame arrives.
      this.#outbox.send(result.messages);
      await this.#identify({ connectionId, bundle, messageKey, statement });
      await this.#moveOn(result, (key) => sealing.switchNow(key));
      await this.#remoteKeys.add(result.remoteSecretKeyMaterials, "guessed");
      this.#sentToAll = false;
      this.#reannounce.presenceChanged();
    } catch (error) {
      if (isFatal(error)) throw error;
      refused(connectionId, error);
      return;
    }
    await this.#receiveEarly(connectionId, bundle, messageKey);
  }

  /** @throws when no new key could be made, because the peer that left could continue to decrypt. */
  async peerLeft(connectionId: string): Promise<void> {
    const { identities, peers, inbox, pacing, refused } = this.#options;
    if (!isConnectionId(connectionId)) {
      refused(null, invalidPeerId());
      return;
    }
    pacing.forget(connectionId);
    this.#early.take(connectionId);
    inbox.peerRemoved(connectionId);
    this.#heard.delete(connectionId);
    this.#answeredAt.delete(connectionId);
    this.#askedAt.delete(connectionId);
    this.#remoteKeys.forget(connectionId);
    identities.remove(connectionId);
    const announced = peers.find(connectionId)?.announced;
    peers.remove(connectionId);
    if (announced !== "keys") return;
    try {
      await this.#endSession(connectionId);
      this.#reannounce.presenceChanged();
    } catch (error) {
      // Its bundle was refused, so it never had a key of ours.
      if (isCode(error, "unknown-peer")) return;
      throw error;
    }
  }

  async keyMessage(message: Uint8Array): Promise<void> {
    const source = readConnectionId(message, sourceOffset);
    try {
      const result = await this.#options.engine.receiveMessage(message);
      this.#opened?.add(message);
      this.#outbox.answer(result.messages);
      // A repeated key is not new material, but it shows that the peer's messages arrive.
      const isCurrent = isCipherMessage(message) && !result.lateSecretKeyMaterials;
      if (source !== null && (isCurrent || source in result.remoteSecretKeyMaterials))
        await this.#heardFrom(source, result.answers);
      await this.#remoteKeys.add(result.remoteSecretKeyMaterials, "announced");
      await this.#remoteKeys.add(result.lateSecretKeyMaterials ?? {}, "late");
      if (source !== null) await this.#answer(source, result.messages.length > 0);
    } catch (error) {
      if (isFatal(error)) throw error;
      if (source !== null && isCode(error, "too-many-skipped")) this.#retryFor(source);
      const overtook = isCode(error, "unknown-peer");
      if (
        overtook &&
        source !== null &&
        source !== this.#selfConnectionId &&
        this.#early.keep(source, message)
      )
        return;
      // A repeated message is no sign of a forgery.
      if (isCode(error, "authentication-failed") && this.#opened?.has(message)) return;
      this.#options.refused(source, error);
    }
  }

  /**
   * A peer without our key missed a change of presence, or our announcement. It gets our current key again, at most once
   * per pause.
   */
  receipt(connectionId: string, data: Uint8Array): void {
    const { clock, enqueue, peers, renew } = this.#options;
    const now = clock.now();
    const pausesUntil = (this.#askedAt.get(connectionId) ?? Number.NEGATIVE_INFINITY) + askPauseMs;
    if (now < pausesUntil || renew !== null || peers.find(connectionId)?.announced !== "keys") return;
    if (this.#selfConnectionId === null || !asksForKey(data, this.#selfConnectionId)) return;
    this.#askedAt.set(connectionId, now);
    enqueue(() => this.#announce([connectionId]));
  }

  /** Its messages do not arrive, or it does not receive ours. */
  #needsRetry(connectionId: string): boolean {
    return !this.#heard.has(connectionId) || this.#options.engine.missesMessages?.(connectionId) === true;
  }

  /**
   * More than 10 messages of this peer in a row were lost. Ours show the peer that it has to send its key again, so it gets
   * retries like a peer that was never heard. An engine that cannot announce has no such retries: each would renew all keys.
   */
  #retryFor(connectionId: string): void {
    const { peers, renew } = this.#options;
    if (renew !== null || peers.find(connectionId)?.announced !== "keys") return;
    this.#heard.delete(connectionId);
    this.#reannounce.retry();
  }

  beforeSealing(): Promise<void> {
    return this.#renewal.settle();
  }

  close(): void {
    this.#reannounce.end();
    this.#renewal.end();
    this.#outbox.close();
    this.#early.clear();
  }

  /** False for a known peer, because notifications can be repeated. */
  #admit({ connectionId, bundle, keyPackage }: AnnouncedPeer): boolean {
    const other = keyPackage ? "other" : "none";
    return admitPeer(this.#options, this.#selfConnectionId, connectionId, bundle === null ? other : "keys");
  }

  /**
   * A decrypted key message proves that its sender holds the private identity key of its bundle. Then other connections
   * that announced this key copied a public bundle. The source id of a message is not authenticated. So while there are
   * copies, only an answer to a message of ours is a proof.
   */
  async #heardFrom(connectionId: string, answers = false): Promise<void> {
    const { engine, identities, inbox, peers, refused } = this.#options;
    this.#heard.add(connectionId);
    const { [connectionId]: own = "", ...others } = engine.remoteFingerprints();
    if (!answers && Object.values(others).includes(own)) return;
    identities.proved(connectionId);
    for (const copy of identities.removeCopiesOf(connectionId)) {
      inbox.peerRemoved(copy);
      peers.find(copy)?.ring.wipe();
      refused(copy, reusedIdentityKey());
      try {
        await this.#endSession(copy);
      } catch (error) {
        // The rest of its bundle was refused, so there is no session.
        if (!isCode(error, "unknown-peer")) throw error;
      }
    }
  }

  async #identify(announced: AnnouncedIdentity): Promise<void> {
    const { identities, refused } = this.#options;
    if (await identities.add(announced)) return;
    refused(announced.connectionId, invalidStatement());
  }

  async #receiveEarly(connectionId: string, bundle: PreKeyBundle, messageKey: string | null): Promise<void> {
    for (const message of this.#early.take(connectionId)) await this.keyMessage(message);
    const { peers, inbox } = this.#options;
    const ring = peers.find(connectionId)?.ring;
    if (ring) inbox.peerAdded(connectionId, { ring, ...senderKeys(bundle, messageKey) });
  }

  /**
   * A peer that continues without our answer has no key of ours, so it gets the answer again. Its retries end
   * with the first answer that arrives, so two peers cannot cause each other to send without end.
   */
  async #answer(connectionId: string, hasAnswered: boolean): Promise<void> {
    const { engine, clock } = this.#options;
    const now = clock.now();
    if (engine.missesMessages?.(connectionId)) this.#reannounce.retry();
    if (hasAnswered) this.#answeredAt.set(connectionId, now);
    if (!engine.missesAnswer?.(connectionId)) return;
    if (now - (this.#answeredAt.get(connectionId) ?? Number.NEGATIVE_INFINITY) < answerPauseMs) return;
    this.#answeredAt.set(connectionId, now);
    await this.#announce([connectionId]);
  }

  /** A new key ends the peer's knowledge of our keys: at once, or together with other leaves. */
  async #endSession(connectionId: string): Promise<void> {
    const { engine, sealing } = this.#options;
    this.#sentToAll = false;
    if (engine.dropSession && engine.renewMaterial) {
      if (await engine.dropSession(connectionId)) this.#renewal.left();
      return;
    }
    const result = await engine.stopSession(connectionId);
    this.#outbox.send(result.messages);
    await this.#moveOn(result, (key) => sealing.switchAfterLeave(key));
  }

  /** @throws when no fresh key could be made */
  async #sendFresh(): Promise<void> {
    const { engine, sealing } = this.#options;
    const result = await engine.renewMaterial?.();
    if (result === undefined) return;
    this.#outbox.send(result.messages);
    await this.#moveOn(result, (key) => sealing.switchAfterLeave(key));
    this.#sentToAll = true;
  }

  /** Sends our current key again to peers that may hold an older one. */
  async #announce(connectionIds: readonly string[] | null): Promise<void> {
    const { engine, renew, sealing, refused } = this.#options;
    // All have it, or get another one before anything is sealed.
    if (connectionIds === null && (this.#sentToAll || this.#renewal.isOwed)) return;
    try {
      if (renew !== null) {
        const result = await renew();
        this.#outbox.send(result.messages);
        await this.#moveOn(result, (key) => sealing.switchAfterLeave(key));
        const { remoteSecretKeyMaterials: retried = {} } = result;
        for (const connectionId of Object.keys(retried)) await this.#heardFrom(connectionId);
        await this.#remoteKeys.add(retried, "announced");
        return;
      }
      const { messages } = await (connectionIds ? engine.announce([...connectionIds]) : engine.announce());
      this.#outbox.send(messages);
    } catch (error) {
      if (isFatal(error)) throw error;
      refused(null, error);
    }
  }

  async #moveOn(material: SelfMaterial, use: (key: FrameKey) => void): Promise<void> {
    const { selfKeyId, selfSecretKeyMaterial } = material;
    try {
      if (selfKeyId === this.#selfKeyId) return;
      const key = await importFrameKey(selfSecretKeyMaterial, selfKeyId, "encrypt");
      this.#options.messageSealer.setKey(key);
      use(key);
      this.#selfKeyId = selfKeyId;
    } finally {
      selfSecretKeyMaterial.fill(0);
    }
  }
}

/** After these errors the state of the engine cannot be trusted. */
function isFatal(error: unknown): boolean {
  return isCode(error, "wasm-crashed");
}

function isCode(error: unknown, code: SoraE2EEErrorCode): boolean {
  return error instanceof SoraE2EEError && error.code === code;
}
