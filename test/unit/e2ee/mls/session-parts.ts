import { vi } from "vitest";
import { type Envelope, parseEnvelope, writeEnvelopes } from "../../../../src/e2ee/agreement/mls/envelope.ts";
import type { EpochEntered, GroupLifeOptions } from "../../../../src/e2ee/agreement/mls/group-life.ts";
import type { Outcome } from "../../../../src/e2ee/agreement/mls/held-messages.ts";
import { MlsSession } from "../../../../src/e2ee/agreement/mls/mls-session.ts";
import type { ProofExchangeOptions } from "../../../../src/e2ee/agreement/mls/proof-exchange.ts";
import type { LoadedSuite } from "../../../../src/e2ee/agreement/mls/suite.ts";
import type { MlsSuite } from "../../../../src/protocol/mls.ts";
import { FakeClock } from "../../worker/fakes.ts";

type Bytes = Uint8Array<ArrayBuffer>;

interface FakeGroup {
  readonly id: Bytes;
  readonly epoch: number;
  readonly leaves: readonly unknown[];
  readonly transcript: Bytes;
  readonly hasKeyOf: () => boolean;
}

const { made, FakeLife, FakeProofs } = vi.hoisted(() => {
  const last = { life: null as unknown, proofs: null as unknown, packages: 0 };

  /** A group that only notes what the session asks of it. The test decides what it is, and when a commit is due. */
  class FakeLife {
    current: FakeGroup | null = null;
    members: readonly { readonly connectionId: string }[] = [];
    found = vi.fn(async () => undefined);
    welcome = vi.fn(async (): Promise<Outcome> => "done");
    commit = vi.fn(async (): Promise<Outcome> => "done");
    heardIn = vi.fn();
    changed = vi.fn();
    announced = vi.fn(async () => undefined);
    commitAt = vi.fn((): number | null => null);
    advance = vi.fn(async () => undefined);
    close = vi.fn();

    constructor(readonly options: GroupLifeOptions) {
      last.life = this;
    }
  }

  class FakeProofs {
    askAt: number | null = null;
    receive = vi.fn(async () => undefined);
    ask = vi.fn();
    forget = vi.fn();

    constructor(readonly options: ProofExchangeOptions) {
      last.proofs = this;
    }
  }

  return { made: last, FakeLife, FakeProofs };
});

vi.mock("../../../../src/e2ee/agreement/mls/group-life.ts", async (original) => ({
  ...(await original<object>()),
  GroupLife: FakeLife,
}));
vi.mock("../../../../src/e2ee/agreement/mls/proof-exchange.ts", () => ({ ProofExchange: FakeProofs }));
// A key package is a 1, a byte that stands for the identity key, a number and the credential.
vi.mock("../../../../src/e2ee/agreement/mls/group.ts", () => ({
  createKeyPackage: async (_suite: unknown, _identityKey: unknown, connectionId: string | null) => ({
    bytes: keyPackage(own, connectionId ?? "", ++made.packages),
  }),
  readKeyPackage: async (_suite: unknown, bytes: Bytes) =>
    bytes[0] === 1
      ? {
          bytes,
          identityKey: identityKey(bytes[1] as number),
          credential: String.fromCharCode(...bytes.subarray(3).filter((byte) => byte !== 0)),
        }
      : null,
}));

/** The byte of our own identity key. */
export const own = 100;
export const identityKey = (byte: number): Bytes => new Uint8Array(32).fill(byte);

/** @param length The package is made longer with zeros. */
export function keyPackage(identity: number, credential = "", number = 0, length = 0): Bytes {
  const bytes = Uint8Array.from([1, identity, number, ...new TextEncoder().encode(credential)]);
  const padded = new Uint8Array(Math.max(length, bytes.length));
  padded.set(bytes);
  return padded;
}

export const self = "SELF".padEnd(26, "-");
export const ann = "ANN".padEnd(26, "-");
export const zoe = "ZOE".padEnd(26, "-");
export const groupId = new Uint8Array(16).fill(7);
export const transcript = new Uint8Array(8).fill(6);

export function setUp(suite: MlsSuite = "x25519") {
  made.packages = 0;
  const clock = new FakeClock();
  const start = clock.now();
  const sent: Envelope[] = [];
  const refused = vi.fn();
  const proved = vi.fn();
  const entered = vi.fn(async (_change: EpochEntered) => undefined);
  const opensFrames = vi.fn(() => false);
  const randomBytes = vi.fn((length: number) => new Uint8Array(length));
  let work: Promise<void> = Promise.resolve();
  const session = new MlsSession({
    suite: { suite, algorithms: {}, identityKey: identityKey(own) } as unknown as LoadedSuite,
    clock,
    randomBytes,
    send: (messages) => sent.push(...messages.map(parseEnvelope)),
    entered,
    proved,
    refused,
    opensFrames,
    enqueue: (task) => {
      work = work.then(task);
    },
  });
  const life = made.life as InstanceType<typeof FakeLife>;
  const proofs = made.proofs as InstanceType<typeof FakeProofs>;
  return {
    clock,
    session,
    life,
    proofs,
    sent,
    refused,
    proved,
    entered,
    opensFrames,
    randomBytes,
    /** Time since the beginning (ms). */
    passed: () => clock.now() - start,
    pass: async (milliseconds: number) => {
      await clock.advance(milliseconds);
      await work;
    },
    inGroup: (leaves: number, id = groupId) => {
      const all = Array.from({ length: leaves });
      life.current = { id, epoch: 3, leaves: all, transcript, hasKeyOf: () => false };
      life.options.findingBack.found();
    },
    receive: async (change: Partial<Envelope> & Pick<Envelope, "kind">) => {
      const head = { source: ann, destination: null, groupId, epoch: 3, message: 1, ...change };
      for (const bytes of writeEnvelopes(head, change.payload ?? Uint8Array.of(5)))
        await session.receive(bytes);
    },
  };
}

/** A session that has been started, with Ann as the only peer. */
export async function started(suite?: MlsSuite) {
  const test = setUp(suite);
  await test.session.init();
  await test.session.peerPresent(ann, keyPackage(1));
  await test.session.start(self, false);
  return test;
}
