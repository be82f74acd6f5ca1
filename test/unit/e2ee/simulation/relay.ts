import { x25519 } from "@noble/curves/ed25519.js";
import {
  parseKeyMessage,
  writeCipherMessage,
  writePreKeyMessage,
} from "../../../../src/protocol/key-message.ts";
import type { Channel } from "./channel.ts";
import type { SimulatedPeer } from "./peer.ts";

/** One action of the relay. Its numbers choose among the present peers and messages. */
export interface Command {
  readonly kind: (typeof commandKinds)[number];
  readonly a: number;
  readonly b: number;
}

export const commandKinds = [
  "join",
  "leave",
  "notify",
  "deliver",
  "deliver all of one",
  "announce",
  "drop",
  "duplicate",
  "tamper",
  "replay",
  "misroute",
  "readdress",
  "forge a handshake",
  "forge a cipher message",
  "swap",
] as const;

/**
 * If more messages than this get lost between two peers, the protocol itself cannot recover
 * (docs/protocol.md#4-key-schedule).
 */
const maxEvents = 6;
const maxPeers = 12;

export interface Limits {
  events: number;
  readonly kind: (number: number) => SimulatedPeer["kind"];
}

export async function run(channel: Channel, { kind, a, b }: Command, limits: Limits): Promise<void> {
  const { alive } = channel;
  const peer = pick(alive, a);
  switch (kind) {
    case "join":
      if (limits.events++ >= maxEvents || channel.peers.length >= maxPeers) return;
      return channel.join(limits.kind(a), b % 4 === 0);
    case "leave":
      if (alive.length < 3 || limits.events++ >= maxEvents || !peer) return;
      return channel.leave(peer);
    case "notify":
      if (peer) await channel.notify(peer);
      return;
    case "announce":
      if (peer && peer.announced < 2) await channel.announce(peer);
      return;
    case "deliver": {
      const queue = pick(queuesOf(channel), a);
      const message = queue?.shift();
      if (message) await deliver(channel, message);
      return;
    }
    case "deliver all of one": {
      const queue = pick(queuesOf(channel), a);
      for (const message of queue?.splice(0) ?? []) await deliver(channel, message);
      return;
    }
    default:
      await attack(channel, { kind, a, b });
  }
}

/**
 * The relay knows all sent messages and all public keys. It does not attack released peers, because the attacks
 * would break them.
 */
async function attack(channel: Channel, { kind, a, b }: Command): Promise<void> {
  const queue = pick(
    queuesOf(channel).filter((each) => each[0] && isBetweenHardened(channel, each[0])),
    a,
  );
  const seen = channel.seen.filter((message) => isBetweenHardened(channel, message));
  const victims = channel.alive.filter((peer) => peer.kind === "hardened");
  const victim = pick(victims, a);
  const impersonated = pick(
    channel.peers.filter((peer) => peer !== victim && peer.kind === "hardened"),
    b,
  );
  const old = pick(seen, b);
  switch (kind) {
    case "drop":
      queue?.shift();
      return;
    case "swap":
      if (queue && queue.length > 1) queue.push(...queue.splice(0, 1));
      return;
    case "duplicate":
      if (queue?.[0]) await deliver(channel, queue[0]);
      return;
    case "tamper": {
      const message = queue?.shift();
      if (message) await deliver(channel, flipped(message, b));
      return;
    }
    case "replay":
      if (old) await deliver(channel, old);
      return;
    case "misroute":
      if (old && victim) await channel.deliver(victim, old);
      return;
    case "readdress":
      if (!old || !victim || !impersonated) return;
      return channel.deliver(victim, readdressed(old, impersonated.id, victim.id));
    case "forge a handshake":
      if (!victim || !impersonated) return;
      return channel.deliver(
        victim,
        writePreKeyMessage({
          source: impersonated.id,
          destination: victim.id,
          identityKey: Uint8Array.from(Buffer.from(impersonated.bundle.identityKey, "base64")),
          ephemeralKey: publicKey(b),
        }),
      );
    case "forge a cipher message":
      if (!victim || !impersonated) return;
      return channel.deliver(victim, forgedCipher(impersonated, victim, old, b));
  }
}

function forgedCipher(
  source: SimulatedPeer,
  destination: SimulatedPeer,
  old: Uint8Array | undefined,
  choice: number,
): Uint8Array {
  const parsed = old && parseKeyMessage(old);
  const known = parsed?.kind === "cipher" ? parsed.header.ratchetKey : publicKey(choice);
  const signedPreKey = Uint8Array.from(Buffer.from(source.bundle.signedPreKey, "base64"));
  const ratchetKeys = [known, signedPreKey, new Uint8Array(32), publicKey(choice)];
  const counts = [0, 1, 10, 11, 0xffffffff];
  return writeCipherMessage({
    source: source.id,
    destination: destination.id,
    header: {
      ratchetKey: pick(ratchetKeys, choice) ?? known,
      previousCount: pick(counts, choice >> 2) ?? 0,
      count: pick(counts, choice >> 4) ?? 0,
    },
    ciphertext: new Uint8Array(52).fill(choice & 255),
  });
}

async function deliver(channel: Channel, message: Uint8Array): Promise<void> {
  const destination = channel.peers.find((peer) => peer.id === destinationOf(message));
  if (destination) await channel.deliver(destination, message);
}

function isBetweenHardened(channel: Channel, message: Uint8Array): boolean {
  const { source, destination } = parseKeyMessage(message);
  return [source, destination].every((id) => channel.find(id)?.kind === "hardened");
}

function queuesOf(channel: Channel): Uint8Array[][] {
  return [...channel.queues.values()].filter((queue) => queue.length > 0);
}

function destinationOf(message: Uint8Array): string {
  return Buffer.from(message.subarray(30, 56)).toString("latin1");
}

function readdressed(message: Uint8Array, source: string, destination: string): Uint8Array {
  const copy = Uint8Array.from(message);
  copy.set(Buffer.from(source, "latin1"), 4);
  copy.set(Buffer.from(destination, "latin1"), 30);
  return copy;
}

/** All bytes except the reserved one, which is ignored. */
function flipped(message: Uint8Array, choice: number): Uint8Array {
  const copy = Uint8Array.from(message);
  const at = choice % message.length === 1 ? 0 : choice % message.length;
  copy[at] = (copy[at] ?? 0) ^ (1 << (choice % 8));
  return copy;
}

function publicKey(secret: number): Uint8Array<ArrayBuffer> {
  const points = [
    new Uint8Array(32),
    Uint8Array.from(x25519.getPublicKey(new Uint8Array(32).fill((secret & 127) + 1))),
  ];
  return pick(points, secret) ?? new Uint8Array(32);
}

function pick<Item>(items: readonly Item[], choice: number): Item | undefined {
  return items[choice % Math.max(1, items.length)];
}
