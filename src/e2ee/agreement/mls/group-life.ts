import { SoraE2EEError } from "../../../errors.ts";
import { type Envelope, groupIdLength } from "./envelope.ts";
import type { FindingBack } from "./finding-back.ts";
import { type CommitContent, type GroupContent, MlsGroup } from "./group.ts";
import type { Outcome } from "./held-messages.ts";
import { damagedWelcome, notAllowed, notFromMember, outcomeOf } from "./outcomes.ts";
import type { OwnPackages } from "./own-packages.ts";
import type { Pace } from "./pace.ts";
import { type MlsPeers, type PresentPeer, text } from "./peers.ts";
import type { ProofExchange } from "./proof-exchange.ts";
import { readProofs } from "./proofs.ts";
import {
  type CommitVerdict,
  commitTime,
  committersOf,
  differenceOf,
  type GroupView,
  isShown,
  isWanted,
  judgeCommit,
  longestQuiet,
  rankOf,
  winsFork,
} from "./rules.ts";
import type { LoadedSuite } from "./suite.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Time for which an epoch is kept. The session returns to it when another commit for it wins (ms). */
const historyTime = 10_000;
const historyLimit = 16;

/** The results of a new epoch. */
export interface EpochEntered {
  readonly epoch: number;
  /** True when the epochs of this group are independent of those of the previous group. */
  readonly newGroup: boolean;
  /** A peer joined in this epoch. It cannot decrypt frames of the previous one. */
  readonly added: boolean;
  /** Frame materials of 32 bytes, including our own, by connection id. The receiver wipes them. */
  readonly materials: ReadonlyMap<string, Bytes>;
  readonly authenticator: Bytes;
  /** Number of members in the group, including us. */
  readonly size: number;
}

export interface GroupLifeOptions {
  readonly suite: LoadedSuite;
  readonly now: () => number;
  readonly selfId: () => string;
  readonly peers: MlsPeers;
  readonly own: OwnPackages;
  readonly proofs: ProofExchange;
  readonly findingBack: FindingBack;
  readonly pace: Pace;
  /** Random bytes for ids of groups. */
  readonly randomBytes: (length: number) => Bytes;
  readonly send: (
    kind: "commit" | "welcome",
    destination: string | null,
    groupId: Bytes,
    epoch: number,
    payload: Bytes,
  ) => void;
  readonly entered: (change: EpochEntered) => Promise<void>;
  readonly refused: (connectionId: string | null, error: SoraE2EEError) => void;
  /** A message that waits may succeed now. */
  readonly changed: () => void;
}

/** An epoch that the group left, and the leaf of the commit that ended it. */
interface Past {
  readonly group: MlsGroup;
  readonly committer: number;
  readonly at: number;
  /** The time since which it differed from the wanted members. */
  readonly since: number | null;
}

/** Our group: how we entered it, which commits we follow, and which we make. */
export class GroupLife {
  readonly #options: GroupLifeOptions;
  readonly #views = new WeakMap<GroupContent, GroupView>();
  #current: MlsGroup | null = null;
  #history: Past[] = [];
  /** Times of joins, leaves and requests while the group differs from the wanted members. */
  #firstChange: number | null = null;
  #lastChange = 0;

  constructor(options: GroupLifeOptions) {
    this.#options = options;
  }

  get current(): MlsGroup | null {
    return this.#current;
  }

  /** Peers in the group, without us. */
  get members(): PresentPeer[] {
    const group = this.#current;
    return group === null ? [] : this.#options.peers.all.filter(({ key }) => this.#hasLeaf(group, key));
  }

  close(): void {
    this.#current = null;
    this.#history = [];
  }

  /** Called after leaves and requests. */
  changed(): void {
    this.#options.changed();
    this.#lastChange = this.#options.now();
  }

  /** A peer joined. If the group has its leaf already, the peer gets its material. */
  async announced(connectionId: string, key: string): Promise<void> {
    const group = this.#current;
    this.changed();
    if (group !== null && this.#hasLeaf(group, key)) await this.#give(group, [connectionId]);
  }

  /** Makes a group with us as its only member. */
  async found(): Promise<void> {
    const { own, randomBytes, suite } = this.#options;
    const keys = await own.fresh(null);
    const group = await MlsGroup.create(suite.algorithms, randomBytes(groupIdLength), keys);
    await this.#enter(group, { newGroup: true, added: true });
    this.#history = [];
  }

  /** A peer that sends messages in our group is a member, so its earlier requests are answered. */
  heardIn(groupId: Bytes, peer: PresentPeer): void {
    if (this.#current === null || text(groupId) !== text(this.#current.id)) return;
    const { addedAt } = peer;
    peer.requested = null;
    peer.addedAt = null;
    // The welcome and this message have taken this time.
    if (addedAt !== null) this.#options.pace.observe((this.#options.now() - addedAt) / 2);
  }

  async welcome({ payload }: Envelope, from: PresentPeer): Promise<Outcome> {
    const { findingBack, own, pace, peers, proofs } = this.#options;
    const now = this.#options.now();
    const parts = readProofs(payload);
    const ours = this.#current && this.#viewOf(this.#current);
    let outcome: Outcome = "done";
    const isAccepted = (content: GroupContent) => {
      const theirs = this.#viewOf(content);
      const isPresent = (key: string) => peers.byKey(key) !== undefined;
      if (!isWanted(theirs, ours, findingBack.isLost)) outcome = "done";
      else if (!this.#hasLeaf(content, from.key)) outcome = notFromMember();
      else if (!isShown(theirs, ours, isPresent, (key) => this.#isLeaving(key, now))) outcome = "presence";
      else return true;
      return false;
    };
    const group = parts && (await own.open(parts.welcome, now, payload, isAccepted));
    if (group === "judged") return outcome;
    if (!group) return damagedWelcome();
    if (ours === null) pace.observe(findingBack.lostFor(now) - longestQuiet);
    this.#history = [];
    // Earlier requests were answered by the commit of this welcome, which we did not see.
    for (const peer of peers.all) if (this.#hasLeaf(group, peer.key)) peer.requested = null;
    proofs.offer(group, parts.proofs, (key) => peers.allByKey(text(key)));
    await this.#enter(group, { newGroup: ours?.id !== this.#viewOf(group).id, added: true });
    proofs.sendOwn();
    return "done";
  }

  async commit({ groupId, epoch, payload }: Envelope, from: PresentPeer): Promise<Outcome> {
    const group = this.#current;
    if (group === null || text(groupId) !== text(group.id) || epoch > group.epoch) return "behind";
    this.#forget();
    const past = this.#history.find((one) => one.group.epoch === epoch);
    const base = past?.group ?? group;
    if (base.epoch !== epoch) return "done";
    const sender = this.#viewOf(base).leaves.find(({ key }) => key === from.key);
    if (sender === undefined) {
      return notFromMember();
    }
    if (!winsFork(sender.index, past?.committer ?? null)) return "done";
    let verdict: CommitVerdict = "right";
    let content: CommitContent | null = null;
    let added = 0;
    const next = await base.receive(payload, (found) => {
      content = found;
      added = found.added.length;
      verdict = this.#judge(base, sender.index, found);
      return verdict === "right";
    });
    if (next === "judged") return outcomeOf(verdict);
    if (next === "cannot-open") return "behind";
    if (next === "not-allowed") {
      return notAllowed();
    }
    const since = past ? past.since : this.#firstChange;
    const [designated] = committersOf(this.#viewOf(base), this.#options.peers.all);
    if (since !== null && designated === sender.index)
      this.#options.pace.observe(this.#options.now() - since - longestQuiet);
    if (past) this.#history.splice(this.#history.indexOf(past));
    this.#answered(content);
    this.heardIn(base.id, from);
    await this.#follow(base, next, sender.index, added > 0);
    return "done";
  }

  /**
   * The time of our commit for missing changes, unless an earlier leaf commits first. Null when nothing is
   * missing.
   */
  commitAt(): number | null {
    const { findingBack, now, pace, peers } = this.#options;
    if (this.#current === null || findingBack.isLost) return null;
    const view = this.#viewOf(this.#current);
    const { added, removed } = differenceOf(view, peers.all);
    if (added.length + removed.length === 0) {
      this.#firstChange = null;
      return null;
    }
    this.#firstChange ??= now();
    return commitTime(rankOf(view, peers.all), this.#firstChange, this.#lastChange, pace.lag);
  }

  /** Forgets epochs that we left long ago. Nothing may have been due since then. */
  #forget(): void {
    const time = this.#options.now();
    this.#history = this.#history.filter(({ at }) => time - at < historyTime);
  }

  /** Commits the missing changes when it is our turn. */
  async advance(): Promise<void> {
    const { now, peers, proofs, selfId, send } = this.#options;
    const time = now();
    this.#forget();
    const at = this.commitAt();
    const group = this.#current;
    if (group === null || at === null || at > time) return;
    const { added, removed } = differenceOf(this.#viewOf(group), peers.all);
    const made = await group.commit(
      added.map(({ keyPackage }) => keyPackage),
      removed,
    );
    if (made === null) {
      await this.#dropUnusable(group, added);
      return;
    }
    const { next, commit, welcome } = made;
    send("commit", null, group.id, group.epoch, commit);
    if (welcome !== null) {
      const present = this.#viewOf(group).leaves.flatMap(({ index, key }) => {
        const id = index === group.ownLeaf ? selfId() : peers.byKey(key)?.connectionId;
        return id === undefined ? [] : [[index, id] as const];
      });
      const payload = proofs.write(present, welcome);
      for (const { connectionId } of added) send("welcome", connectionId, next.id, next.epoch, payload);
    }
    for (const peer of added) {
      peer.requested = null;
      peer.addedAt = now();
    }
    await this.#follow(group, next, group.ownLeaf, added.length > 0);
  }

  /**
   * One peer's unusable key package must not prevent the other additions, although its signatures are valid.
   */
  async #dropUnusable(group: MlsGroup, added: readonly PresentPeer[]): Promise<void> {
    const { findingBack, now, refused } = this.#options;
    // In a group without possible commits, the key packages are not the cause.
    if (added.length === 0 || (await group.commit([], [])) === null) {
      findingBack.lose(now());
      return;
    }
    let usable: readonly PresentPeer[] = [];
    // Halves that fail are divided again, because a commit for each peer would cost seconds.
    const waiting = [added];
    for (let some = waiting.pop(); some !== undefined; some = waiting.pop()) {
      const tried = [...usable, ...some];
      const keys = new Set(tried.map(({ key }) => key));
      const leaves = this.#viewOf(group).leaves.filter(({ key }) => keys.has(key));
      const made = await group.commit(
        tried.map(({ keyPackage }) => keyPackage),
        leaves.map(({ index }) => index),
      );
      const [peer, ...more] = some;
      if (made !== null) usable = tried;
      else if (more.length > 0) {
        const half = some.length >> 1;
        waiting.push(some.slice(half), some.slice(0, half));
      } else if (peer !== undefined) {
        peer.isUnusable = true;
        const sentence = "An MLS key package is unusable. Its peer gets no keys.";
        refused(peer.connectionId, new SoraE2EEError("invalid-bundle", sentence));
      }
    }
    this.changed();
  }

  #judge(base: MlsGroup, sender: number, content: CommitContent): CommitVerdict {
    const { now, peers } = this.#options;
    const time = now();
    const added = content.added.map(({ keyPackage, identityKey }) => ({
      key: text(identityKey),
      keyPackage: text(keyPackage),
    }));
    return judgeCommit(
      this.#viewOf(base),
      { ...content, added },
      {
        sender,
        isPresent: (key) => peers.byKey(key) !== undefined,
        isGone: (key) => this.#isLeaving(key, time),
        hasAsked: (key) => {
          const peer = peers.byKey(key);
          return peer !== undefined && peers.hasRequested(peer, time);
        },
        isPackageOf: (key, keyPackage) => {
          const peer = peers.byKey(key);
          return peer !== undefined && peers.isPackageOf(peer, keyPackage, time);
        },
      },
    );
  }

  /** True when this peer left recently and its leaf may remain for now. No message leads back to a leaf that was removed. */
  #isLeaving(key: string, now: number): boolean {
    const group = this.#current;
    return this.#options.peers.isGone(key, now) && (group === null || this.#hasLeaf(group, key));
  }

  /** Peers that asked and are added now need no further addition. */
  #answered(content: CommitContent | null): void {
    for (const { keyPackage, identityKey } of content?.added ?? []) {
      const peer = this.#options.peers.byKey(text(identityKey));
      if (peer?.requested && text(peer.requested.bytes) === text(keyPackage)) peer.requested = null;
    }
  }

  async #follow(base: MlsGroup, next: MlsGroup, committer: number, added: boolean): Promise<void> {
    this.#history.push({ group: base, committer, at: this.#options.now(), since: this.#firstChange });
    this.#history = this.#history.slice(-historyLimit);
    await this.#enter(next, { newGroup: false, added });
  }

  async #enter(group: MlsGroup, how: Pick<EpochEntered, "newGroup" | "added">): Promise<void> {
    const { findingBack, peers, proofs, selfId } = this.#options;
    this.#current = group;
    findingBack.found();
    this.#firstChange = null;
    this.changed();
    await proofs.entered(group, selfId());
    const leaves = this.#viewOf(group).leaves.flatMap(({ key, index }) =>
      index === group.ownLeaf ? [selfId()] : peers.allByKey(key).map(({ connectionId }) => connectionId),
    );
    await this.#give(group, leaves, how);
  }

  async #give(
    group: MlsGroup,
    connectionIds: readonly string[],
    how: Pick<EpochEntered, "newGroup" | "added"> = { newGroup: false, added: true },
  ): Promise<void> {
    const materials = new Map<string, Bytes>();
    for (const id of connectionIds) materials.set(id, await group.material(id));
    const { epoch, authenticator } = group;
    const size = this.#viewOf(group).leaves.length;
    await this.#options.entered({ ...how, epoch, materials, authenticator, size });
  }

  #hasLeaf(group: GroupContent, key: string): boolean {
    return this.#viewOf(group).leaves.some((leaf) => leaf.key === key);
  }

  #viewOf(group: GroupContent): GroupView {
    const known = this.#views.get(group);
    if (known !== undefined) return known;
    const { id, epoch, ownLeaf } = group;
    const leaves = group.leaves.map(({ index, identityKey }) => ({ index, key: text(identityKey) }));
    const view = { id: text(id), epoch, ownLeaf, leaves };
    this.#views.set(group, view);
    return view;
  }
}
