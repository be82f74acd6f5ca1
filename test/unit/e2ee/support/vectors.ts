import { readFileSync } from "node:fs";
import type { Curves } from "../../../../src/e2ee/agreement/crypto/curves.ts";
import { createNobleCurves } from "../../../../src/e2ee/agreement/crypto/noble.ts";
import { selectCurves } from "../../../../src/e2ee/agreement/crypto/select.ts";
import { createKeyAgreement } from "../../../../src/e2ee/agreement/double-ratchet/built-in.ts";
import type { KeyAgreement } from "../../../../src/e2ee/agreement/types.ts";
import { fromHex, toHex } from "./bytes.ts";

export const backEnds: readonly (readonly [string, () => Promise<Curves>])[] = [
  ["native curves", selectCurves],
  ["JavaScript curves", async () => createNobleCurves()],
];

type Argument = string | { readonly hex: string };

export interface Step {
  readonly i: number;
  readonly party: string;
  readonly op: keyof KeyAgreement;
  readonly args: readonly Argument[];
  readonly draws: readonly { readonly use: string; readonly hex: string }[];
  readonly result: unknown;
  readonly error: string | null;
}

export interface Run {
  readonly name: string;
  readonly parties: Readonly<Record<string, { readonly connectionId: string }>>;
  readonly steps: readonly Step[];
}

export function readVectors<Content>(name: string): Content {
  return JSON.parse(
    readFileSync(new URL(`../../../vectors/${name}.json`, import.meta.url), "utf8"),
  ) as Content;
}

/** A random source that hands out recorded draws, and says so when there are none left. */
function createDraws() {
  const queue: string[] = [];
  return {
    queue,
    randomBytes: () => {
      const hex = queue.shift();
      if (hex === undefined) throw new Error("no draw left");
      return fromHex(hex);
    },
  };
}

export function call(engine: KeyAgreement, step: Pick<Step, "op" | "args">): Promise<unknown> | unknown {
  const [first, identityKey, signedPreKey, preKeySignature] = step.args;
  const bundle = { identityKey, signedPreKey, preKeySignature } as Parameters<
    KeyAgreement["startSession"]
  >[1];
  switch (step.op) {
    case "init":
      return engine.init();
    case "start":
      return engine.start(first as string);
    case "addPreKeyBundle":
      return engine.addPreKeyBundle(first as string, bundle);
    case "startSession":
      return engine.startSession(first as string, bundle);
    case "stopSession":
      return engine.stopSession(first as string);
    case "receiveMessage":
      return engine.receiveMessage(fromHex((first as { hex: string }).hex));
    case "selfFingerprint":
      return engine.selfFingerprint();
    case "remoteFingerprints":
      return engine.remoteFingerprints();
    default:
      throw new Error(`vectors have no ${step.op}`);
  }
}

/** In the form of the vectors. */
export function encode(value: unknown): unknown {
  if (value === undefined) return null;
  if (value instanceof Uint8Array) return { hex: toHex(value) };
  if (Array.isArray(value)) return value.map(encode);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, encode(entry)]));
  }
  return value;
}

export function createEngine(loadCurves: () => Promise<Curves>) {
  const draws = createDraws();
  return { draws, engine: createKeyAgreement({ randomBytes: draws.randomBytes }, loadCurves) };
}
