import {
  type CreateWasmKeyAgreementOptions,
  createWasmKeyAgreement,
  type WasmKeyAgreement,
} from "../../../../src/e2ee/agreement/wasm/index.ts";
import { createReleasedDouble, type ReleasedDouble } from "./released-double.ts";
import type { Draw } from "./released-ratchet.ts";
import { type StandInGo, type StandInOptions, serve, standIn, wasmExecUrl, wasmUrl } from "./stand-in.ts";

export interface EngineUnderTest {
  readonly engine: WasmKeyAgreement;
  /** The program behind the guard: calls on it go past the guard. */
  readonly double: ReleasedDouble;
  readonly go: StandInGo;
}

export async function createEngine(
  options: Partial<CreateWasmKeyAgreementOptions & StandInOptions> & { readonly draw?: Draw } = {},
): Promise<EngineUnderTest> {
  const double = createReleasedDouble(options.draw);
  const { loadScript, started } = standIn({ api: double, ...options });
  const engine = await createWasmKeyAgreement({
    wasmUrl,
    wasmExecUrl,
    fetch: serve(),
    loadScript,
    ...options,
  });
  return { engine, double, go: started[0]! };
}

export const idOf = (name: string) => name.padEnd(26, "-");

/** An engine that was started, and its bundle. */
export async function createPeer(name: string, options?: Parameters<typeof createEngine>[0]) {
  const parts = await createEngine(options);
  const { preKeyBundle } = await parts.engine.init();
  const id = idOf(name);
  const first = await parts.engine.start(id);
  return { ...parts, id, bundle: preKeyBundle, first };
}

export type Peer = Awaited<ReturnType<typeof createPeer>>;

/** `joiner` comes into a channel where `present` is; the last message is the joiner's reply. */
export async function join(present: Peer, joiner: Peer): Promise<Uint8Array[]> {
  await joiner.engine.addPreKeyBundle(present.id, present.bundle);
  const { messages } = await present.engine.startSession(joiner.id, joiner.bundle);
  const all = [...messages];
  for (const message of messages) {
    const { messages: replies } = await joiner.engine.receiveMessage(message);
    for (const reply of replies) await present.engine.receiveMessage(reply);
    all.push(...replies);
  }
  return all;
}
