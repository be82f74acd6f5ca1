import { createKeyAgreement } from "../../../../src/e2ee/agreement/double-ratchet/built-in.ts";
import type { KeyAgreement, PreKeyBundle, RemoteMaterials } from "../../../../src/e2ee/agreement/types.ts";
import { createReleasedDouble } from "../../wasm/support/released-double.ts";
import { toHex } from "../support/bytes.ts";
import { loadFastCurves } from "./fast-crypto.ts";

export type Kind = "hardened" | "released";

/** A peer's key in a comparable form. */
export interface Key {
  readonly keyId: number;
  readonly hex: string;
}

/** The server's notifications to a peer, in order. */
export type Notice =
  | { readonly kind: "joined"; readonly id: string; readonly bundle: PreKeyBundle }
  | { readonly kind: "left"; readonly id: string };

export type Engine = Omit<KeyAgreement, "announce"> & Partial<Pick<KeyAgreement, "announce">>;

/** One peer of the simulation: its engine, the engine's results, and the messages in transit to it. */
export interface SimulatedPeer {
  readonly id: string;
  readonly kind: Kind;
  readonly engine: Engine;
  readonly bundle: PreKeyBundle;
  readonly notices: Notice[];
  /** Every key it ever sealed with, oldest first. */
  readonly own: Key[];
  /** The keys that it uses as the others' current keys. */
  readonly held: Map<string, Key>;
  /** Every key of others that its engine ever handed out. */
  readonly learned: Map<string, Key[]>;
  /** For each other peer: the number of entries of its `own` that this peer has received. */
  readonly heardUpTo: Map<string, number>;
  /** Key messages that arrived before the notification of their peer. */
  readonly early: Map<string, Uint8Array[]>;
  alive: boolean;
  announced: number;
}

export async function createPeer(id: string, kind: Kind, countsDraws: boolean): Promise<SimulatedPeer> {
  const engine =
    kind === "released"
      ? releasedEngine()
      : createKeyAgreement(
          countsDraws ? { randomBytes: () => crypto.getRandomValues(new Uint8Array(32)) } : {},
          loadFastCurves,
        );
  const { preKeyBundle } = await engine.init();
  const { selfKeyId, selfSecretKeyMaterial } = await engine.start(id);
  return {
    id,
    kind,
    engine,
    bundle: preKeyBundle,
    notices: [],
    own: [{ keyId: selfKeyId, hex: toHex(selfSecretKeyMaterial) }],
    held: new Map(),
    learned: new Map(),
    heardUpTo: new Map(),
    early: new Map(),
    alive: true,
    announced: 0,
  };
}

export function keysOf(materials: RemoteMaterials): [string, Key][] {
  return Object.entries(materials).map(([id, { keyId, secretKeyMaterial }]) => [
    id,
    { keyId, hex: toHex(secretKeyMaterial) },
  ]);
}

/** Translates our calls to those of the released stack. */
function releasedEngine(): Engine {
  const double = createReleasedDouble();
  const unwrap = <Result>([result, error]: [Result, undefined] | [undefined, unknown]): Result => {
    if (error !== undefined) throw error;
    return result as Result;
  };
  const fields = (bundle: PreKeyBundle): [string, string, string] => [
    bundle.identityKey,
    bundle.signedPreKey,
    bundle.preKeySignature,
  ];
  return {
    init: async () => double.init(),
    start: async (id) => unwrap(double.start(id)),
    async addPreKeyBundle(id, bundle) {
      const error = double.addPreKeyBundle(id, ...fields(bundle));
      if (error) throw error;
    },
    startSession: async (id, bundle) => unwrap(double.startSession(id, ...fields(bundle))),
    stopSession: async (id) => unwrap(double.stopSession(id)),
    receiveMessage: async (message) => unwrap(double.receiveMessage(message)),
    selfFingerprint: () => double.selfFingerprint(),
    remoteFingerprints: () => double.remoteFingerprints(),
  };
}
