import { vi } from "vitest";
import type { KeyAgreement, RemoteMaterials, RenewResult } from "../../../src/e2ee/agreement/types.ts";
import { writeReceipt } from "../../../src/e2ee/messages/receipt.ts";
import { KeySession, type KeySessionOptions } from "../../../src/e2ee/worker/key-session.ts";
import { Peers } from "../../../src/e2ee/worker/peers.ts";
import { writeCipherMessage, writePreKeyMessage } from "../../../src/protocol/key-message.ts";
import type { ReceiptState } from "../../../src/status.ts";
import { bundleOf, FakeAgreement, FakeClock, id, material, settle } from "./fakes.ts";

const added = vi.hoisted(() => ({ materials: vi.fn(), forget: vi.fn() }));
// The rings of the peers have their own tests.
vi.mock("../../../src/e2ee/worker/remote-keys.ts", () => ({
  RemoteKeys: class {
    add = added.materials;
    forget = added.forget;
  },
}));

export const [self, ann, ben] = [id("self"), id("ann"), id("ben")];
export const announced = (connectionId: string) => ({ connectionId, bundle: bundleOf(connectionId) });

export const cipher = (from: string, body = 0) =>
  writeCipherMessage({
    source: from,
    destination: self,
    header: { ratchetKey: new Uint8Array(32).fill(9), previousCount: 0, count: 0 },
    ciphertext: new Uint8Array(52).fill(body),
  });
export const preKey = (from: string) =>
  writePreKeyMessage({
    source: from,
    destination: self,
    identityKey: new Uint8Array(32),
    ephemeralKey: new Uint8Array(32),
  });
export const materialOf = (connectionId: string, byte = 5): RemoteMaterials => ({
  [connectionId]: { keyId: 1, secretKeyMaterial: material(byte) },
});

/** A receipt about our media. */
export const receipt = (audio: ReceiptState, connectionId = self) =>
  writeReceipt({
    number: 1,
    periods: 1,
    uplink: "good",
    entries: [{ connectionId, echo: 0, audio, video: "none" }],
  });

interface Setting {
  readonly broadcasts?: boolean;
  readonly renew?: () => Promise<RenewResult>;
  readonly engine?: Partial<KeyAgreement>;
}

/** A key session between an engine and a call that only note what they are asked. */
export function setUp({ broadcasts = false, renew, engine: change = {} }: Setting = {}) {
  added.materials.mockReset();
  added.materials.mockResolvedValue(undefined);
  const clock = new FakeClock();
  const peers = new Peers(clock);
  const engine = Object.assign(new FakeAgreement(), change);
  const receive = vi.spyOn(engine, "receiveMessage");
  const announce = vi.spyOn(engine, "announce");
  const isSending = vi.fn(() => true);
  const failures: unknown[] = [];
  const parts = {
    identities: {
      claim: vi.fn(),
      add: vi.fn(async () => true),
      proved: vi.fn(),
      remove: vi.fn(),
      removeCopiesOf: vi.fn((): string[] => []),
    },
    reporter: { changed: vi.fn(), moved: vi.fn() },
    sealing: {
      start: vi.fn(),
      switchNow: vi.fn(),
      switchAfterLeave: vi.fn(),
      expireAfterLeave: vi.fn(),
    },
    messageSealer: { start: vi.fn(), setKey: vi.fn() },
    inbox: { start: vi.fn(), peerAdded: vi.fn(), peerRemoved: vi.fn() },
    pacing: { forget: vi.fn() },
    send: vi.fn(),
    refused: vi.fn(),
  };
  let work: Promise<void> = Promise.resolve();
  const session = new KeySession({
    ...parts,
    engine,
    renew: renew ?? null,
    broadcasts,
    clock,
    isSending,
    peers,
    enqueue: (task: () => Promise<void>) => {
      work = work.then(task).catch((error: unknown) => void failures.push(error));
    },
  } as unknown as KeySessionOptions);
  return {
    ...parts,
    clock,
    peers,
    engine,
    receive,
    announce,
    isSending,
    session,
    added: added.materials,
    /** Errors of our own tasks. They end the call. */
    failures,
    /** The peers of each announcement; null for all. */
    announcedTo: () => announce.mock.calls.map(([connectionIds = null]) => connectionIds),
    work: async () => {
      await settle();
      await work;
    },
    pass: async (milliseconds: number) => {
      await clock.advance(milliseconds);
      await work;
    },
    /** A key message arrives, and the engine opens it. */
    opens: async (
      message: Uint8Array,
      result: Partial<Awaited<ReturnType<KeyAgreement["receiveMessage"]>>> = {},
    ) => {
      receive.mockResolvedValueOnce({ remoteSecretKeyMaterials: {}, messages: [], ...result } as never);
      await session.keyMessage(message);
    },
    /** A key message arrives, and the engine refuses it. */
    fails: async (message: Uint8Array, error: Error) => {
      receive.mockRejectedValueOnce(error);
      await session.keyMessage(message);
    },
  };
}

/** A session that has been started, with Ann, whose first message arrived. No announcement is due. */
export async function started(setting: Setting = {}) {
  const test = setUp(setting);
  await test.session.start(self);
  await test.session.peerPresent(announced(ann));
  await test.opens(cipher(ann), { remoteSecretKeyMaterials: materialOf(ann) });
  await test.pass(60_000);
  test.announce.mockClear();
  test.added.mockClear();
  test.identities.proved.mockClear();
  return test;
}
