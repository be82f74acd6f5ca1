import { decodeBase64UpTo, encodeBase64 } from "../../protocol/base64.ts";
import { Deadline } from "../../protocol/clock.ts";
import { assertConnectionId, isConnectionId, readConnectionId } from "../../protocol/connection-id.ts";
import { type ProofSubject, proofBytes } from "../../protocol/identity-statement.ts";
import { sourceOffset } from "../../protocol/key-message.ts";
import { signedMessageBytes } from "../../protocol/signed-message.ts";
import type { RoomFacts } from "../../status.ts";
import type { Ed25519, Ed25519Signer } from "../agreement/crypto/curves.ts";
import { nativeEd25519 } from "../agreement/crypto/native.ts";
import { isKeyPackageOf } from "../agreement/mls/group.ts";
import type { EpochEntered } from "../agreement/mls/group-life.ts";
import { MlsSession } from "../agreement/mls/mls-session.ts";
import type { LoadedSuite } from "../agreement/mls/suite.ts";
import { fingerprint } from "../identity/fingerprint.ts";
import { roomCode } from "../identity/room-code.ts";
import { type FrameKey, importFrameKey } from "../media/frame-crypto.ts";
import { senderKeys } from "../messages/sender-keys.ts";
import { admitPeer } from "./admission.ts";
import type { CallKeys, KeyContext, LoadedEngine, OwnKeys } from "./engines.ts";
import { invalidPeerId, invalidStatement, reusedIdentityKey } from "./failure.ts";
import type { AnnouncedPeer } from "./messages.ts";
import type { Peer } from "./peer.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** One with post-quantum keys has 2.7 kB. */
const longestKeyPackage = 8192;
/** A new peer cannot decrypt frames of the previous epoch, so this wait is short (ms). */
const switchAfterAddMs = 300;
/**
 * No peer waits for this key, and slow peers get time to follow. The peer that left can decrypt frames until
 * then (ms).
 */
const switchAfterRemoveMs = 1000;
/** Time for which an old key decrypts late frames (ms). */
const pastKeyLifetimeMs = 10_000;
/** Interval of the check for frames that cannot be decrypted (ms). */
const watchMs = 1000;

/** The engine of a call whose peers are in one MLS group (docs/protocol.md#15-mls). */
export class MlsKeys implements LoadedEngine, CallKeys {
  readonly #suite: LoadedSuite;
  readonly #signer: Ed25519Signer;
  readonly #fingerprints = new Map<string, string>();
  readonly #randomBytes: (length: number) => Bytes;
  /** Peers that have shown that they hold their identity keys. */
  readonly #proved = new Set<string>();
  #context: KeyContext | null = null;
  #session: MlsSession | null = null;
  #watch: Deadline | null = null;
  /** Peers whose frames could not be decrypted at the last check, and since when. */
  #unopened: ReadonlyMap<string, number> = new Map();
  #selfConnectionId: string | null = null;
  #keyPackage: string | null = null;
  #started = false;

  constructor(suite: LoadedSuite, signer: Ed25519Signer, randomBytes = randomBytesOf) {
    this.#suite = suite;
    this.#signer = signer;
    this.#randomBytes = randomBytes;
  }

  async init(): Promise<OwnKeys> {
    const { identityKey } = this.#suite;
    // Made with the session, whose clock comes with the context. The key package is needed before that.
    this.#session = new MlsSession({
      suite: this.#suite,
      clock: {
        now: () => this.#running.clock.now(),
        setTimer: (callback, delayMs) => this.#running.clock.setTimer(callback, delayMs),
        clearTimer: (handle) => this.#running.clock.clearTimer(handle),
      },
      randomBytes: this.#randomBytes,
      send: (messages) => this.#running.send(messages),
      entered: (change) => this.#entered(change),
      proved: (connectionId) => {
        this.#proved.add(connectionId);
        this.#refuseCopiesOf(connectionId);
      },
      refused: (connectionId, error) => this.#running.refused(connectionId, error),
      opensFrames: () => [...this.#running.peers].some(opens),
      enqueue: (task) => this.#running.enqueue(task),
    });
    this.#keyPackage = encodeBase64(await this.#session.init());
    return {
      preKeyBundle: null,
      keyPackage: this.#keyPackage,
      identityKey: encodeBase64(identityKey),
      messageKey: null,
      fingerprint: await fingerprint(identityKey),
    };
  }

  session(context: KeyContext): CallKeys {
    this.#context = context;
    this.#watch = new Deadline(context.clock, () => this.#look());
    context.reporter.entered(null);
    return this;
  }

  async ed25519(): Promise<Pick<Ed25519, "verify">> {
    return nativeEd25519;
  }

  signProof(subject: ProofSubject): Promise<Uint8Array> {
    return this.#signer.sign(proofBytes(subject));
  }

  remoteFingerprints(): Record<string, string> {
    return Object.fromEntries(this.#fingerprints);
  }

  async start(connectionId: string, alone: boolean): Promise<void> {
    const { messageSealer, inbox, clock } = this.#running;
    assertConnectionId(connectionId);
    this.#selfConnectionId = connectionId;
    messageSealer.start(connectionId, {
      signMessage: (message) => this.#signer.sign(signedMessageBytes(message)),
    });
    inbox.start(connectionId);
    this.#watch?.set(clock.now() + watchMs);
    await this.#running.session.start(connectionId, alone);
  }

  peerPresent(peer: AnnouncedPeer): Promise<void> {
    return this.#peer(peer);
  }

  peerJoined(peer: AnnouncedPeer): Promise<void> {
    return this.#peer(peer);
  }

  async #peer({ connectionId, bundle, keyPackage, statement }: AnnouncedPeer): Promise<void> {
    const context = this.#running;
    const bytes = decodeBase64UpTo(keyPackage, longestKeyPackage);
    const isOurs = bytes !== null && isKeyPackageOf(this.#suite.algorithms, bytes);
    const other = bundle !== null || bytes !== null ? "other" : "none";
    if (!admitPeer(context, this.#selfConnectionId, connectionId, isOurs ? "keys" : other)) return;
    if (!isOurs) return;
    const { identities, inbox, peers, refused } = context;
    try {
      const present = await context.session.peerPresent(connectionId, bytes);
      if (present === null) throw reusedIdentityKey();
      const { identityKey } = present;
      const identity = { identityKey: encodeBase64(identityKey) };
      identities.claim(connectionId, identity);
      this.#fingerprints.set(connectionId, await fingerprint(identityKey));
      const announced = { connectionId, bundle: identity, messageKey: null, statement };
      const isValid = await identities.add({ ...announced, alwaysConfirms: true });
      if (!isValid) refused(connectionId, invalidStatement());
      if (this.#proved.has(connectionId)) this.#refuseCopiesOf(connectionId);
      const ring = peers.find(connectionId)?.ring;
      if (!ring) return;
      ring.pastLifetimeMs = pastKeyLifetimeMs;
      inbox.peerAdded(connectionId, { ring, ...senderKeys(identity, null) });
    } catch (error) {
      refused(connectionId, error);
    }
  }

  /** This peer has proved its identity key, so other connections that announced the same key copied a public key package. */
  #refuseCopiesOf(connectionId: string): void {
    const { identities, inbox, peers, refused } = this.#running;
    identities.proved(connectionId);
    for (const copy of identities.removeCopiesOf(connectionId)) {
      inbox.peerRemoved(copy);
      this.#fingerprints.delete(copy);
      peers.find(copy)?.ring.wipe();
      refused(copy, reusedIdentityKey());
    }
  }

  async peerLeft(connectionId: string): Promise<void> {
    const { identities, peers, inbox, pacing, refused, session } = this.#running;
    if (!isConnectionId(connectionId)) {
      refused(null, invalidPeerId());
      return;
    }
    pacing.forget(connectionId);
    inbox.peerRemoved(connectionId);
    identities.remove(connectionId);
    this.#fingerprints.delete(connectionId);
    this.#proved.delete(connectionId);
    const announced = peers.find(connectionId)?.announced;
    peers.remove(connectionId);
    if (announced === "keys") await session.peerLeft(connectionId);
  }

  async keyMessage(message: Uint8Array): Promise<void> {
    const { refused, session } = this.#running;
    try {
      await session.receive(message);
    } catch (error) {
      refused(readConnectionId(message, sourceOffset), error);
    }
  }

  close(): void {
    this.#watch?.clear();
    this.#session?.close();
    this.#context = null;
  }

  dispose(): void {
    this.close();
    this.#signer.wipe();
  }

  get #running(): KeyContext & { readonly session: MlsSession } {
    if (this.#context === null || this.#session === null) throw new Error("There is no MLS session.");
    return { ...this.#context, session: this.#session };
  }

  async #entered({ epoch, newGroup, added, materials, authenticator, size }: EpochEntered): Promise<void> {
    const { peers, reporter, sealing, messageSealer } = this.#running;
    if (newGroup) {
      for (const peer of peers) {
        peer.ring.startOver();
        reporter.changed(peer);
      }
    }
    for (const [connectionId, material] of materials) {
      const isOwn = connectionId === this.#selfConnectionId;
      const key = await importFrameKey(material, epoch, isOwn ? "encrypt" : "decrypt");
      material.fill(0);
      if (isOwn) {
        messageSealer.setKey(key);
        this.#seal(connectionId, key, newGroup, added ? switchAfterAddMs : switchAfterRemoveMs, sealing);
        continue;
      }
      const peer = peers.find(connectionId);
      if (peer?.announced !== "keys") continue;
      peer.ring.add(key, false);
      // The keys of all peers change with each epoch. Only a first key is reported.
      if (peer.reported.status === "exchanging") reporter.changed(peer);
      else reporter.moved(peer);
    }
    const room: RoomFacts = { suite: this.#suite.suite, epoch, size, code: await roomCode(authenticator) };
    reporter.entered(room);
    reporter.flush();
  }

  #seal(
    connectionId: string,
    key: FrameKey,
    newGroup: boolean,
    delayMs: number,
    sealing: KeyContext["sealing"],
  ): void {
    if (!this.#started) sealing.start(connectionId, key);
    else if (newGroup) sealing.switchNow(key);
    else sealing.switchLater(key, delayMs);
    this.#started = true;
  }

  /** Peers with frames that cannot be decrypted for some time may show that we have lost the group. */
  #look(): void {
    if (this.#context === null) return;
    const { peers, clock, enqueue, session } = this.#running;
    const now = clock.now();
    const before = this.#unopened;
    const unopened = new Map(
      [...peers]
        .filter(doesNotOpen)
        .map(({ connectionId }) => [connectionId, before.get(connectionId) ?? now]),
    );
    this.#unopened = unopened;
    const times = new Map([...unopened].map(([connectionId, since]) => [connectionId, now - since]));
    const opened = [...peers].filter(opens).length;
    if (times.size > 0) enqueue(() => session.unopened(times, opened));
    this.#watch?.set(now + watchMs);
  }
}

function opens(peer: Peer): boolean {
  return peer.encryption().status === "encrypted";
}

function doesNotOpen(peer: Peer): boolean {
  if (peer.announced !== "keys") return false;
  const encryption = peer.encryption();
  return (
    encryption.status === "failing" && (encryption.reason === "no-key" || encryption.reason === "auth-failed")
  );
}

function randomBytesOf(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}
