import { expect, vi } from "vitest";
import { WorkerCore } from "../../../src/e2ee/worker/core.ts";
import type { CallKeys, EngineEvents, KeyContext, LoadedEngine } from "../../../src/e2ee/worker/engines.ts";
import type {
  EngineOptions,
  FromWorker,
  ParticipantSetup,
  WorkerRequest,
} from "../../../src/e2ee/worker/messages.ts";
import { bundleOf, FakeClock, settle } from "./fakes.ts";

export const engine: EngineOptions = { kind: "mls", suite: "x25519" };
export const ownKeys = {
  preKeyBundle: null,
  keyPackage: "AAAA",
  identityKey: bundleOf("self").identityKey,
  messageKey: null,
  fingerprint: "own fingerprint",
};

/** A core whose engine only notes what it is asked. */
export function setUp(change: Partial<LoadedEngine> = {}, keys: Partial<CallKeys> = {}) {
  const clock = new FakeClock();
  const posted: FromWorker[] = [];
  const calls: string[] = [];
  const note =
    (name: string) =>
    async (...args: readonly unknown[]): Promise<void> =>
      void calls.push([name, ...args.map(nameOf)].join(" "));
  const nameOf = (value: unknown) =>
    typeof value === "object" && value !== null && "connectionId" in value ? value.connectionId : value;
  let context: KeyContext | null = null;
  let events: EngineEvents | null = null;
  const loaded: LoadedEngine = {
    init: async () => ownKeys,
    ed25519: async () => ({ verify: async () => false }),
    remoteFingerprints: () => ({}),
    session: (given) => {
      context = given;
      return {
        start: note("start"),
        peerPresent: note("peerPresent"),
        peerJoined: note("peerJoined"),
        peerLeft: note("peerLeft"),
        keyMessage: note("keyMessage"),
        close: () => void calls.push("close"),
        ...keys,
      };
    },
    dispose: () => void calls.push("dispose"),
    ...change,
  };
  const load = vi.fn(async (_options: EngineOptions, given: EngineEvents): Promise<LoadedEngine> => {
    events = given;
    return loaded;
  });
  const core = new WorkerCore({ clock, post: (message) => void posted.push(message), loadEngine: load });
  let requests = 0;
  const begin = async (request: WorkerRequest): Promise<number> => {
    const requestId = requests++;
    core.receive({ type: "request", id: requestId, request });
    await settle();
    return requestId;
  };
  const answerTo = (requestId: number) =>
    vi.waitFor(async () => {
      await settle();
      const answer = posted.find((message) => message.type === "response" && message.id === requestId);
      return answer ?? expect.fail(`no answer to request ${requestId}`);
    });
  const ask = async (request: WorkerRequest) => answerTo(await begin(request));
  const initRequest = (participant?: ParticipantSetup, sends?: boolean): WorkerRequest => ({
    kind: "init",
    channelId: "test",
    engine,
    ...(participant && { participant }),
    ...(sends !== undefined && { sends }),
  });
  return {
    clock,
    posted,
    calls,
    core,
    load,
    ask,
    begin,
    answerTo,
    init: (participant?: ParticipantSetup, sends?: boolean) => ask(initRequest(participant, sends)),
    beginInit: (participant?: ParticipantSetup) => begin(initRequest(participant)),
    context: () => context ?? expect.fail("the engine has no session"),
    hasSession: () => context !== null,
    events: () => events ?? expect.fail("no engine is loaded"),
  };
}
