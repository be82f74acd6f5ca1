// @vitest-environment node
import { type ReactNode, StrictMode } from "react";
import { renderToString } from "react-dom/server";
import * as library from "react-sora-e2ee";
import { describe, expect, it } from "vitest";

const call = library.createSoraCall({ signalingUrls: "wss://sora.example/signaling", channelId: "room" });

const openedBy: library.OpenedBy = {
  status: "told",
  opened: 0,
  total: 1,
  participants: [
    { id: "BEN", connectionIds: ["BEN"], status: "cannot", reason: "no-key", media: {}, since: null },
  ],
};

/** Uses every hook of the library once. */
function EveryHook() {
  library.useSoraCall();
  library.useCallStore();
  const id = "TARO0000000000000000000002";
  const seen = {
    phase: library.useCallPhase(),
    error: library.useCallError(),
    ending: library.useCallEnding(),
    self: library.useSelf().encryption.status,
    ids: library.usePeerIds(),
    peer: library.usePeer(id),
    peers: library.usePeers(),
    encryption: [library.usePeerEncryption(id), library.useCallEncryption().status],
    support: library.useSupport(),
    openedBy: library.useOpenedBy().status,
    quality: [library.useConnectionQuality(id).level, library.useConnectionQuality().level],
    advised: library.useVideoAdvice({ cameraOn: true }).advised,
    incoming: [library.useIncomingVideo().stopped, library.useCamerasStopped()],
    log: library.useEventLog(),
    verified: library.useSafetyNumber(id).verified,
    identity: library.useIdentity(id).identity,
    contacts: library.useContacts().contacts,
    channel: library.useCallState((state) => state.channel),
    locale: library.useI18n().locale,
    camera: library.useLocalMedia({ autoOpen: true, remember: "devices" }).camera.status,
    devices: library.useDevices().cameras,
    stats: library.useConnectionStats(),
    level: library.useAudioLevel(id),
    speaker: library.useActiveSpeaker(),
    speaks: library.useIsSpeaking(id),
    push: library.usePush(() => undefined),
    send: typeof library.useDataChannel("#chat", () => undefined).send,
    effects: library.useMediaEffects([], { remember: "effects" }).camera.chosen,
    layout: library.useLayout({ remember: "layout" }).layout,
    hands: library.useReactions("#reactions").hands,
    recording: library.useRecording("#recording").own.status,
    muted: library.useSpeakingWhileMuted(null, { enabled: true }),
    picture: library.usePictureInPicture().mode,
    keys: library.useShortcuts({ m: () => undefined }),
    messages: library.useSealedMessages("#chat").messages,
    participants: library.useParticipants(),
    server: library.useServer(),
    rpc: library.useRpc(),
    layer: typeof library.useTileLayer(id),
    withoutTile: library.useWithoutTile(id),
    roomCode: library.useRoomCode(),
    screen: library.useScreenShare().status,
    output: library.useAudioOutput({ current: null }, null),
  };
  return <code>{JSON.stringify(seen)}</code>;
}

const noRecording: library.ShownOwnRecording = {
  status: "off",
  since: null,
  bytes: 0,
  large: false,
  answers: [],
  error: null,
};

/** The hook of a meeting's parts. */
function Part() {
  return <code>{library.useMeeting().channelId}</code>;
}

function App({ children }: { readonly children?: ReactNode }) {
  const { call: own, phase } = library.useSoraE2EE({
    signalingUrls: "wss://sora.example/signaling",
    channelId: "room",
    autoConnect: true,
  });
  return (
    <library.SoraCallProvider call={own}>
      <p>{phase}</p>
      {children}
    </library.SoraCallProvider>
  );
}

const media = {
  microphone: { deviceId: null, status: "off" },
  camera: { deviceId: null, status: "off" },
  speakerId: null,
  stream: null,
} as const;
const choices = {
  devices: { microphones: [], cameras: [], speakers: [] },
  media,
  onChoose: () => undefined,
};
const nothing = () => undefined;
const own = {
  local: true,
  connectionId: null,
  name: "Taro",
  role: "sendrecv",
  encryption: { status: "waiting" },
} as const;

const components: Readonly<Record<string, ReactNode>> = {
  AdaptiveLayers: (
    <library.SoraCallProvider call={call}>
      <library.AdaptiveLayers />
    </library.SoraCallProvider>
  ),
  AudioSink: <library.AudioSink stream={null} encryption={{ status: "ready" }} />,
  Avatar: <library.Avatar name="Taro" seed="1" />,
  CallAnnouncer: <library.CallAnnouncer entries={[]} names={{}} />,
  CallEncryptionBanner: (
    <library.CallEncryptionBanner
      encryption={{ status: "not-encrypted", self: { status: "waiting" }, notEncrypted: ["1"], settling: [] }}
      names={{ 1: "Taro" }}
      onShow={nothing}
    />
  ),
  CameraToggle: (
    <library.SoraCallProvider call={call} media={library.createLocalMedia()}>
      <library.CameraToggle />
    </library.SoraCallProvider>
  ),
  CameraButton: <library.CameraButton on onToggle={() => undefined} />,
  ConnectionIndicator: <library.ConnectionIndicator quality="poor" />,
  ControlBar: <library.ControlBar />,
  ControlButton: <library.ControlButton icon="list" text="Events" onPress={() => undefined} />,
  ControlMenu: <library.ControlMenu icon="list" text="More" />,
  DeviceMenu: <library.DeviceMenu {...choices} />,
  DeviceSelect: <library.DeviceSelect which="camera" {...choices} />,
  DevicesButton: <library.DevicesButton {...choices} />,
  Dialog: (
    <library.Dialog open title="Dialog" onClose={nothing}>
      Text
    </library.Dialog>
  ),
  EffectsMenu: (
    <library.EffectsMenu
      which="camera"
      effects={[{ id: "blur", name: "Blur" }]}
      chosen={null}
      device={media.camera}
      onChoose={nothing}
    />
  ),
  EncryptionBadge: <library.EncryptionBadge encryption={{ status: "ready" }} />,
  EncryptionDetails: (
    <library.EncryptionDetails name="Taro" encryption={{ status: "ready" }} receivers={[]} />
  ),
  ErrorNotice: <library.ErrorNotice error={{ code: "aborted" }} />,
  ContactList: <library.ContactList contacts={[]} onRename={() => undefined} onForget={() => undefined} />,
  DeviceIdentity: <library.DeviceIdentity identity={{ kind: "session", key: "aa", isNew: true }} />,
  IdentityMark: <library.IdentityMark verified />,
  IdentityWarning: <library.IdentityWarning name="Taro" since={0} onCompare={() => undefined} />,
  EventLog: <library.EventLog entries={[{ id: 1, at: 0, text: "Taro joined" }]} />,
  I18nProvider: <library.I18nProvider locale="ja" messages={library.ja} />,
  LeaveCallButton: (
    <library.SoraCallProvider call={call}>
      <library.LeaveCallButton />
    </library.SoraCallProvider>
  ),
  LeaveButton: <library.LeaveButton onLeave={() => undefined} />,
  LevelMeter: <library.LevelMeter level={0.1} />,
  MediaNotices: <library.MediaNotices media={null} />,
  ScreenSoundNotice: <library.ScreenSoundNotice sound="none" />,
  Lobby: <library.Lobby {...choices} support={null} onJoin={nothing} />,
  Meeting: <library.Meeting signalingUrls="wss://sora.example/signaling" channelId="room" />,
  MicrophoneToggle: (
    <library.SoraCallProvider call={call} media={library.createLocalMedia()}>
      <library.MicrophoneToggle />
    </library.SoraCallProvider>
  ),
  PeerTile: (
    <library.SoraCallProvider call={call}>
      <library.PeerTile connectionId="1" />
    </library.SoraCallProvider>
  ),
  ScreenShareToggle: (
    <library.SoraCallProvider call={call}>
      <library.ScreenShareToggle />
    </library.SoraCallProvider>
  ),
  SelfTile: (
    <library.SoraCallProvider call={call}>
      <library.SelfTile />
    </library.SoraCallProvider>
  ),
  MicrophoneButton: <library.MicrophoneButton on={false} onToggle={() => undefined} />,
  ParticipantList: <library.ParticipantList participants={[own]} />,
  ParticipantListItem: <library.ParticipantListItem participant={own} />,
  RoomCodeView: <library.RoomCodeView code={null} size={1} />,
  SafetyNumberDialog: (
    <library.SafetyNumberDialog
      open
      name="Taro"
      safetyNumber={null}
      verified={false}
      onVerify={nothing}
      onClose={nothing}
    />
  ),
  ScreenShareButton: (
    <library.ScreenShareButton share={{ status: "off" }} onStart={nothing} onStop={nothing} />
  ),
  SoraCallProvider: <library.SoraCallProvider call={call} />,
  FullscreenButton: <library.FullscreenButton name="Taro" />,
  LayoutSwitch: <library.LayoutSwitch layout="grid" onChoose={() => undefined} />,
  MoreMenu: <library.MoreMenu />,
  RecordButton: (
    <library.RecordButton recording={noRecording} onStart={() => undefined} onStop={() => undefined} />
  ),
  RecordingAnnouncer: <library.RecordingAnnouncer own={noRecording} others={[]} names={{}} />,
  RecordingConsentDialog: (
    <library.RecordingConsentDialog
      open
      name="Ann"
      status="asking"
      onAnswer={() => undefined}
      onClose={() => undefined}
    />
  ),
  RecordingMark: (
    <library.RecordingMark
      own={{ ...noRecording, status: "asking" }}
      others={[]}
      names={{}}
      onAnswer={() => undefined}
      onProceed={() => undefined}
      onStop={() => undefined}
    />
  ),
  ReactionsAnnouncer: <library.ReactionsAnnouncer hands={[]} reactions={[]} names={{}} />,
  ReactionsMenu: (
    <library.ReactionsMenu handRaised={false} onHand={() => undefined} onReact={() => undefined} />
  ),
  ShortcutsDialog: (
    <library.ShortcutsDialog
      open
      enabled
      shortcuts={[{ key: "m", text: "Microphone" }]}
      onEnable={() => undefined}
      onClose={() => undefined}
    />
  ),
  TileReactions: <library.TileReactions hand={1} reactions={[{ id: 1, kind: "heart" }]} />,
  MutedSpeakingNotice: <library.MutedSpeakingNotice speaking onUnmute={() => undefined} />,
  SpeakerTest: <library.SpeakerTest onPlay={async () => undefined} />,
  PictureInPictureButton: (
    <library.PictureInPictureButton
      mode="document"
      isOpen
      onOpen={() => undefined}
      onClose={() => undefined}
    />
  ),
  SpeakingIndicator: <library.SpeakingIndicator speaking />,
  StatsPanel: <library.StatsPanel stats={null} />,
  SupportNotice: <library.SupportNotice support={null} />,
  TileButton: <library.TileButton icon="more" label="More" />,
  TileName: <library.TileName name="Taro" />,
  OpenedByList: <library.OpenedByList openedBy={openedBy} names={{ BEN: "Ben" }} />,
  TileOpenedBy: <library.TileOpenedBy openedBy={openedBy} names={{ BEN: "Ben" }} />,
  IncomingVideoNotice: (
    <library.IncomingVideoNotice
      advised
      stopped={false}
      onStop={() => undefined}
      onResume={() => undefined}
      onDismiss={() => undefined}
    />
  ),
  VideoAdviceNotice: (
    <library.VideoAdviceNotice advised onTurnOff={() => undefined} onDismiss={() => undefined} />
  ),
  TileNotice: <library.TileNotice icon="error" text="Nothing to see" />,
  VideoGrid: (
    <library.VideoGrid>
      <p key="1">Tile</p>
    </library.VideoGrid>
  ),
  VideoTile: (
    <library.VideoTile connectionId="1" name="Taro" stream={null} encryption={{ status: "exchanging" }} />
  ),
};

/** A function, or the result of `memo` or `forwardRef`. */
function isComponent(value: unknown): boolean {
  const made = typeof value === "object" && value !== null && "$$typeof" in value;
  return made || (typeof value === "function" && !String(value).startsWith("class"));
}

describe("on a server", () => {
  it("the test runs without browser globals", () => {
    expect(typeof document).toBe("undefined");
  });

  it("the test renders every component", () => {
    const exported = Object.entries(library)
      .filter(([name, value]) => /^[A-Z]/u.test(name) && isComponent(value))
      .map(([name]) => name);
    expect(exported.sort()).toEqual(Object.keys(components).sort());
  });

  it("the lobby says nothing about devices before they were listed", () => {
    const html = renderToString(
      <library.Meeting signalingUrls="wss://sora.example/signaling" channelId="room" />,
    );
    for (const key of ["microphone", "camera", "speaker"] as const) {
      expect(html).toContain(library.en[`device.${key}`]);
      for (const state of ["none", "unnamed"] as const) {
        expect(html).not.toContain(library.en[`device.${key}.${state}`]);
      }
    }
  });

  it("the test uses every hook", () => {
    const source = `${EveryHook}${Part}${App}`;
    for (const name of Object.keys(library).filter((exported) => exported.startsWith("use"))) {
      expect(source).toContain(name);
    }
  });

  it.each(Object.entries(components))("%s renders to a string", (_name, component) => {
    expect(() => renderToString(<StrictMode>{component}</StrictMode>)).not.toThrow();
  });

  it("every hook renders to a string, with the call idle", () => {
    const html = renderToString(
      <StrictMode>
        <App>
          <EveryHook />
        </App>
      </StrictMode>,
    );
    expect(html).toContain("<p>idle</p>");
    expect(html).toContain("&quot;self&quot;:&quot;waiting&quot;");
  });

  it("a meeting renders to a string without its lobby too", () => {
    const html = renderToString(
      <library.Meeting
        signalingUrls="wss://sora.example/signaling"
        channelId="room"
        autoJoin
        parts={{ Controls: Part }}
      />,
    );
    expect(html).toContain("<code>room</code>");
  });

  it("a tile has its data attributes in the first HTML", () => {
    const html = renderToString(components.VideoTile);
    expect(html).toMatch(/data-sora-tile="1"[^>]*data-encryption="exchanging"/u);
  });
});
