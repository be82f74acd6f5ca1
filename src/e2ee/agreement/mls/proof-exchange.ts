import type { Envelope } from "./envelope.ts";
import type { MlsGroup } from "./group.ts";
import { text } from "./peers.ts";
import { GroupProofs, type LeafProof } from "./proofs.ts";
import type { LoadedSuite } from "./suite.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Minimum time between two of our proofs (ms). */
const proofPause = 1500;

interface Member {
  readonly connectionId: string;
  readonly identityKey: Bytes;
}

export interface ProofExchangeOptions {
  readonly suite: LoadedSuite;
  readonly now: () => number;
  /** To one peer, or to all (null). */
  readonly send: (destination: string | null, group: MlsGroup, payload: Bytes) => void;
  /** Peers that announced a key package. */
  readonly present: () => readonly Member[];
  readonly proved: (connectionId: string) => void;
}

/** Sends our proof, requests those of others and verifies them (docs/protocol.md#identities). */
export class ProofExchange {
  readonly #options: ProofExchangeOptions;
  readonly #proofs: GroupProofs;
  #group: MlsGroup | null = null;
  #selfId = "";
  #nextProof = 0;

  constructor(options: ProofExchangeOptions) {
    this.#options = options;
    this.#proofs = new GroupProofs(options.suite);
  }

  /** The time of the next request. Null when there is none. */
  get askAt(): number | null {
    return this.#proofs.askAt;
  }

  /** We are in this epoch. */
  async entered(group: MlsGroup, selfId: string): Promise<void> {
    this.#group = group;
    this.#selfId = selfId;
    await this.#proofs.enter(group.id, selfId);
    await this.#verify();
  }

  /** A proof of a peer, or its request for our proof. */
  async receive({ source, destination, groupId, payload }: Envelope): Promise<void> {
    if (payload.length > 0) this.#proofs.offer(source, groupId, payload);
    else if (destination !== null && this.#options.now() >= this.#nextProof) this.#sendOwnIn(groupId);
    await this.#verify();
  }

  /** The group changed by a welcome, so the others have no proof of ours yet. */
  sendOwn(): void {
    if (this.#group !== null) this.#sendOwnIn(this.#group.id);
  }

  /** Asks the peers that have been without a proof for too long. */
  ask(members: readonly string[]): void {
    const group = this.#group;
    if (group === null) return;
    for (const id of this.#proofs.toAsk(members, this.#options.now())) {
      this.#options.send(id, group, new Uint8Array());
    }
  }

  /** Proofs that a welcome brought. They are verified when we enter its group. */
  offer(
    group: MlsGroup,
    proofs: readonly LeafProof[],
    peersOf: (identityKey: Bytes) => readonly Pick<Member, "connectionId">[],
  ): void {
    const keys = new Map(group.leaves.map(({ index, identityKey }) => [index, identityKey]));
    for (const { leaf, signature } of proofs) {
      const key = keys.get(leaf);
      for (const { connectionId } of key ? peersOf(key) : [])
        this.#proofs.offer(connectionId, group.id, signature);
    }
  }

  /** A welcome with the proofs of these leaves. */
  write(leaves: Iterable<readonly [leaf: number, connectionId: string]>, welcome: Bytes): Bytes {
    return this.#proofs.write(leaves, welcome);
  }

  forget(connectionId: string): void {
    this.#proofs.forget(connectionId);
  }

  /** All peers get it, because usually several lack it. */
  #sendOwnIn(groupId: Bytes): void {
    const group = this.#group;
    const own = this.#proofs.of(this.#selfId);
    if (group === null || own === undefined || text(groupId) !== text(group.id)) return;
    this.#nextProof = this.#options.now() + proofPause;
    this.#options.send(null, group, own);
  }

  async #verify(): Promise<void> {
    if (this.#group === null) return;
    for (const id of await this.#proofs.verify(this.#options.present())) this.#options.proved(id);
  }
}
