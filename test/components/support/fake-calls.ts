import { createTestCall, type TestCall } from "react-sora-e2ee/testing";
import { reasonOf } from "../../../src/call/aborted.ts";
import type { CallConnectionEvents } from "../../../src/call/call-connection.ts";
import { createCallOf } from "../../../src/call/create-sora-call.ts";
import { resolveIdentity } from "../../../src/call/identity-options.ts";
import type { ConnectionMaker } from "../../../src/call/lifecycle.ts";
import type { ResolvedOptions } from "../../../src/call/options.ts";
import { sameOptions } from "../../../src/call/same-options.ts";
import type { SoraCall, SoraCallOptions } from "../../../src/call/types.ts";
import { SoraE2EEError } from "../../../src/errors.ts";
import { endedByServer } from "../../../src/sora/failures.ts";
import { createCallScript } from "../../../src/testing/call-script.ts";
import { createTestStreams } from "../../../src/testing/test-streams.ts";

/** The connections of a call. The test decides when an attempt to connect ends. */
export interface FakeCall extends Pick<TestCall, "dispatch" | "receives" | "sent" | "connected"> {
  readonly store: Pick<SoraCall["store"], "getState">;
  readonly script: TestCall["script"];
  readonly setVerified: SoraCall["setVerified"];
  readonly contacts: SoraCall["contacts"];
  readonly options: SoraCallOptions;
  readonly calls: readonly string[];
  failed(error: SoraE2EEError): void;
}

export interface FakeCalls {
  readonly made: readonly FakeCall[];
  /** Makes a call with the real lifecycle, over connections without a network. */
  readonly create: (options: SoraCallOptions) => SoraCall;
  /** The latest connection. Throws if there is none. */
  latest(): FakeCall;
  /** The connections that are open or opening. */
  open(): readonly FakeCall[];
}

const text = (data: Uint8Array) => new TextDecoder().decode(data);
const settled = () => new Promise((resolve) => setTimeout(resolve));
const closedPhases = new Set(["idle", "failed", "disconnected"]);

interface OptionsRecord extends FakeCall {
  readonly given: ResolvedOptions;
  readonly begin: (
    events: CallConnectionEvents,
    signal: AbortSignal,
  ) => ReturnType<ConnectionMaker["createConnection"]>;
}

export function createFakeCalls(): FakeCalls {
  const made: FakeCall[] = [];
  return {
    made,
    create: (options) => {
      let latest: OptionsRecord | null = null;
      const call: SoraCall = createCallOf(options, {
        resolveOptions: (given) =>
          ({
            name: null,
            attempts: 0,
            connectionOptions: {},
            ...given,
            identity: resolveIdentity(given.identity),
          }) as unknown as ResolvedOptions,
        createConnection: (given, participant, _media, _keyHolder, events, signal) => {
          if (!latest || !sameOptions(latest.given, given)) {
            const own = { ...given, participant: { id: participant.id, ...options.participant } };
            latest = createRecord(call, given, own as unknown as SoraCallOptions, (one) => one === latest);
            made.push(latest);
          }
          return latest.begin(events, signal);
        },
      });
      return call;
    },
    latest: () => {
      const call = made.at(-1);
      if (!call) throw new Error("No call has been made.");
      return call;
    },
    open: () => made.filter(({ store }) => !closedPhases.has(store.getState().phase)),
  };
}

function createRecord(
  call: SoraCall,
  given: ResolvedOptions,
  options: SoraCallOptions,
  isLatest: (record: OptionsRecord) => boolean,
): OptionsRecord {
  const calls: string[] = [];
  const sent: TestCall["sent"][number][] = [];
  const streams = createTestStreams();
  let current: { events: CallConnectionEvents; resolve(): void; reject(error: SoraE2EEError): void } | null =
    null;
  const dispatch: TestCall["dispatch"] = (event) => current?.events.dispatch(event);
  const script = createCallScript(call.store.getState, dispatch, streams);
  const ends = (error: SoraE2EEError) => {
    current?.reject(error);
    current?.events.onEnded(error, false);
  };
  const speaks = createTestCall().script.speaks;
  const record: OptionsRecord = {
    given,
    options,
    calls,
    sent,
    dispatch,
    setVerified: call.setVerified,
    contacts: call.contacts,
    receives: (kind, message) => current?.events.messages.emit(kind, message),
    store: {
      getState: () => {
        const state = call.store.getState();
        return isLatest(record) ? state : { ...state, phase: "disconnected" };
      },
    },
    connected: () => {
      dispatch({ type: "phase", phase: "connected" });
      current?.resolve();
    },
    failed: ends,
    script: {
      ...script,
      speaks,
      identifies: async (...given) => {
        script.identifies(...given);
        // The call looks the key up in its contacts first, and the test's values come afterwards.
        await settled();
        script.identifies(...given);
      },
      fails: (error) =>
        ends(typeof error === "string" ? new SoraE2EEError(error, "A call that failed.") : error),
      endedByServer: (code = 1000, reason = "DISCONNECTED-API") => ends(endedByServer({ code, reason })),
    },
    begin: (events, signal) => ({
      open: () => {
        calls.push("connect");
        signal.addEventListener("abort", () => calls.push("disconnect"));
        events.onConnecting();
        return new Promise<void>((resolve, reject) => {
          current = { events, resolve, reject };
          signal.addEventListener("abort", () => reject(reasonOf(signal)));
        });
      },
      closed: async () => undefined,
      rpc: async () => null,
      send: async () => undefined,
      replaceTrack: async () => undefined,
      getStats: async () => null,
      sendMessage: async (label, data) => void sent.push({ label, data, sealed: false, to: null }),
      sendSealedMessage: async (label, data, to) =>
        void sent.push({ label, data: text(data), sealed: true, to }),
    }),
  };
  return record;
}
