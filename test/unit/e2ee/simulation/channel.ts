import { expect } from "vitest";
import { parseKeyMessage } from "../../../../src/e2ee/protocol/key-message.ts";
import { SoraE2EEError, soraE2EEErrorCodes } from "../../../../src/errors.ts";
import { connectionId, toHex } from "../support/bytes.ts";
import { createMember, type Key, type Kind, keysOf, type SimulatedMember } from "./member.ts";
import { isOpenToEverybody, ratchetedHex } from "./public-knowledge.ts";

/** A channel: its members, what lies in the relay, and the rules that must hold after every single step. */
export class Channel {
  readonly members: SimulatedMember[] = [];
  /** Messages on their way, in order, by "source destination". */
  readonly queues = new Map<string, Uint8Array[]>();
  /** Everything that was ever sent: the relay forgets nothing. */
  readonly seen: Uint8Array[] = [];

  get alive(): SimulatedMember[] {
    return this.members.filter((member) => member.alive);
  }

  find(id: string): SimulatedMember | undefined {
    return this.members.find((member) => member.id === id);
  }

  /** `glare`: the server tells both sides that the other one came later. */
  async join(kind: Kind, glare: boolean): Promise<void> {
    const number = this.members.length;
    const joiner = await createMember(connectionId(`m${number}`), kind, number % 2 === 1);
    for (const member of this.alive) {
      member.notices.push({ kind: "joined", id: joiner.id, bundle: joiner.bundle });
      if (glare && member.kind === "hardened" && kind === "hardened") {
        joiner.notices.push({ kind: "joined", id: member.id, bundle: member.bundle });
      } else {
        await joiner.engine.addPreKeyBundle(member.id, member.bundle);
      }
    }
    this.members.push(joiner);
  }

  leave(member: SimulatedMember): void {
    member.alive = false;
    for (const other of this.alive) other.notices.push({ kind: "left", id: member.id });
  }

  /** The next thing that the server has to tell `member`. */
  async notify(member: SimulatedMember): Promise<void> {
    const notice = member.notices.shift();
    if (!notice || !member.alive) return;
    if (notice.kind === "left") {
      const held = member.held.get(notice.id);
      const result = await this.#attempt(member, () => member.engine.stopSession(notice.id));
      if (result) this.#take(member, result.selfKeyId, result.selfSecretKeyMaterial, result.messages);
      if (held) member.held.delete(notice.id);
      return;
    }
    const result = await this.#attempt(member, () => member.engine.startSession(notice.id, notice.bundle));
    if (!result) return;
    for (const [id, key] of keysOf(result.remoteSecretKeyMaterials)) {
      if (member.kind === "hardened") {
        const before = member.held.get(id);
        const next = before && { keyId: before.keyId + 1, hex: ratchetedHex(before.hex) };
        expect(key, "a guess is the held key, one step on").toEqual(next);
      }
      this.#hold(member, id, key);
    }
    this.#take(member, result.selfKeyId, result.selfSecretKeyMaterial, result.messages);
    for (const message of member.early.get(notice.id) ?? []) await this.deliver(member, message);
    member.early.delete(notice.id);
  }

  async announce(member: SimulatedMember): Promise<void> {
    if (!member.alive || !member.engine.announce) return;
    member.announced++;
    const result = await member.engine.announce();
    this.send(member, result.messages);
  }

  send(member: SimulatedMember, messages: readonly Uint8Array[]): void {
    for (const message of messages) {
      const { source, destination } = parseKeyMessage(message);
      expect(source).toBe(member.id);
      if (member.kind === "hardened") {
        const other = this.find(destination);
        expect(other && isOpenToEverybody(message, member.bundle, other.bundle)).toBe(false);
      }
      const queue = this.queues.get(`${source} ${destination}`) ?? [];
      this.queues.set(`${source} ${destination}`, [...queue, message]);
      this.seen.push(message);
    }
  }

  /** Whatever reaches a member, genuine or not. */
  async deliver(member: SimulatedMember, message: Uint8Array): Promise<void> {
    if (!member.alive) return;
    const result = await this.#attempt(member, () => member.engine.receiveMessage(message), message);
    if (!result) return;
    const source = parseKeyMessage(message).source;
    for (const [id, key] of keysOf(result.remoteSecretKeyMaterials)) {
      expect(id).toBe(source);
      const owner = this.find(id);
      const at = owner?.own.findLastIndex((own) => own.hex === key.hex && own.keyId === key.keyId) ?? -1;
      if (member.kind === "hardened") {
        expect(at, "nothing is accepted that its member did not say").toBeGreaterThanOrEqual(0);
        expect(at, "nothing newer is replaced").toBeGreaterThanOrEqual(member.heardUpTo.get(id) ?? 0);
      }
      member.heardUpTo.set(id, at);
      this.#hold(member, id, key);
    }
    for (const [id, key] of keysOf(result.lateSecretKeyMaterials ?? {})) {
      expect(this.find(id)?.own).toContainEqual(key);
      this.#learn(member, id, key);
    }
    this.send(member, result.messages);
  }

  /** Null when the engine refused, which it may do in one way only. */
  async #attempt<Result>(
    member: SimulatedMember,
    call: () => Promise<Result>,
    message?: Uint8Array,
  ): Promise<Result | null> {
    try {
      return await call();
    } catch (error) {
      if (member.kind === "released") return null;
      if (!(error instanceof SoraE2EEError)) throw error;
      expect(soraE2EEErrorCodes).toContain(error.code);
      expect(error.code).not.toBe("internal");
      if (message && error.code === "unknown-member") {
        const { source } = parseKeyMessage(message);
        const early = member.early.get(source) ?? [];
        if (early.length < 4) member.early.set(source, [...early, message]);
      }
      return null;
    }
  }

  #take(member: SimulatedMember, keyId: number, material: Uint8Array, messages: readonly Uint8Array[]): void {
    const key = { keyId, hex: toHex(material) };
    if (member.own.at(-1)?.hex !== key.hex) member.own.push(key);
    this.send(member, messages);
  }

  #hold(member: SimulatedMember, id: string, key: Key): void {
    member.held.set(id, key);
    this.#learn(member, id, key);
  }

  #learn(member: SimulatedMember, id: string, key: Key): void {
    member.learned.set(id, [...(member.learned.get(id) ?? []), key]);
  }
}
