import { SoraE2EEError, type SoraE2EEErrorCode } from "../../../errors.ts";
import type { Clock, TimerHandle } from "../../../protocol/clock.ts";
import { ChunkAssembler, type Envelope, groupIdLength, parseEnvelope, writeEnvelopes } from "./envelope.ts";
import {
  type CommitContent,
  createKeyPackage,
  type Leaf,
  MlsGroup,
  type OwnKeyPackage,
  type PeerKeyPackage,
  readKeyPackage,
} from "./group.ts";
import { HeldMessages, type Outcome, type Waiting } from "./held-messages.ts";
import { MlsPeers, type PresentPeer, text } from "./peers.ts";
import { GroupProofs, readProofs } from "./proofs.ts";
import type { LoadedSuite } from "./suite.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A commit waits for more changes this long after the last one, and at most this long after the first (ms). */
const quietTime = 100;
const longestQuiet = 300;
/** Each further leaf in line commits when those before it did not, this much later (ms). */
const takeoverTime = 2000;
/** Without a welcome for this long, a peer asks to be taken in; and asks again as often (ms). */
const requestTime = 2000;
/** After this long without an answer from the group, the peer with the lowest connection id makes a new one, and the others in turn after it (ms). */
const newGroupTime = 8000;
/** Our proof is sent again at most this often (ms). */
const proofPause = 1500;
/** How long an epoch is kept, to go back to it for a commit that wins (ms). */
const historyTime = 10_000;
const historyLimit = 16;
/** The longest key package that a peer may ask with, in bytes. One with post-quantum keys has 2.7 kB. */
const longestKeyPackage = 8192;
/** The longest welcome, in bytes: for the group, and for each peer in it. */
const welcomeBase = 64 * 1024;
const welcomePerPeer = 6 * 1024;
/** What a peer did, and cost us our place, counts again after this, and then after twice as long each time (ms). */
const firstDoubt = 4000;
const longestDoubt = 300_000;

/** What follows from a new epoch. */
export interface EpochEntered {
  readonly epoch: number;
  /** The epochs of this group have nothing to do with those of the one before. */
  readonly newGroup: boolean;
  /** Somebody came with this epoch, who cannot open frames of the one before. */
  readonly added: boolean;
  /** Frame materials of 32 bytes, our own included, by connection id. Whoever takes them wipes them. */
  readonly materials: ReadonlyMap<string, Bytes>;
  readonly authenticator: Bytes;
  /** How many are in the group, we included. */
  readonly size: number;
}

export interface MlsSessionOptions {
  readonly suite: LoadedSuite;
  readonly clock: Clock;
  /** For ids of groups. */
  readonly randomBytes: (length: number) => Bytes;
  /** To one peer, or to all (null), in this order. */
  readonly send: (messages: readonly Bytes[]) => void;
  readonly entered: (change: EpochEntered) => Promise<void>;
  /** A commit of this peer counts: it holds its private identity key. */
  readonly proved: (connectionId: string) => void;
  readonly refused: (connectionId: string | null, error: SoraE2EEError) => void;
  /** Runs a task of ours in turn with the owner's calls. */
  readonly enqueue: (task: () => Promise<void>) => void;
}

interface HeldPackage {
  readonly keys: OwnKeyPackage;
  /** When a welcome to it led into a group. */
  usedAt: number | null;
}

/** An epoch that was left, and the leaf whose commit led out of it. */
interface Past {
  readonly group: MlsGroup;
  readonly committer: number;
  readonly at: number;
}

/**
 * One peer's view of the MLS group of a channel (docs/protocol.md#15-mls): who is to be in it, which commit counts, and
 * what to do when it was lost. Its owner calls one method at a time.
 */
export class MlsSession {
  readonly #options: MlsSessionOptions;
  readonly #peers = new MlsPeers();
  readonly #chunks = new ChunkAssembler();
  /** The newest last. */
  #own: HeldPackage[] = [];
  #selfId = "";
  #group: MlsGroup | null = null;
  #history: Past[] = [];
  readonly #held: HeldMessages;
  /** When the next sign of its kind counts, by kind and peer. */
  readonly #doubts = new Map<string, { readonly until: number; readonly wait: number }>();
  readonly #proofs: GroupProofs;
  /** When people came or went, or asked, and what the group is to be is not what it is. */
  #firstChange: number | null = null;
  #lastChange = 0;
  /** Since when we are without a group, or cannot follow it. */
  #lostAt: number | null = null;
  #nextRequest = 0;
  #nextProof = 0;
  #messages = 0;
  #timer: TimerHandle | null = null;
  #ended = false;

  constructor(options: MlsSessionOptions) {
    this.#options = options;
    this.#proofs = new GroupProofs(options.suite);
    this.#held = new HeldMessages({
      now: () => this.#now(),
      isPeer: (connectionId) => this.#peers.find(connectionId) !== undefined,
      handle: (envelope) => this.#try(envelope),
      refused: ({ source }, error) => options.refused(source, error),
      expired: (envelope, why) => this.#expired(envelope, why),
    });
  }

  /** Makes our key package. To be announced before `start`. */
  async init(): Promise<Bytes> {
    const own = await this.#freshPackage(null);
    return own.bytes;
  }

  /** Our connection id is known, and `alone` whether anybody was in the channel before us. */
  async start(connectionId: string, alone: boolean): Promise<void> {
    this.#selfId = connectionId;
    this.#lostAt = this.#now();
    this.#nextRequest = this.#lostAt + requestTime;
    if (alone) await this.#found();
    await this.#advance();
  }

  /** A peer is in the channel. @throws SoraE2EEError for a key package that is not as it must be */
  async peerPresent(connectionId: string, keyPackage: Uint8Array): Promise<PeerKeyPackage> {
    const announced = await readKeyPackage(this.#options.suite.algorithms, keyPackage);
    if (announced === null || announced.credential !== "") {
      throw new SoraE2EEError("invalid-bundle", "An MLS key package is damaged or of another suite.");
    }
    const own = this.#options.suite.identityKey;
    if (text(announced.identityKey) === text(own) || !this.#peers.add(connectionId, announced)) {
      throw new SoraE2EEError(
        "invalid-bundle",
        "A peer announced an identity key that is another connection's.",
      );
    }
    this.#changed();
    await this.#advance();
    return announced;
  }

  async peerLeft(connectionId: string): Promise<void> {
    this.#peers.remove(connectionId, this.#now());
    this.#proofs.forget(connectionId);
    this.#chunks.forget(connectionId);
    for (const sign of ["commit", "frames"]) this.#doubts.delete(`${sign} ${connectionId}`);
    this.#changed();
    await this.#advance();
  }

  /** Frames of these peers came with keys that we do not have, for some time. */
  async unopened(connectionIds: readonly string[]): Promise<void> {
    const group = this.#group;
    if (group === null) return;
    // Half of the others or more have moved on: we are lost. They may have seen a request that we missed. A peer can also
    // seal so that nothing opens: in a small group it would have us taken in again all the time.
    const believed = connectionIds.filter((id) => this.#isBelieved(`frames ${id}`));
    if (believed.length * 2 >= group.leaves.length - 1) {
      for (const id of believed) this.#doubt(`frames ${id}`);
      this.#lose();
    }
    await this.#advance();
  }

  /** One message from the relay. @throws SoraE2EEError for one that is refused */
  async receive(bytes: Uint8Array): Promise<void> {
    const part = parseEnvelope(bytes);
    if (part.source === this.#selfId)
      throw refuse("invalid-message", "An MLS message came back to its sender.");
    if (part.destination !== null && part.destination !== this.#selfId) return;
    const envelope = this.#chunks.add(part);
    if (envelope === null) return;
    if (envelope.kind === "request") await this.#request(envelope);
    else {
      const outcome = await this.#try(envelope);
      if (outcome instanceof SoraE2EEError) throw outcome;
      if (outcome !== "done") this.#held.add(envelope, outcome);
    }
    await this.#advance();
  }

  close(): void {
    this.#ended = true;
    if (this.#timer !== null) this.#options.clock.clearTimer(this.#timer);
    this.#timer = null;
    this.#held.clear();
    this.#history = [];
    this.#own = [];
    this.#group = null;
  }

  #now(): number {
    return this.#options.clock.now();
  }

  #changed(): void {
    this.#held.changed();
    this.#lastChange = this.#now();
  }

  async #freshPackage(connectionId: string | null): Promise<OwnKeyPackage> {
    const { algorithms, identityKey } = this.#options.suite;
    const own = await createKeyPackage(algorithms, identityKey, connectionId);
    this.#own.push({ keys: own, usedAt: null });
    if (this.#own.length > 4) this.#own.splice(1, 1);
    return own;
  }

  /** Makes a group of which we are the only one. */
  async #found(): Promise<void> {
    const own = await this.#freshPackage(null);
    const id = this.#options.randomBytes(groupIdLength);
    const group = await MlsGroup.create(this.#options.suite.algorithms, id, own);
    await this.#enter(group, { newGroup: true, added: true });
    this.#history = [];
  }

  async #request(envelope: Envelope): Promise<void> {
    const peer = this.#peers.find(envelope.source);
    if (peer === undefined) return;
    const { payload } = envelope;
    const isShort = payload.length <= longestKeyPackage;
    const fresh = isShort ? await readKeyPackage(this.#options.suite.algorithms, payload) : null;
    if (
      fresh?.credential !== envelope.source ||
      text(fresh.identityKey) !== text(peer.announced.identityKey)
    ) {
      throw refuse(
        "authentication-failed",
        "A peer asked for its place in the group with a key package that is not its own.",
      );
    }
    if (this.#peers.request(peer, fresh, this.#now())) this.#changed();
  }

  async #try(envelope: Envelope): Promise<Outcome> {
    const peer = this.#peers.find(envelope.source);
    if (peer === undefined) return "presence";
    switch (envelope.kind) {
      case "welcome":
        return this.#welcome(envelope, peer);
      case "commit":
        return this.#commit(envelope, peer);
      default:
        if (envelope.payload.length === 0) this.#showProof(envelope);
        else {
          this.#proofs.offer(peer.connectionId, envelope.groupId, envelope.payload);
          this.#isBack(peer, envelope.groupId);
        }
        await this.#verifyProofs();
        return "done";
    }
  }

  /** A peer asks for our proof. All get it, since it is rarely one alone that lacks it. */
  #showProof({ groupId, destination }: Envelope): void {
    const group = this.#group;
    const own = this.#proofs.of(this.#selfId);
    if (group === null || own === undefined || destination === null || text(groupId) !== text(group.id))
      return;
    if (this.#now() < this.#nextProof) return;
    this.#sendProof(group, own);
  }

  #sendProof(group: MlsGroup, own: Bytes): void {
    this.#nextProof = this.#now() + proofPause;
    this.#send("proof", null, group.id, group.epoch, own);
  }

  #askForProofs(now: number): void {
    const group = this.#group;
    if (group === null) return;
    const members = [...this.#peers.all].filter((peer) => this.#leafOf(group, peer));
    const ids = members.map(({ connectionId }) => connectionId);
    for (const id of this.#proofs.toAsk(ids, now)) {
      this.#send("proof", id, group.id, group.epoch, new Uint8Array());
    }
  }

  async #verifyProofs(): Promise<void> {
    if (this.#group === null) return;
    const peers = [...this.#peers.all].map(({ connectionId, announced: { identityKey } }) => ({
      connectionId,
      identityKey,
    }));
    for (const connectionId of await this.#proofs.verify(peers)) this.#options.proved(connectionId);
  }

  async #welcome({ payload }: Envelope, from: PresentPeer): Promise<Outcome> {
    // It takes a signature for each leaf: a tree of many strangers would cost us more than it costs its sender.
    if (payload.length > welcomeBase + (this.#peers.size + 1) * welcomePerPeer) return "presence";
    const parts = readProofs(payload);
    const now = this.#now();
    // A welcome that comes again must not lead back into an epoch that was left long ago.
    this.#own = this.#own.filter(({ usedAt }) => usedAt === null || now - usedAt < historyTime);
    let joined: MlsGroup | null = null;
    let used: HeldPackage | null = null;
    for (const own of [...this.#own].reverse()) {
      if (parts !== null)
        joined ??= await MlsGroup.join(this.#options.suite.algorithms, parts.welcome, own.keys);
      if (joined !== null) used ??= own;
    }
    if (joined === null)
      return refuse("invalid-message", "An MLS welcome is damaged, or for a key package that is not ours.");
    if (!this.#isWanted(joined)) return "done";
    const keys = new Set(joined.leaves.map(({ identityKey }) => text(identityKey)));
    if (!keys.has(text(from.announced.identityKey))) {
      return refuse("forged-sender", "An MLS welcome came from a peer that is not in the group.");
    }
    // Everybody in the group must be somebody that people see.
    const own = text(this.#options.suite.identityKey);
    const unknown = joined.leaves.some(
      ({ identityKey }) =>
        text(identityKey) !== own && !this.#peers.byKey(identityKey) && !this.#peers.isGone(identityKey, now),
    );
    if (unknown) return "presence";
    if (used !== null) used.usedAt ??= now;
    const newGroup = this.#group === null || text(this.#group.id) !== text(joined.id);
    this.#history = [];
    // Requests of before were answered by the commit that this welcome belongs to, which we did not see.
    for (const peer of this.#peers.all) if (this.#leafOf(joined, peer)) peer.requested = null;
    for (const { leaf, signature } of parts?.proofs ?? []) {
      const key = joined.leaves.find(({ index }) => index === leaf)?.identityKey;
      const peer = key && this.#peers.byKey(key);
      if (peer) this.#proofs.offer(peer.connectionId, joined.id, signature);
    }
    await this.#enter(joined, { newGroup, added: true });
    this.#sendProof(joined, await this.#proofs.enter(joined.id, this.#selfId));
    return "done";
  }

  /** Whether to move into this group: it is the later epoch of ours, or the one of two groups that wins. */
  #isWanted(joined: MlsGroup): boolean {
    const group = this.#group;
    if (group === null) return true;
    const [theirs, ours] = [text(joined.id), text(group.id)];
    if (this.#lostAt !== null) return true;
    return theirs === ours ? joined.epoch > group.epoch : theirs < ours;
  }

  async #commit(envelope: Envelope, from: PresentPeer): Promise<Outcome> {
    const group = this.#group;
    if (group === null || text(envelope.groupId) !== text(group.id)) return "behind";
    if (envelope.epoch > group.epoch) return "behind";
    const past =
      envelope.epoch < group.epoch
        ? this.#history.findIndex((one) => one.group.epoch === envelope.epoch)
        : -1;
    const base = past < 0 ? group : this.#history[past]?.group;
    if (base === undefined || base.epoch !== envelope.epoch) return "done";
    const sender = base.leaves.find(
      ({ identityKey }) => text(identityKey) === text(from.announced.identityKey),
    );
    if (sender === undefined)
      return refuse("forged-sender", "An MLS commit came from a peer that is not in the group.");
    // Of two commits for one epoch, that of the lower leaf counts.
    const winner = past < 0 ? null : this.#history[past]?.committer;
    if (winner !== null && winner !== undefined && sender.index >= winner) return "done";
    let verdict: Outcome = "done";
    let content: CommitContent | null = null;
    let added = 0;
    const next = await base.receive(envelope.payload, (found) => {
      content = found;
      added = found.added.length;
      verdict = this.#judge(base, sender, found);
      return verdict === "done";
    });
    if (next === "judged") return verdict;
    if (next === "cannot-open") return "behind";
    if (next === "not-allowed") {
      return refuse("invalid-message", "An MLS commit does something that is not allowed in a call.");
    }
    if (past >= 0) this.#history.splice(past);
    this.#answered(content);
    this.#isBack(from, base.id);
    this.#options.proved(from.connectionId);
    await this.#apply(base, next, sender.index, added > 0);
    return "done";
  }

  /** Whether a commit does what everybody can see to be right. */
  #judge(base: MlsGroup, sender: Leaf, { sender: index, added, removed }: CommitContent): Outcome {
    if (index !== sender.index)
      return refuse("forged-sender", "An MLS commit was sent in another peer's name.");
    // No peer of ours makes one. A hundred of them in a second would push out the keys that are in use.
    if (added.length + removed.length === 0)
      return refuse("invalid-message", "An MLS commit adds and removes nobody.");
    for (const leaf of removed) {
      const key = base.leaves.find((one) => one.index === leaf)?.identityKey;
      if (key === undefined)
        return refuse("invalid-message", "An MLS commit removes a leaf that is not there.");
      // We asked for it, or are told later that we are to come back: a welcome follows, or we ask.
      if (leaf === base.ownLeaf) return "behind";
      const peer = this.#peers.byKey(key);
      if (peer !== undefined && !this.#peers.hasRequested(peer, this.#now())) return "presence";
    }
    for (const { keyPackage, identityKey } of added) {
      const peer = this.#peers.byKey(identityKey);
      if (peer === undefined) return "presence";
      // Its request may be on its way to us.
      if (!this.#peers.isPackageOf(peer, keyPackage, this.#now())) return "presence";
    }
    return "done";
  }

  /** Peers that asked and are added need not be added again. */
  #answered(content: CommitContent | null): void {
    for (const { keyPackage, identityKey } of content?.added ?? []) {
      const peer = this.#peers.byKey(identityKey);
      if (peer?.requested && text(peer.requested.bytes) === text(keyPackage)) peer.requested = null;
    }
  }

  /** A peer that speaks in our group is in it: what it asked before, by an older message, is answered. */
  #isBack(peer: PresentPeer, groupId: Bytes): void {
    if (this.#group !== null && text(groupId) === text(this.#group.id)) peer.requested = null;
  }

  async #apply(base: MlsGroup, next: MlsGroup, committer: number, added: boolean): Promise<void> {
    this.#history.push({ group: base, committer, at: this.#now() });
    this.#history = this.#history.slice(-historyLimit);
    await this.#enter(next, { newGroup: false, added });
  }

  async #enter(group: MlsGroup, how: Pick<EpochEntered, "newGroup" | "added">): Promise<void> {
    this.#group = group;
    this.#lostAt = null;
    this.#firstChange = null;
    this.#changed();
    await this.#proofs.enter(group.id, this.#selfId);
    await this.#verifyProofs();
    const materials = new Map<string, Bytes>();
    for (const { identityKey, index } of group.leaves) {
      const id = index === group.ownLeaf ? this.#selfId : this.#peers.byKey(identityKey)?.connectionId;
      if (id !== undefined) materials.set(id, await group.material(id));
    }
    const { epoch, authenticator, leaves } = group;
    await this.#options.entered({ ...how, epoch, materials, authenticator, size: leaves.length });
  }

  #leafOf(group: MlsGroup, { announced }: PresentPeer) {
    return group.leaves.find(({ identityKey }) => text(identityKey) === text(announced.identityKey));
  }

  /** Does what is due, and sets the timer for what comes next. */
  async #advance(): Promise<void> {
    if (this.#ended || this.#selfId === "") return;
    await this.#held.retry();
    const now = this.#now();
    this.#history = this.#history.filter(({ at }) => now - at < historyTime);
    if (this.#lostAt !== null) await this.#findBack(now);
    else await this.#bringUpToDate(now);
    this.#askForProofs(now);
    this.#schedule();
  }

  /** A message waited in vain. */
  #expired({ kind, groupId, source }: Envelope, why: Waiting): void {
    if (this.#group !== null && text(groupId) !== text(this.#group.id)) return;
    if (
      this.#group !== null &&
      why === "behind" &&
      kind === "commit" &&
      this.#isBelieved(`commit ${source}`)
    ) {
      this.#doubt(`commit ${source}`);
      this.#lose();
    }
    if (why !== "presence") return;
    const sentence = "An MLS commit or welcome does not fit the peers that are in the channel.";
    this.#options.refused(source, refuse("invalid-message", sentence));
  }

  /**
   * Whether what a peer did shows that we are lost. It can be made up, so that a peer could have us taken in again all the
   * time.
   */
  #isBelieved(sign: string): boolean {
    return this.#now() >= (this.#doubts.get(sign)?.until ?? 0);
  }

  /** It has led us to ask for our place. The next time counts after a while, which gets longer. */
  #doubt(sign: string): void {
    const now = this.#now();
    const { until = now, wait = firstDoubt } = this.#doubts.get(sign) ?? {};
    const isOver = now - until > longestDoubt;
    this.#doubts.set(sign, {
      until: now + (isOver ? firstDoubt : wait),
      wait: isOver ? 2 * firstDoubt : Math.min(2 * wait, longestDoubt),
    });
  }

  #lose(): void {
    if (this.#lostAt !== null) return;
    this.#lostAt = this.#now();
    this.#nextRequest = this.#lostAt;
  }

  /** Asks to be taken in, or makes a new group when nobody does. */
  async #findBack(now: number): Promise<void> {
    const others = [...this.#peers.all];
    // Those before us may never do it.
    const rank = others.filter(({ connectionId }) => connectionId < this.#selfId).length;
    const allLost = others.every(({ requested }) => requested !== null);
    // Without any other peer, the news of one may still come.
    const patience = others.length === 0 ? requestTime : allLost ? 0 : newGroupTime;
    if (now - (this.#lostAt ?? now) >= patience + rank * (takeoverTime + quietTime)) {
      await this.#found();
      return;
    }
    if (now < this.#nextRequest) return;
    this.#nextRequest = now + requestTime;
    const { bytes } = await this.#freshPackage(this.#selfId);
    this.#send("request", null, new Uint8Array(groupIdLength), this.#group?.epoch ?? 0, bytes);
  }

  /** When we are to commit what the group lacks, if nobody before us does; null when it lacks nothing. */
  #commitAt(): number | null {
    const group = this.#group;
    if (group === null || this.#lostAt !== null) return null;
    const { added, removed } = this.#difference(group);
    if (added.length + removed.length === 0) {
      this.#firstChange = null;
      return null;
    }
    this.#firstChange ??= this.#now();
    const rank = group.leaves
      .filter(
        ({ identityKey, index }) =>
          index === group.ownLeaf || this.#peers.byKey(identityKey)?.requested === null,
      )
      .findIndex(({ index }) => index === group.ownLeaf);
    const quiet = Math.min(this.#lastChange + quietTime, this.#firstChange + longestQuiet);
    return rank === 0 ? quiet : this.#firstChange + longestQuiet + rank * takeoverTime;
  }

  #difference(group: MlsGroup) {
    const added = [...this.#peers.all].filter(
      (peer) => !peer.unusable && (peer.requested !== null || !this.#leafOf(group, peer)),
    );
    const removed = group.leaves.filter(({ identityKey, index }) => {
      if (index === group.ownLeaf) return false;
      const peer = this.#peers.byKey(identityKey);
      return peer === undefined || peer.requested !== null;
    });
    return { added, removed };
  }

  async #bringUpToDate(now: number): Promise<void> {
    const at = this.#commitAt();
    const group = this.#group;
    if (group === null || at === null || at > now) return;
    const { added, removed } = this.#difference(group);
    const packageOf = ({ requested, announced }: PresentPeer) => requested ?? announced;
    const leaves = removed.map(({ index }) => index);
    const made = await group.commit(added.map(packageOf), leaves);
    if (made === null) {
      await this.#dropUnusable(group, added, packageOf);
      return;
    }
    const { next, commit, welcome } = made;
    this.#send("commit", null, group.id, group.epoch, commit);
    if (welcome !== null) {
      const present = group.leaves.flatMap(({ index, identityKey }) => {
        const id = index === group.ownLeaf ? this.#selfId : this.#peers.byKey(identityKey)?.connectionId;
        return id === undefined ? [] : [[index, id] as const];
      });
      const payload = this.#proofs.write(present, welcome);
      for (const { connectionId } of added) this.#send("welcome", connectionId, next.id, next.epoch, payload);
    }
    for (const peer of added) peer.requested = null;
    await this.#apply(group, next, group.ownLeaf, added.length > 0);
  }

  /** One peer's key package, although its signatures verified, must not keep the others from being added. */
  async #dropUnusable(
    group: MlsGroup,
    added: readonly PresentPeer[],
    packageOf: (peer: PresentPeer) => PeerKeyPackage,
  ): Promise<void> {
    // In a group in which no commit can be made, it is not for them.
    if (added.length === 0 || (await group.commit([], [])) === null) {
      this.#lose();
      return;
    }
    const usable: PresentPeer[] = [];
    for (const peer of added) {
      const tried = [...usable, peer];
      const leaves = tried.flatMap((one) => this.#leafOf(group, one) ?? []).map(({ index }) => index);
      if ((await group.commit(tried.map(packageOf), leaves)) !== null) {
        usable.push(peer);
        continue;
      }
      peer.unusable = true;
      const sentence = "The MLS key package of a peer cannot be used. It stays without keys.";
      this.#options.refused(peer.connectionId, new SoraE2EEError("invalid-bundle", sentence));
    }
    this.#changed();
  }

  #send(
    kind: Envelope["kind"],
    destination: string | null,
    groupId: Bytes,
    epoch: number,
    payload: Bytes,
  ): void {
    this.#messages += 1;
    const head = { kind, source: this.#selfId, destination, groupId, epoch, message: this.#messages };
    this.#options.send(writeEnvelopes(head, payload));
  }

  #schedule(): void {
    if (this.#timer !== null) this.#options.clock.clearTimer(this.#timer);
    this.#timer = null;
    if (this.#ended) return;
    const due = [
      this.#held.due,
      this.#proofs.askAt,
      this.#commitAt(),
      this.#lostAt === null ? null : this.#nextRequest,
      this.#lostAt === null ? null : this.#lostAt + newGroupTime,
    ].filter((at): at is number => at !== null);
    if (due.length === 0) return;
    const now = this.#now();
    const soonest = Math.min(...due.map((at) => (at <= now ? now + 1 : at)));
    this.#timer = this.#options.clock.setTimer(() => {
      this.#timer = null;
      this.#options.enqueue(() => this.#advance());
    }, soonest - now);
  }
}

function refuse(code: SoraE2EEErrorCode, text: string): SoraE2EEError {
  return new SoraE2EEError(code, `${text} It was dropped.`);
}
