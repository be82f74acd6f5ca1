import { SoraE2EEError } from "../../../errors.ts";
import type { BundleKeys } from "../../../protocol/bundle.ts";
import { bytesEqual } from "../../../protocol/bytes.ts";
import { type CipherMessage, type PreKeyMessage, parseKeyMessage } from "../../../protocol/key-message.ts";
import { edwardsToMontgomery, isLowOrder } from "../crypto/public-keys.ts";
import {
  keep,
  maxDeferrals,
  newPeer,
  newSession,
  type Peer,
  type PreKey,
  type Session,
  untriedPreKey,
} from "./guard-peer.ts";
import { RatchetMirror, type RatchetMove } from "./ratchet-mirror.ts";

/** The decision of `admit`. The wasm may see the messages in `feed`, in this order, and no others. */
export type Admission =
  | { readonly kind: "held"; readonly feed: readonly [] }
  | {
      readonly kind: "cipher";
      readonly source: string;
      readonly feed: readonly Uint8Array[];
      /** True for an authentic message whose sender has opened a message of ours. */
      readonly answers: boolean;
      /**
       * Call this right after the wasm has handled the cipher message.
       * @returns true when it is authentic and
       * the newest in its sender's order
       */
      seen(authentic: boolean): boolean;
    };

/**
 * Stands between the relay and Sora's wasm, in both directions (docs/protocol.md#7-deviations). It knows only
 * public keys and headers, so it cannot recognize a forged message with a plausible header. Such a message
 * reaches the wasm and fails there. It can break the session with this peer, but reveals no key. The guard
 * stops these attacks:
 *
 * - Empty chain key: while a session has no chain, the wasm opens and seals with an empty chain key. It opens
 *   such a message if the ratchet key equals the start value: the peer's signed pre-key for an initiator, 32
 *   zero bytes for a responder. The guard always refuses both keys. A responder seals such a message before its
 *   first authentic cipher message arrives. The guard does not send the messages that the wasm makes for such a
 *   session.
 * - Forged pre-key message: the wasm cannot undo the session that a pre-key message opens, so the message waits
 *   here until a cipher message arrives. Without this wait, the wasm could also ratchet a material that it does
 *   not hold yet, and would then never reply. Anybody can forge a pre-key message from public values, so the
 *   guard keeps a few of them. It tries the latest one first. Until a message is authentic, each `renew` tries
 *   another pair of pre-key and cipher message.
 * - Two sessions at once: a peer may open a session while our session waits for its answer. The wasm has only
 *   one session for each peer. It would take the first message of the peer's session for the answer, and so
 *   break our session. After each pre-key message, the guard holds the next message back once. The pre-key
 *   message may be forged, so the message after that passes, and `renew` tries the one that was held back.
 * - Impossible headers: duplicates, closed chains, too many skipped messages, and a new ratchet key without a
 *   reason (a peer changes its key only after a message under our newest key). Such a message would break the
 *   session in the wasm, so the guard refuses it by its header.
 */
export class Guard {
  readonly #selfKeys: BundleKeys;
  readonly #peers = new Map<string, Peer>();
  #selfId: string | null = null;

  constructor(selfKeys: BundleKeys) {
    this.#selfKeys = selfKeys;
  }

  /** Sets our own connection id. `admit` refuses all messages before this call. */
  start(selfId: string): void {
    this.#selfId = selfId;
  }

  /** @throws SoraE2EEError when the peer is known already */
  checkNew(connectionId: string): void {
    if (connectionId === this.#selfId) {
      throw new SoraE2EEError("invalid-state", "This connection id is our own, not another peer's.");
    }
    if (this.#peers.has(connectionId)) {
      throw new SoraE2EEError("session-exists", "This peer is already known.");
    }
  }

  /**
   * Refuses a peer with our own keys, because the relay could return our own messages as messages of that peer.
   * @throws SoraE2EEError `invalid-bundle`
   */
  checkForeign(keys: BundleKeys): void {
    const own = this.#selfKeys;
    const isOwnIdentity = bytesEqual(
      edwardsToMontgomery(keys.identityKey),
      edwardsToMontgomery(own.identityKey),
    );
    if (!isOwnIdentity && !bytesEqual(keys.signedPreKey, own.signedPreKey)) return;
    throw new SoraE2EEError("invalid-bundle", "A peer announced one of our own public keys as its own.");
  }

  /** Adds a peer that will open a session with us. */
  expect(connectionId: string, keys: BundleKeys): void {
    this.checkNew(connectionId);
    this.#peers.set(connectionId, newPeer(keys, null));
  }

  /** Adds a peer with which the wasm has opened a session. */
  opened(connectionId: string, keys: BundleKeys): void {
    this.#peers.set(connectionId, newPeer(keys, newSession(this.#mirror("initiator", keys), true)));
  }

  /** @returns true when the wasm has a session with this peer @throws SoraE2EEError `unknown-peer` */
  hasSession(connectionId: string): boolean {
    return this.#peer(connectionId).session !== null;
  }

  /**
   * Returns the peers whose session in the wasm has no authentic message. The session was made from a forged
   * message, or the first genuine message was lost. The wasm must forget these peers. It gets their pre-key
   * message again with the next cipher message.
   */
  reopenUnauthenticated(): string[] {
    const broken = [...this.#peers].filter(([, { session }]) => session !== null && !session.hasSendChain);
    for (const [, peer] of broken) peer.session = null;
    return broken.map(([connectionId]) => connectionId);
  }

  /** Returns another attempt for a peer of `reopenUnauthenticated`. Null after all attempts. */
  retry(connectionId: string): Admission | null {
    const peer = this.#peers.get(connectionId);
    if (peer === undefined || peer.session !== null) return null;
    const cipher = peer.waiting.findLast((bytes) => untriedPreKey(peer, bytes) !== undefined);
    if (cipher === undefined) return null;
    const message = parseKeyMessage(cipher);
    return message.kind === "cipher" ? this.#admitCipher(message, peer, cipher) : null;
  }

  /** Returns the messages that were held back and that no later message followed. They may pass now. */
  takeDeferred(): Uint8Array[] {
    return [...this.#peers.values()].flatMap(({ session }) => {
      if (session === null) return [];
      const { deferred, mirror } = session;
      Object.assign(session, { deferred: null, defersNext: false, deferrals: 0 });
      return deferred !== null && mirror.isUnanswered ? [deferred] : [];
    });
  }

  forget(connectionId: string): void {
    this.#peers.delete(connectionId);
  }

  /** Decides on a message from the relay. Changes nothing when it throws. */
  admit(bytes: Uint8Array): Admission {
    const message = parseKeyMessage(bytes);
    if (message.destination !== this.#selfId)
      throw refuse("invalid-message", "It is addressed to another peer.");
    if (message.source === this.#selfId)
      throw refuse("invalid-message", "It has our own connection id as its sender.");
    const peer = this.#peer(message.source);
    if (message.kind === "cipher") return this.#admitCipher(message, peer, Uint8Array.from(bytes));
    return this.#admitPreKey(message, peer, Uint8Array.from(bytes));
  }

  /**
   * Selects the messages of the wasm that may be sent.
   * @returns null when a message is one that the wasm
   * should never make
   */
  release(messages: readonly Uint8Array[]): Uint8Array[] | null {
    const released: Uint8Array[] = [];
    for (const bytes of messages) {
      const message = parseOwn(bytes);
      if (message === null || message.source !== this.#selfId) return null;
      const peer = this.#peers.get(message.destination);
      if (peer === undefined) return null;
      const { session } = peer;
      if (session === null) continue;
      if (message.kind === "pre-key") {
        if (!bytesEqual(message.identityKey, this.#selfKeys.identityKey)) return null;
        if (isLowOrder(message.ephemeralKey)) return null;
      } else {
        const { ratchetKey } = message.header;
        if (isLowOrder(ratchetKey)) return null;
        // Our signed pre-key is a responder's ratchet key only while the responder has no chain.
        if (!session.hasSendChain || bytesEqual(ratchetKey, this.#selfKeys.signedPreKey)) continue;
        session.mirror.sent(ratchetKey);
      }
      released.push(bytes);
    }
    return released;
  }

  #admitCipher(message: CipherMessage, peer: Peer, bytes: Uint8Array): Admission {
    const { source, header } = message;
    const preKey = untriedPreKey(peer, bytes);
    if (peer.session === null && preKey === undefined) {
      throw refuse("authentication-failed", "It matches no session that its peer opened.");
    }
    const session = peer.session ?? newSession(this.#mirror("responder", peer.keys), false);
    const move = this.#check(peer, session, message, bytes);
    const isFirst = peer.session === null;
    return {
      kind: "cipher",
      source,
      feed: isFirst && preKey ? [preKey.bytes, bytes] : [bytes],
      answers: session.hasSendChain && move === "step",
      seen(authentic) {
        peer.session = session;
        if (authentic) {
          session.hasSendChain = true;
          session.deferred = null;
          peer.waiting = [];
          if (isFirst && preKey) peer.preKeys = [preKey];
        } else if (isFirst) {
          keep(preKey?.tried ?? [], bytes, bytesEqual);
          keep(peer.waiting, bytes, bytesEqual);
        }
        return session.mirror.commit(header, move, authentic);
      },
    };
  }

  #check(peer: Peer, session: Session, { header }: CipherMessage, bytes: Uint8Array): RatchetMove {
    let move: RatchetMove;
    try {
      move = session.mirror.check(header);
    } catch (error) {
      // The session may be wrong, and the message genuine.
      if (peer.session !== null && !session.hasSendChain) keep(peer.waiting, bytes, bytesEqual);
      throw error;
    }
    if (session.defersNext && session.mirror.isUnanswered) {
      session.defersNext = false;
      session.deferred = bytes;
      throw new SoraE2EEError(
        "session-exists",
        "A message may belong to a session that its peer opened too.",
      );
    }
    return move;
  }

  #admitPreKey(message: PreKeyMessage, peer: Peer, bytes: Uint8Array): Admission {
    const { identityKey, ephemeralKey } = message;
    if (!bytesEqual(identityKey, peer.keys.identityKey)) {
      throw refuse("authentication-failed", "It holds another identity key than the peer's bundle.");
    }
    if (isLowOrder(ephemeralKey)) throw refuse("invalid-message", "Its ephemeral key is of low order.");
    const { session } = peer;
    const isRepeated = peer.preKeys.some((known) => bytesEqual(known.ephemeralKey, ephemeralKey));
    if (session?.hasSendChain && !isRepeated) {
      session.defersNext = session.mirror.isUnanswered && session.deferrals++ < maxDeferrals;
      throw new SoraE2EEError("session-exists", "A pre-key message came for a session that exists.");
    }
    const isSame = (one: PreKey, other: PreKey) => bytesEqual(one.ephemeralKey, other.ephemeralKey);
    if (!session?.hasSendChain) keep(peer.preKeys, { bytes, ephemeralKey, tried: [] }, isSame);
    return { kind: "held", feed: [] };
  }

  #peer(connectionId: string): Peer {
    const peer = this.#peers.get(connectionId);
    if (peer === undefined) throw new SoraE2EEError("unknown-peer", "There is no such peer.");
    return peer;
  }

  #mirror(role: "initiator" | "responder", peer: BundleKeys): RatchetMirror {
    return new RatchetMirror(role, [peer.signedPreKey, this.#selfKeys.signedPreKey]);
  }
}

function parseOwn(bytes: Uint8Array): ReturnType<typeof parseKeyMessage> | null {
  try {
    return parseKeyMessage(bytes);
  } catch {
    return null;
  }
}

function refuse(code: "invalid-message" | "authentication-failed", why: string): SoraE2EEError {
  return new SoraE2EEError(code, `A key message was refused. ${why}`);
}
