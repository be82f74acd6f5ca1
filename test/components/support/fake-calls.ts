import { createTestCall, type TestCall } from "react-sora-e2ee/testing";
import type { SoraCallOptions } from "../../../src/call/types.ts";
import type { SoraE2EEError } from "../../../src/errors.ts";

/** A call without a network: the test says when connecting and disconnecting come to an end. */
export interface FakeCall extends TestCall {
  readonly options: SoraCallOptions;
  readonly calls: readonly string[];
  failed(error: SoraE2EEError): void;
}

export interface FakeCalls {
  readonly made: readonly FakeCall[];
  readonly create: (options: SoraCallOptions) => FakeCall;
  /** The latest; throws when there is none. */
  latest(): FakeCall;
  /** Those that hold a connection, or are about to. */
  open(): readonly FakeCall[];
}

const closedPhases = new Set(["idle", "failed", "disconnected"]);

export function createFakeCalls(): FakeCalls {
  const made: FakeCall[] = [];
  return {
    made,
    create: (options) => {
      const call = createFakeCall(options);
      made.push(call);
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

function createFakeCall(options: SoraCallOptions): FakeCall {
  const call = createTestCall({ role: options.role ?? "sendrecv" }, { connects: "when-told", now: () => 0 });
  const calls: string[] = [];
  return {
    ...call,
    options,
    calls,
    connect: (given) => {
      calls.push("connect");
      return call.connect(given);
    },
    disconnect: (given) => {
      calls.push("disconnect");
      return call.disconnect(given);
    },
    failed: call.script.fails,
  };
}
