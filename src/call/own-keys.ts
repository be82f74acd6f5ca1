import type { EngineOptions, OwnStatement, WorkerResponses } from "../e2ee/worker/messages.ts";
import { SoraE2EEError } from "../errors.ts";
import { messagingSettings } from "../sora/relay/options.ts";
import type { Purpose } from "../status.ts";
import type { CallEvent } from "../store/types.ts";
import type { KeyHolder } from "./call-identity.ts";
import { withEngine } from "./engine.ts";
import type { ResolvedOptions } from "./options.ts";
import { requestVouch } from "./vouching.ts";
import type { WorkerClient } from "./worker-client.ts";

type OwnKeys = WorkerResponses["init"];

export interface OwnKeysContext {
  readonly options: ResolvedOptions;
  readonly purpose: Purpose;
  readonly keyHolder: KeyHolder;
  readonly client: WorkerClient;
  readonly dispatch: (event: CallEvent) => void;
}

/** Makes the keys of a connection in its worker, with the statement of our participant key. */
export async function makeOwnKeys(context: OwnKeysContext): Promise<OwnKeys> {
  return vouched(context, await withEngine(context.options, (engine) => initialize(context, engine)));
}

async function initialize(
  { options, purpose, keyHolder, client }: OwnKeysContext,
  engine: EngineOptions,
): Promise<OwnKeys> {
  const { channelId, identity, relay, role } = options;
  const setup = keyHolder.setupFor(identity, purpose);
  const keys = await client.request<"init">(
    {
      kind: "init",
      engine,
      broadcasts: messagingSettings(relay) !== null,
      sends: role !== "recvonly",
      channelId,
      ...(setup && { participant: setup.setup }),
    },
    setup?.transfer,
  );
  if (keys.participant?.statement && !identity.signer) keyHolder.took(client.worker);
  return keys;
}

/**
 * Requests a token for our participant key from the app's login server. The token becomes part of the
 * statement.
 */
async function vouched({ options, dispatch }: OwnKeysContext, keys: OwnKeys): Promise<OwnKeys> {
  const { vouch, required } = options.identity;
  const { participant } = keys;
  if (vouch === null || !participant?.statement) return keys;
  const { statement } = participant;
  try {
    const token = await requestVouch(vouch, statement.publicKey);
    return { ...keys, participant: { ...participant, statement: { ...statement, vouch: token } } };
  } catch (error) {
    const problem = error as SoraE2EEError;
    if (required) throw problem;
    dispatch({ type: "refused", connectionId: null, code: problem.code });
    return keys;
  }
}

/**
 * Shows our own identity in the call's state.
 * @throws {SoraE2EEError} The problem with our participant key, when the app requires one.
 */
export function showOwnIdentity(
  { type, required }: ResolvedOptions["identity"],
  own: OwnStatement | null,
  dispatch: (event: CallEvent) => void,
): void {
  const problem = own?.problem ?? null;
  if (problem && required) throw new SoraE2EEError(problem.code, problem.message);
  if (problem) dispatch({ type: "refused", connectionId: null, code: problem.code });
  if (type === "none") return;
  const { kind = null, fingerprint: key = null, isNew = false } = own ?? {};
  dispatch({ type: "self-identity", identity: { kind: kind ?? "none", key, isNew } });
}
