import { beforeEach, describe, expect, it, vi } from "vitest";
import {
  generateEd25519,
  hasNativeX25519,
  nativeEd25519,
} from "../../../src/e2ee/agreement/crypto/native.ts";
import { loadSuite, type SuiteAlgorithms } from "../../../src/e2ee/agreement/mls/suite.ts";
import { mlsLoader } from "../../../src/e2ee/worker/engine-mls.ts";
import { pairwise } from "../../../src/e2ee/worker/engine-pairwise.ts";
import type { EngineEvents } from "../../../src/e2ee/worker/engines.ts";
import { MlsKeys } from "../../../src/e2ee/worker/mls-keys.ts";
import { nextTask } from "../../../src/e2ee/worker/next-task.ts";
import { bundle, FakeAgreement } from "./fakes.ts";

vi.mock("../../../src/e2ee/agreement/crypto/native.ts", async (original) => ({
  ...(await original<object>()),
  generateEd25519: vi.fn(),
  hasNativeX25519: vi.fn(),
}));
vi.mock("../../../src/e2ee/agreement/mls/suite.ts", () => ({ loadSuite: vi.fn() }));
vi.mock("../../../src/e2ee/worker/mls-keys.ts", () => ({ MlsKeys: vi.fn() }));

const algorithms = { suite: "x25519" } as SuiteAlgorithms;
const events = {} as EngineEvents;
const load = () => mlsLoader(algorithms)({ kind: "mls", suite: "x25519" }, events);

describe("the MLS engine", () => {
  beforeEach(() => {
    vi.clearAllMocks();
    vi.mocked(generateEd25519).mockResolvedValue("signer" as never);
    vi.mocked(hasNativeX25519).mockResolvedValue(true);
    vi.mocked(loadSuite).mockResolvedValue("loaded suite" as never);
  });

  it("is made from the suite of its worker and a new identity key", async () => {
    expect(await load()).toBeInstanceOf(MlsKeys);
    expect(vi.mocked(loadSuite).mock.calls).toEqual([[algorithms, "signer", nativeEd25519]]);
    expect(vi.mocked(MlsKeys).mock.calls).toEqual([["loaded suite", "signer"]]);
  });

  it.each([
    { kind: "built-in" },
    { kind: "built-in", suite: "x25519" } as never,
    { kind: "mls", suite: "x-wing" },
  ] as const)("is not there for another agreement or suite (%o)", async (options) => {
    await expect(mlsLoader(algorithms)(options, events)).rejects.toMatchObject({ code: "invalid-options" });
    expect(loadSuite).not.toHaveBeenCalled();
  });

  it("needs Ed25519 in the browser", async () => {
    vi.mocked(generateEd25519).mockRejectedValue(new DOMException("No.", "NotSupportedError"));
    await expect(load()).rejects.toMatchObject({ name: "SoraE2EEError", code: "browser-unsupported" });
    expect(loadSuite).not.toHaveBeenCalled();
  });

  it("needs X25519 in the browser", async () => {
    vi.mocked(hasNativeX25519).mockResolvedValue(false);
    await expect(load()).rejects.toMatchObject({ code: "browser-unsupported" });
    expect(loadSuite).not.toHaveBeenCalled();
  });
});

describe("a pairwise engine", () => {
  const dispose = () => undefined;

  it("says which key signs messages, and null when it is the identity key", async () => {
    const agreement = new FakeAgreement();
    const own = { preKeyBundle: bundle, keyPackage: null, identityKey: bundle.identityKey };
    expect(await pairwise({ agreement, dispose }).init()).toEqual({
      ...own,
      messageKey: null,
      fingerprint: "self-fingerprint",
    });
    const other = Object.assign(agreement, { messageKey: () => "message key" });
    expect(await pairwise({ agreement: other, dispose }).init()).toMatchObject({ messageKey: "message key" });
  });

  it("signs proofs when its agreement does", async () => {
    const agreement = new FakeAgreement();
    expect(pairwise({ agreement, dispose })).not.toHaveProperty("signProof");
    const signProof = vi.fn(async () => new Uint8Array(64));
    const engine = pairwise({ agreement: Object.assign(agreement, { signProof }), dispose });
    expect(engine.signProof).toBe(signProof);
  });
});

it("the next task comes after the microtasks and the tasks that wait already", async () => {
  const order: string[] = [];
  const waiting = new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      order.push("message");
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
  const next = nextTask().then(() => order.push("next task"));
  await Promise.resolve().then(() => order.push("microtask"));
  await Promise.all([waiting, next]);
  expect(order).toEqual(["microtask", "message", "next task"]);
});
