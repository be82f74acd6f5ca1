import { type MlsSuite, mlsSuites } from "../protocol/mls.ts";
import { messagingSettings, type RelayOptions } from "../sora/relay/options.ts";
import { isRecord } from "./readable.ts";

/** Keys are agreed on by MLS, in a group of all peers (docs/mls.md). */
export interface MlsAgreementOptions {
  readonly type: "mls";
  /** `x-wing` is post-quantum. All peers of a channel must use the same. Default `x25519`. */
  readonly suite?: MlsSuite;
}

/** The key agreement of a call. */
export type AgreementOptions = "sora" | "mls" | MlsAgreementOptions;

/** Null: keys are agreed on pairwise. */
export function mlsSuiteOf(agreement: AgreementOptions = "sora"): MlsSuite | null {
  if (agreement === "sora") return null;
  return agreement === "mls" ? "x25519" : (agreement.suite ?? "x25519");
}

/** The problem with the option `agreement`, as the end of a sentence; null if it is valid. */
export function agreementProblem(agreement: unknown, relay: RelayOptions, engine: unknown): string | null {
  if (agreement === "sora") return null;
  if (agreement !== "mls") {
    if (!isRecord(agreement) || agreement.type !== "mls") {
      return 'agreement must be "sora", "mls" or an object with type "mls"';
    }
    const { suite = "x25519" } = agreement;
    if (!mlsSuites.some((known) => known === suite)) {
      return `agreement.suite must be one of ${mlsSuites.join(", ")}`;
    }
  }
  if (messagingSettings(relay) === null) {
    return 'agreement "mls" needs relay "messaging": the relay "signaling" carries the messages of agreement "sora" only';
  }
  if (engine !== "built-in") {
    return 'agreement "mls" has an engine of its own: leave engine out, or use agreement "sora" with Sora\'s wasm';
  }
  return null;
}
