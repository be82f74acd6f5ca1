import { SoraE2EEError } from "../../../errors.ts";
import { parseBundle } from "../../../protocol/bundle.ts";
import type { PreKeyBundle, SelfMaterial } from "../types.ts";
import {
  ContractBreach,
  isErrorLike,
  isPair,
  list,
  record,
  remoteMaterials,
  selfMaterial,
  selfResult,
  successOf,
  type WasmResult,
  type WasmSelfResult,
} from "./contract-answers.ts";
import { fromWasmError } from "./contract-errors.ts";
import type { RunningProgram } from "./run.ts";

/**
 * The methods of docs/protocol.md#9-soras-wasm. They are synchronous, as in the wasm. Every answer is checked
 * and copied. A call throws the error that the wasm returned, or `wasm-crashed` if the program ended or broke
 * its contract. Such an answer is not used, and no later call reaches the program.
 */
export class SoraContract {
  readonly #program: RunningProgram;
  readonly #onCrash: (error: SoraE2EEError) => void;
  #ended: SoraE2EEError | null = null;

  constructor(program: RunningProgram, onCrash: (error: SoraE2EEError) => void) {
    this.#program = program;
    this.#onCrash = onCrash;
  }

  init(): { preKeyBundle: PreKeyBundle } {
    return this.#call("init", [], (answer) => {
      const { preKeyBundle } = record(isPair(answer) ? successOf(answer) : answer);
      parseBundle(preKeyBundle);
      const { identityKey, signedPreKey, preKeySignature } = preKeyBundle as PreKeyBundle;
      return { preKeyBundle: { identityKey, signedPreKey, preKeySignature } };
    });
  }

  start(connectionId: string): SelfMaterial {
    return this.#call("start", [connectionId], (answer) => selfMaterial(successOf(answer)));
  }

  addPreKeyBundle(connectionId: string, bundle: PreKeyBundle): void {
    this.#call("addPreKeyBundle", [connectionId, ...strings(bundle)], (answer) => {
      if (answer !== null) throw isErrorLike(answer) ? fromWasmError(answer) : new ContractBreach();
    });
  }

  startSession(connectionId: string, bundle: PreKeyBundle): WasmSelfResult {
    return this.#call("startSession", [connectionId, ...strings(bundle)], (answer) => selfResult(answer));
  }

  stopSession(connectionId: string): WasmSelfResult {
    return this.#call("stopSession", [connectionId], (answer) => selfResult(answer));
  }

  receiveMessage(message: Uint8Array): WasmResult {
    // A copy of this realm, because the program panics for any other object.
    return this.#call("receiveMessage", [Uint8Array.from(message)], (answer) => {
      const { remoteSecretKeyMaterials, messages } = successOf(answer);
      return {
        remoteSecretKeyMaterials: remoteMaterials(remoteSecretKeyMaterials),
        messages: list(messages),
      };
    });
  }

  selfFingerprint(): string {
    return this.#call("selfFingerprint", [], (answer) => {
      if (typeof answer === "string" && /^[0-9a-f]{2}(:[0-9a-f]{2}){31}$/.test(answer)) return answer;
      throw new ContractBreach();
    });
  }

  /** The reason why calls no longer reach the program. Null while they do. */
  get ended(): SoraE2EEError | null {
    return this.#ended;
  }

  /** Makes every later call throw this error. */
  end(error: SoraE2EEError): void {
    this.#ended ??= error;
  }

  /** The program ended by itself, or its state can no longer be trusted. */
  crash(cause?: unknown): SoraE2EEError {
    if (this.#ended === null) {
      this.#ended = new SoraE2EEError(
        "wasm-crashed",
        "The wasm engine stopped working, and its keys are lost. Connect again.",
        { cause },
      );
      this.#onCrash(this.#ended);
    }
    return this.#ended;
  }

  #call<T>(name: string, args: readonly unknown[], read: (answer: unknown) => T): T {
    if (this.#ended !== null) throw this.#ended;
    const { api, exited } = this.#program;
    let answer: unknown;
    try {
      const method = api[name];
      if (typeof method !== "function") throw new ContractBreach();
      answer = Reflect.apply(method, api, args);
    } catch {
      // The cause is left out, because a foreign error may quote the arguments.
      throw this.crash();
    }
    // A panic appears as an undefined answer from a program that has exited.
    if (exited()) throw this.crash();
    try {
      return read(answer);
    } catch (error) {
      if (error instanceof SoraE2EEError && !(error.code === "invalid-bundle" && name === "init"))
        throw error;
      throw this.crash();
    }
  }
}

function strings(bundle: PreKeyBundle): string[] {
  return [bundle.identityKey, bundle.signedPreKey, bundle.preKeySignature];
}
