import { vi } from "vitest";
import type { Envelope } from "../../../../src/e2ee/agreement/mls/envelope.ts";
import { FindingBack } from "../../../../src/e2ee/agreement/mls/finding-back.ts";
import type {
  CommitContent,
  CommitRefusal,
  GroupContent,
  MlsGroup,
  PeerKeyPackage,
} from "../../../../src/e2ee/agreement/mls/group.ts";
import {
  type EpochEntered,
  GroupLife,
  type GroupLifeOptions,
} from "../../../../src/e2ee/agreement/mls/group-life.ts";
import { Pace } from "../../../../src/e2ee/agreement/mls/pace.ts";
import { MlsPeers, type PresentPeer } from "../../../../src/e2ee/agreement/mls/peers.ts";
import type { SoraE2EEError } from "../../../../src/errors.ts";
import type { MlsSuite } from "../../../../src/protocol/mls.ts";

type Bytes = Uint8Array<ArrayBuffer>;
interface Made {
  readonly next: FakeGroup;
  readonly commit: Bytes;
  readonly welcome: Bytes | null;
}

const { create } = vi.hoisted(() => ({ create: vi.fn() }));
vi.mock("../../../../src/e2ee/agreement/mls/group.ts", () => ({ MlsGroup: { create } }));

export const own = 100;
export const self = "SELF".padEnd(26, "-");
export const ann = "ANN".padEnd(26, "-");
export const cho = "CHO".padEnd(26, "-");
export const zoe = "ZOE".padEnd(26, "-");
export const groupId = new Uint8Array(16).fill(7);
export const identityKey = (byte: number): Bytes => new Uint8Array(32).fill(byte);
/** The bytes that stand for the identity keys of the peers. */
export const byteOf = { [ann]: 1, [cho]: 3, [zoe]: 2 };

/** @param number tells the packages of one peer apart */
export const packageOf = (connectionId: keyof typeof byteOf, number = 0) =>
  ({
    bytes: Uint8Array.of(byteOf[connectionId] as number, number),
    identityKey: identityKey(byteOf[connectionId] as number),
  }) as unknown as PeerKeyPackage;

/** The addition of a peer, in a commit. */
export const added = (connectionId: keyof typeof byteOf, number = 0) => {
  const { bytes: keyPackage, identityKey: key } = packageOf(connectionId, number);
  return { keyPackage, identityKey: key };
};

/** A group that only notes what it is asked. The test decides what commits hold. */
export class FakeGroup {
  readonly authenticator = Uint8Array.of(9);
  readonly ownLeaf: number;
  readonly leaves: readonly { readonly index: number; readonly identityKey: Bytes }[];
  /** The commit that comes next. */
  arrives: CommitRefusal | { readonly content: CommitContent; readonly next: FakeGroup } = "cannot-open";
  receive = vi.fn(async (_bytes: Uint8Array, judge: (content: CommitContent) => boolean) => {
    if (typeof this.arrives === "string") return this.arrives;
    return judge(this.arrives.content) ? this.arrives.next : "judged";
  });
  commit = vi.fn(
    async (_added: readonly PeerKeyPackage[], _removed: readonly number[]): Promise<Made | null> => null,
  );

  /** @param bytes the identity key's byte of each leaf; 0 for an empty leaf */
  constructor(
    bytes: readonly number[],
    readonly epoch = 3,
    readonly id = groupId,
  ) {
    this.ownLeaf = bytes.indexOf(own);
    this.leaves = bytes.flatMap((byte, index) =>
      byte === 0 ? [] : [{ index, identityKey: identityKey(byte) }],
    );
  }

  /** The group after a commit. */
  after(bytes: readonly number[]): FakeGroup {
    return new FakeGroup(bytes, this.epoch + 1, this.id);
  }

  material = async (connectionId: string) => new TextEncoder().encode(`${this.epoch} ${connectionId}`);
}

export function setUp(suite: MlsSuite = "x25519") {
  create.mockReset();
  let time = 1_000_000;
  const pace = new Pace();
  const peers = new MlsPeers();
  const findingBack = new FindingBack(pace);
  const sent: unknown[] = [];
  const steps: string[] = [];
  const packages = {
    fresh: vi.fn(async (_id: string | null) => "our package"),
    open: vi.fn(
      async (
        _welcome: Uint8Array,
        _now: number,
        _message: Uint8Array,
        _judge: (content: GroupContent) => boolean,
      ): Promise<MlsGroup | "judged" | null> => null,
    ),
  };
  const proofs = {
    entered: vi.fn(async (_group: unknown, _selfId: string) => {
      steps.push("proofs entered");
    }),
    offer: vi.fn(),
    write: vi.fn((_leaves: unknown, welcome: Bytes) => Uint8Array.of(77, ...welcome)),
    sendOwn: vi.fn(() => steps.push("own proof")),
  };
  const refused = vi.fn((_connectionId: string | null, _error: SoraE2EEError) => undefined);
  const changed = vi.fn();
  const entered = vi.fn(async (_change: EpochEntered) => {
    steps.push("entered");
  });
  const randomBytes = vi.fn((length: number) => new Uint8Array(length).fill(4));
  const life = new GroupLife({
    suite: { suite, algorithms: "algorithms" },
    now: () => time,
    selfId: () => self,
    peers,
    own: packages,
    proofs,
    findingBack,
    pace,
    randomBytes,
    send: (...message: unknown[]) => sent.push(message),
    entered,
    refused,
    changed,
  } as unknown as GroupLifeOptions);
  const peer = (connectionId: string) => peers.find(connectionId) as PresentPeer;
  peers.add(ann, packageOf(ann));
  peers.add(zoe, packageOf(zoe));
  return {
    life,
    pace,
    peers,
    peer,
    findingBack,
    packages,
    proofs,
    sent,
    steps,
    refused,
    changed,
    entered,
    randomBytes,
    create,
    now: () => time,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
    /** We are in this group. */
    inGroup: async (bytes: readonly number[], epoch = 3): Promise<FakeGroup> => {
      const group = new FakeGroup(bytes, epoch);
      create.mockResolvedValueOnce(group);
      await life.found();
      for (const mock of [entered, changed, packages.fresh, proofs.entered]) mock.mockClear();
      steps.length = 0;
      return group;
    },
    /** A welcome of Ann's arrives, which leads into this group. */
    welcome: (group: FakeGroup | null, payload: Bytes = Uint8Array.of(0, 0, 5), from = ann) => {
      packages.open.mockImplementation(async (_welcome, _now, _message, judge) =>
        group === null || judge(group) ? (group as unknown as MlsGroup | null) : "judged",
      );
      return life.welcome({ kind: "welcome", payload } as Envelope, peer(from));
    },
    /** A commit arrives that was made in this group. */
    commit: (base: FakeGroup, arrives: FakeGroup["arrives"], from = ann, change: Partial<Envelope> = {}) => {
      base.arrives = arrives;
      const envelope = { groupId: base.id, epoch: base.epoch, payload: Uint8Array.of(5), ...change };
      return life.commit(envelope as Envelope, peer(from));
    },
  };
}
