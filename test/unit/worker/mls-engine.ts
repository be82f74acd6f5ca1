import { expect, vi } from "vitest";
import type { MlsSession, MlsSessionOptions } from "../../../src/e2ee/agreement/mls/mls-session.ts";
import type { LoadedSuite } from "../../../src/e2ee/agreement/mls/suite.ts";
import type { KeyContext } from "../../../src/e2ee/worker/engines.ts";
import { MlsKeys } from "../../../src/e2ee/worker/mls-keys.ts";
import { Peers } from "../../../src/e2ee/worker/peers.ts";
import { encodeBase64 } from "../../../src/protocol/base64.ts";
import { FakeClock, id } from "./fakes.ts";

/** The session that the engine made last, with the options that it got. */
const made = vi.hoisted(() => ({
  options: null as MlsSessionOptions | null,
  session: null as unknown,
}));

vi.mock("../../../src/e2ee/agreement/mls/mls-session.ts", () => ({
  MlsSession: class {
    init = vi.fn(async () => Uint8Array.of(1, 2, 3));
    start = vi.fn(async () => undefined);
    peerPresent = vi.fn(async () => ({ identityKey: new Uint8Array(32).fill(4) }));
    peerLeft = vi.fn(async () => undefined);
    receive = vi.fn(async () => undefined);
    unopened = vi.fn(async () => undefined);
    close = vi.fn();

    constructor(options: MlsSessionOptions) {
      made.options = options;
      made.session = this;
    }
  },
}));
// A key package of this suite begins with a 1.
vi.mock("../../../src/e2ee/agreement/mls/group.ts", () => ({
  isKeyPackageOf: (_suite: unknown, bytes: Uint8Array) => bytes[0] === 1,
}));

export const [self, ann, ben] = [id("self"), id("ann"), id("ben")];
export const bytes = (byte: number) => new Uint8Array(32).fill(byte);
export const ownIdentity = new Uint8Array(32).fill(3);
export const identityOfPeer = encodeBase64(new Uint8Array(32).fill(4));
export const ours = encodeBase64(Uint8Array.of(1, 9));
export const others = encodeBase64(Uint8Array.of(2, 9));

/** The options of the session that was made last. */
export const lastOptions = () => made.options ?? expect.fail("there is no session");

/**
 * The engine between a session and a call that only note what they are asked.
 * @param ownRandom False: the engine uses the browser's random numbers.
 */
export function setUp(ownRandom = true) {
  const clock = new FakeClock();
  const signer = {
    publicKey: ownIdentity,
    sign: vi.fn(async (_message: Uint8Array) => new Uint8Array(64).fill(8)),
    wipe: vi.fn(),
  };
  const suite = { suite: "x25519", algorithms: {}, identityKey: ownIdentity } as unknown as LoadedSuite;
  const randomBytes = vi.fn((length: number) => new Uint8Array(length));
  const keys = new MlsKeys(suite, signer, ...(ownRandom ? [randomBytes] : []));
  const peers = new Peers(clock);
  const tasks: (() => Promise<void>)[] = [];
  const parts = {
    identities: {
      claim: vi.fn(),
      add: vi.fn(async () => true),
      proved: vi.fn(),
      removeCopiesOf: vi.fn((_connectionId: string): readonly string[] => []),
      remove: vi.fn(),
    },
    reporter: { entered: vi.fn(), changed: vi.fn(), moved: vi.fn(), flush: vi.fn() },
    sealing: { start: vi.fn(), switchNow: vi.fn(), switchLater: vi.fn() },
    messageSealer: { start: vi.fn(), setKey: vi.fn() },
    inbox: { start: vi.fn(), peerAdded: vi.fn(), peerRemoved: vi.fn() },
    pacing: { forget: vi.fn() },
    send: vi.fn(),
    refused: vi.fn(),
  };
  const context = {
    ...parts,
    broadcasts: true,
    clock,
    isSending: () => true,
    peers,
    enqueue: (task: () => Promise<void>) => void tasks.push(task),
  } as unknown as KeyContext;
  return {
    ...parts,
    clock,
    signer,
    randomBytes,
    keys,
    peers,
    tasks,
    context,
    get options() {
      return lastOptions();
    },
    get session() {
      return vi.mocked(made.session as MlsSession);
    },
  };
}

export async function started() {
  const test = setUp();
  await test.keys.init();
  test.keys.session(test.context);
  await test.keys.start(self, true);
  return test;
}

/** As the page announces a peer. */
export const announced = (connectionId: string, keyPackage: string = ours) => ({
  connectionId,
  bundle: null,
  keyPackage,
  statement: { of: connectionId },
});

/** An epoch of us and Ann. */
export const epoch = (change: object = {}) => ({
  epoch: 5,
  newGroup: false,
  added: true,
  materials: new Map([
    [self, bytes(1)],
    [ann, bytes(2)],
  ]),
  authenticator: new Uint8Array(32).fill(6),
  size: 2,
  ...change,
});
