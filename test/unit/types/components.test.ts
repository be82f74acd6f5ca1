import type {
  ConnectionStats,
  DeviceMenuProps,
  DeviceSelectProps,
  EventLogProps,
  ListedParticipant,
  LobbyProps,
  LogEntry,
  MicrophoneButtonProps,
  Peer,
  ScreenShareButtonProps,
  Self,
  StatsPanelProps,
  Support,
  SupportNoticeProps,
  UseDevicesResult,
  UseLocalMediaResult,
  UseScreenShareResult,
  usePeer,
  useSupport,
} from "react-sora-e2ee";
import { describe, expectTypeOf, it } from "vitest";

type SeenPeer = NonNullable<ReturnType<typeof usePeer>>;
type Toggle = Extract<MicrophoneButtonProps, { device: unknown }>;

/** Components do not import hooks, but must accept the hooks' results unchanged. */
describe("the return values of hooks", () => {
  it("have the types of the controls' props", () => {
    expectTypeOf<UseLocalMediaResult["microphone"]>().toExtend<Toggle["device"]>();
    expectTypeOf<UseLocalMediaResult["camera"]>().toExtend<Toggle["device"]>();
    expectTypeOf<UseScreenShareResult>().toExtend<ScreenShareButtonProps["share"]>();
    expectTypeOf<UseScreenShareResult["stop"]>().toExtend<ScreenShareButtonProps["onStop"]>();
  });

  it("have the types of the device menus' props", () => {
    expectTypeOf<UseDevicesResult>().toExtend<DeviceMenuProps["devices"]>();
    expectTypeOf<UseLocalMediaResult>().toExtend<DeviceMenuProps["media"]>();
    expectTypeOf<UseLocalMediaResult["choose"]>().toExtend<DeviceMenuProps["onChoose"]>();
    expectTypeOf<UseLocalMediaResult["chooseSpeaker"]>().toExtend<DeviceSelectProps["onChoose"]>();
  });

  it("have the types of the lobby's props", () => {
    expectTypeOf<UseLocalMediaResult>().toExtend<NonNullable<LobbyProps["media"]>>();
    expectTypeOf<UseDevicesResult>().toExtend<NonNullable<LobbyProps["devices"]>>();
    expectTypeOf<ReturnType<typeof useSupport>>().toExtend<SupportNoticeProps["support"]>();
    expectTypeOf<Support>().toEqualTypeOf<NonNullable<SupportNoticeProps["support"]>>();
  });

  it("have the types of the panels' props", () => {
    expectTypeOf<SeenPeer & { name: string }>().toExtend<ListedParticipant>();
    expectTypeOf<Peer & { name: string; microphoneOff: boolean }>().toExtend<ListedParticipant>();
    expectTypeOf<Self & { local: true; name: string }>().toExtend<ListedParticipant>();
    expectTypeOf<ConnectionStats | null>().toExtend<StatsPanelProps["stats"]>();
    expectTypeOf<Self["senders"]>().toExtend<NonNullable<StatsPanelProps["senders"]>>();
    expectTypeOf<Peer["receivers"]>().toExtend<NonNullable<StatsPanelProps["receivers"]>>();
    expectTypeOf<LogEntry & { text: string }>().toExtend<EventLogProps["entries"][number]>();
  });
});
