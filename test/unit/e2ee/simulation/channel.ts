import { expect } from "vitest";
import { SoraE2EEError, soraE2EEErrorCodes } from "../../../../src/errors.ts";
import { parseKeyMessage } from "../../../../src/protocol/key-message.ts";
import { connectionId, toHex } from "../support/bytes.ts";
import { createPeer, type Key, type Kind, keysOf, type SimulatedPeer } from "./peer.ts";
import { isOpenToEverybody, ratchetedHex } from "./public-knowledge.ts";

/** A channel: its peers, the messages in the relay, and the rules that must be true after every step. */
export class Channel {
  readonly peers: SimulatedPeer[] = [];
  /** Messages in transit, in order, by "source destination". */
  readonly queues = new Map<string, Uint8Array[]>();
  /** All messages that were sent. The relay keeps them all. */
  readonly seen: Uint8Array[] = [];

  get alive(): SimulatedPeer[] {
    return this.peers.filter((peer) => peer.alive);
  }

  find(id: string): SimulatedPeer | undefined {
    return this.peers.find((peer) => peer.id === id);
  }

  /** `glare`: the server tells both sides that the other one came later. */
  async join(kind: Kind, glare: boolean): Promise<void> {
    const number = this.peers.length;
    const joiner = await createPeer(connectionId(`m${number}`), kind, number % 2 === 1);
    for (const peer of this.alive) {
      peer.notices.push({ kind: "joined", id: joiner.id, bundle: joiner.bundle });
      if (glare && peer.kind === "hardened" && kind === "hardened") {
        joiner.notices.push({ kind: "joined", id: peer.id, bundle: peer.bundle });
      } else {
        await joiner.engine.addPreKeyBundle(peer.id, peer.bundle);
      }
    }
    this.peers.push(joiner);
  }

  leave(peer: SimulatedPeer): void {
    peer.alive = false;
    for (const other of this.alive) other.notices.push({ kind: "left", id: peer.id });
  }

  /** The next thing that the server has to tell `peer`. */
  async notify(peer: SimulatedPeer): Promise<void> {
    const notice = peer.notices.shift();
    if (!notice || !peer.alive) return;
    if (notice.kind === "left") {
      const held = peer.held.get(notice.id);
      const result = await this.#attempt(peer, () => peer.engine.stopSession(notice.id));
      if (result) this.#take(peer, result.selfKeyId, result.selfSecretKeyMaterial, result.messages);
      if (held) peer.held.delete(notice.id);
      return;
    }
    const result = await this.#attempt(peer, () => peer.engine.startSession(notice.id, notice.bundle));
    if (!result) return;
    for (const [id, key] of keysOf(result.remoteSecretKeyMaterials)) {
      if (peer.kind === "hardened") {
        const before = peer.held.get(id);
        const next = before && { keyId: before.keyId + 1, hex: ratchetedHex(before.hex) };
        expect(key, "a guess is the held key, one step on").toEqual(next);
      }
      this.#hold(peer, id, key);
    }
    this.#take(peer, result.selfKeyId, result.selfSecretKeyMaterial, result.messages);
    for (const message of peer.early.get(notice.id) ?? []) await this.deliver(peer, message);
    peer.early.delete(notice.id);
  }

  async announce(peer: SimulatedPeer): Promise<void> {
    if (!peer.alive || !peer.engine.announce) return;
    peer.announced++;
    const result = await peer.engine.announce();
    this.send(peer, result.messages);
  }

  send(peer: SimulatedPeer, messages: readonly Uint8Array[]): void {
    for (const message of messages) {
      const { source, destination } = parseKeyMessage(message);
      expect(source).toBe(peer.id);
      if (peer.kind === "hardened") {
        const other = this.find(destination);
        expect(other && isOpenToEverybody(message, peer.bundle, other.bundle)).toBe(false);
      }
      const queue = this.queues.get(`${source} ${destination}`) ?? [];
      this.queues.set(`${source} ${destination}`, [...queue, message]);
      this.seen.push(message);
    }
  }

  /** Delivers a message to a peer, genuine or not. */
  async deliver(peer: SimulatedPeer, message: Uint8Array): Promise<void> {
    if (!peer.alive) return;
    const result = await this.#attempt(peer, () => peer.engine.receiveMessage(message), message);
    if (!result) return;
    const source = parseKeyMessage(message).source;
    for (const [id, key] of keysOf(result.remoteSecretKeyMaterials)) {
      expect(id).toBe(source);
      const owner = this.find(id);
      const at = owner?.own.findLastIndex((own) => own.hex === key.hex && own.keyId === key.keyId) ?? -1;
      if (peer.kind === "hardened") {
        expect(at, "nothing is accepted that its peer did not say").toBeGreaterThanOrEqual(0);
        expect(at, "nothing newer is replaced").toBeGreaterThanOrEqual(peer.heardUpTo.get(id) ?? 0);
      }
      peer.heardUpTo.set(id, at);
      this.#hold(peer, id, key);
    }
    for (const [id, key] of keysOf(result.lateSecretKeyMaterials ?? {})) {
      expect(this.find(id)?.own).toContainEqual(key);
      this.#learn(peer, id, key);
    }
    this.send(peer, result.messages);
  }

  /** Null when the engine refused the message. It must refuse with a typed error. */
  async #attempt<Result>(
    peer: SimulatedPeer,
    call: () => Promise<Result>,
    message?: Uint8Array,
  ): Promise<Result | null> {
    try {
      return await call();
    } catch (error) {
      if (peer.kind === "released") return null;
      if (!(error instanceof SoraE2EEError)) throw error;
      expect(soraE2EEErrorCodes).toContain(error.code);
      expect(error.code).not.toBe("internal");
      if (message && error.code === "unknown-peer") {
        const { source } = parseKeyMessage(message);
        const early = peer.early.get(source) ?? [];
        if (early.length < 4) peer.early.set(source, [...early, message]);
      }
      return null;
    }
  }

  #take(peer: SimulatedPeer, keyId: number, material: Uint8Array, messages: readonly Uint8Array[]): void {
    const key = { keyId, hex: toHex(material) };
    if (peer.own.at(-1)?.hex !== key.hex) peer.own.push(key);
    this.send(peer, messages);
  }

  #hold(peer: SimulatedPeer, id: string, key: Key): void {
    peer.held.set(id, key);
    this.#learn(peer, id, key);
  }

  #learn(peer: SimulatedPeer, id: string, key: Key): void {
    peer.learned.set(id, [...(peer.learned.get(id) ?? []), key]);
  }
}
