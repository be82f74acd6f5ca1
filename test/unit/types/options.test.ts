import type { LocalMediaSource, SoraCallOptions, UseSoraE2EEOptions } from "react-sora-e2ee";
import { describe, expectTypeOf, it } from "vitest";

const base = { signalingUrls: "wss://sora.example/signaling", channelId: "room" } as const;
declare const stream: MediaStream;
declare const media: LocalMediaSource;

type Base = typeof base;

describe("the types of the options", () => {
  it("allow one source of media, or none", () => {
    expectTypeOf<Base>().toExtend<SoraCallOptions>();
    expectTypeOf<Base & { stream: MediaStream }>().toExtend<SoraCallOptions>();
    expectTypeOf<Base & { media: LocalMediaSource }>().toExtend<SoraCallOptions>();
    expectTypeOf<Base & { constraints: MediaStreamConstraints }>().toExtend<SoraCallOptions>();
  });

  it("refuse two sources at once", () => {
    type Stream = { stream: MediaStream };
    type Media = { media: LocalMediaSource };
    type Constraints = { constraints: MediaStreamConstraints };
    expectTypeOf<Base & Stream & Constraints>().not.toExtend<SoraCallOptions>();
    expectTypeOf<Base & Stream & Media>().not.toExtend<SoraCallOptions>();
    expectTypeOf<Base & Media & Constraints>().not.toExtend<SoraCallOptions>();
    expectTypeOf<Base & Stream & Constraints>().not.toExtend<UseSoraE2EEOptions>();
  });

  it("refuse media when nothing is sent", () => {
    type Receiving = Base & { role: "recvonly" | "messaging" };
    expectTypeOf<Receiving>().toExtend<SoraCallOptions>();
    expectTypeOf<Receiving & { stream: MediaStream }>().not.toExtend<SoraCallOptions>();
    expectTypeOf<Receiving & { media: LocalMediaSource }>().not.toExtend<SoraCallOptions>();
    expectTypeOf<Receiving & { constraints: MediaStreamConstraints }>().not.toExtend<SoraCallOptions>();
  });

  it("report an error at the wrong option", () => {
    const write = (_options: SoraCallOptions): void => undefined;
    const examples = () => {
      // @ts-expect-error Two ways at once.
      write({ ...base, stream, constraints: { audio: true } });
      // @ts-expect-error Two ways at once.
      write({ ...base, stream, media });
      // @ts-expect-error Nothing is sent.
      write({ ...base, role: "recvonly", stream });
      // @ts-expect-error Not a role.
      write({ ...base, role: "viewer" });
      // @ts-expect-error It is an option of its own, because the key bundle is added to it.
      write({ ...base, connectionOptions: { signalingNotifyMetadata: {} } });
      // @ts-expect-error The bundle travels beside it: an object only.
      write({ ...base, signalingNotifyMetadata: "Taro" });
    };
    expectTypeOf(examples).toBeFunction();
  });

  it("are the call's options and autoConnect in useSoraE2EE", () => {
    expectTypeOf<Base & { autoConnect: true; media: LocalMediaSource }>().toExtend<UseSoraE2EEOptions>();
  });
});
