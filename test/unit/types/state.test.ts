import type {
  CallMessages,
  CallPhase,
  CallState,
  LocalDeviceState,
  PeerEncryption,
  ScreenShareState,
  SoraCall,
  SoraE2EEError,
  Support,
  SupportProblem,
  UseSoraE2EEResult,
} from "react-sora-e2ee";
import { describe, expectTypeOf, it } from "vitest";

describe("the types of the states", () => {
  it("have a reason only with failing", () => {
    type Failing = Extract<PeerEncryption, { status: "failing" }>;
    expectTypeOf<Failing["reason"]>().toEqualTypeOf<
      "no-key" | "auth-failed" | "replayed" | "wrong-sender" | "malformed" | "other-agreement"
    >();
    expectTypeOf<Exclude<PeerEncryption, Failing>>().not.toHaveProperty("reason");
  });

  it("have a device's track when it is on, and its error when it failed", () => {
    type Of<Status extends LocalDeviceState["status"]> = Extract<LocalDeviceState, { status: Status }>;
    expectTypeOf<Of<"on">>().toHaveProperty("track").toEqualTypeOf<MediaStreamTrack>();
    expectTypeOf<Of<"failed">>().toHaveProperty("error").toEqualTypeOf<SoraE2EEError>();
    expectTypeOf<Of<"on">>().not.toHaveProperty("error");
    expectTypeOf<Of<"failed">>().not.toHaveProperty("track");
  });

  it("have a screen's stream while it is shared", () => {
    type Of<Status extends ScreenShareState["status"]> = ScreenShareState & { readonly status: Status };
    expectTypeOf<Of<"on">["stream"]>().toEqualTypeOf<MediaStream>();
    expectTypeOf<Of<"failed">["error"]>().toEqualTypeOf<SoraE2EEError>();
    expectTypeOf<Of<"failed">["stream"]>().toEqualTypeOf<null>();
  });

  it("are closed unions that an app can use in a switch", () => {
    expectTypeOf<CallPhase>().toEqualTypeOf<
      | "idle"
      | "initializing"
      | "connecting"
      | "connected"
      | "reconnecting"
      | "disconnecting"
      | "disconnected"
      | "failed"
    >();
    expectTypeOf<string>().not.toExtend<SoraE2EEError["code"]>();
    expectTypeOf<Extract<Support, { supported: false }>["problems"]>().toEqualTypeOf<
      readonly SupportProblem[]
    >();
    expectTypeOf<Extract<Support, { supported: true }>>().not.toHaveProperty("problems");
  });

  it("are read-only", () => {
    expectTypeOf<SoraCall["store"]>().not.toHaveProperty("setState");
    const write = (state: CallState) => {
      // @ts-expect-error The call writes it.
      state.phase = "connected";
      // @ts-expect-error The call writes them.
      state.peers.taro = undefined;
    };
    expectTypeOf(write).toBeFunction();
  });
});

describe("useSoraE2EE", () => {
  it("has an error whenever it failed", () => {
    const show = ({ phase, error }: UseSoraE2EEResult) => {
      if (phase === "failed") expectTypeOf(error).toEqualTypeOf<SoraE2EEError>();
      else expectTypeOf(error).toEqualTypeOf<SoraE2EEError | null>();
    };
    expectTypeOf(show).toBeFunction();
  });
});

describe("the types of listeners", () => {
  it("match the events that they receive", () => {
    expectTypeOf<CallMessages["message"]["data"]>().toEqualTypeOf<Uint8Array>();
    const listen = (call: SoraCall) => {
      call.on("push", (message) => expectTypeOf(message).toEqualTypeOf<Readonly<Record<string, unknown>>>());
      call.on("message", ({ label }) => expectTypeOf(label).toEqualTypeOf<string>());
      // @ts-expect-error No such thing.
      call.on("notify", () => undefined);
    };
    expectTypeOf(listen).toBeFunction();
  });
});
