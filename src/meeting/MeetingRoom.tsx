import { useCallback, useMemo, useState } from "react";
import type { SoraCallOptions } from "../call/types.ts";
import { useI18n } from "../components/common/I18nProvider.tsx";
import { CallAnnouncer } from "../components/log/CallAnnouncer.tsx";
import { AdaptiveLayers } from "../hooks/AdaptiveLayers.tsx";
import { useEventLog } from "../hooks/call.ts";
import { useCallState } from "../hooks/useCallState.ts";
import { useIncomingVideo } from "../hooks/useIncomingVideo.ts";
import { useLayout } from "../hooks/useLayout.ts";
import { useReactionsStore } from "../hooks/useReactions.ts";
import { useRecordingStore } from "../hooks/useRecording.ts";
import { useScreenShare } from "../hooks/useScreenShare.ts";
import { useSealedMessages } from "../hooks/useSealedMessages.ts";
import { chatLabel, profileOf, reactionsLabel, recordingLabel, remembersPeople } from "./call-options.ts";
import type { MeetingCallProps } from "./MeetingCall.tsx";
import { MeetingIncomingVideo } from "./MeetingIncomingVideo.tsx";
import { MeetingMutedSpeaking } from "./MeetingMutedSpeaking.tsx";
import { MeetingRecordingSaved } from "./MeetingRecordingSaved.tsx";
import { MeetingShortcuts } from "./MeetingShortcuts.tsx";
import { MeetingSidePanel } from "./MeetingSidePanel.tsx";
import { MeetingVideoAdvice } from "./MeetingVideoAdvice.tsx";
import { ReactionsContext } from "./reactions-context.ts";
import type { MeetingValue } from "./types.ts";
import { MeetingContext } from "./useMeeting.ts";
import { useNames } from "./useNames.ts";
import { usePanels } from "./usePanels.tsx";

interface MeetingRoomProps extends MeetingCallProps {
  readonly options: SoraCallOptions;
  readonly onLeave: () => Promise<void>;
}

/** The active call: tiles, controls and panels, and their shared state. */
export function MeetingRoom(props: MeetingRoomProps) {
  const {
    options,
    createCall,
    channelId,
    invitation = null,
    media,
    devices,
    effects,
    parts,
    onLeave,
  } = props;
  const { chat: hasChat = false, maxTiles = 49, minTileWidth = 120, adaptiveLayers = true } = props;
  // Spotlight chooses the layers itself.
  const { simulcast = false, spotlight = false, ...layers } = options.connectionOptions ?? {};
  const resumedLayer = layers.simulcastRequestRid ?? layers.simulcastRid;
  const hasLayers = simulcast && !spotlight;
  const incomingVideo = useIncomingVideo({ enabled: simulcast || spotlight, spotlight });
  const { t } = useI18n();
  const name = props.name || t("meeting.guest");
  const connectionId = useCallState(({ self }) => self.connectionId);
  const others = useNames();
  const names = useMemo(
    () => (connectionId === null ? others : { ...others, [connectionId]: name }),
    [others, connectionId, name],
  );
  // An existing call cannot have a second connection.
  const share = useScreenShare(props.call ? undefined : { ...options, createCall });
  const sealed = useSealedMessages(chatLabel);
  const chat = hasChat ? sealed : null;
  const reactions = useReactionsStore(props.reactions ? reactionsLabel : null);
  const texts = useMemo(() => ({ notRecorded: t("recording.drawn"), guest: t("meeting.guest") }), [t]);
  const recording = useRecordingStore(props.recording ? recordingLabel : null, texts);
  const { remember, shortcuts = true } = props;
  const layout = useLayout(remember === undefined ? {} : { remember: `${remember}-layout` });
  const [helpOpen, setHelpOpen] = useState(false);
  const showShortcuts = useMemo(() => (shortcuts ? () => setHelpOpen(true) : null), [shortcuts]);
  const [pinned, setPinned] = useState<readonly string[]>([]);
  const [detailsOf, setDetailsOf] = useState<string | null>(null);
  const { panels, panel, showPanel } = usePanels(
    parts,
    chat,
    remembersPeople(options.identity),
    // In JavaScript, an app may pass null for no panels.
    props.panels ?? undefined,
  );

  const togglePin = useCallback(
    (id: string) =>
      setPinned((last) => (last.includes(id) ? last.filter((one) => one !== id) : [...last, id])),
    [],
  );
  const profile = profileOf(options.identity);
  const leave = useCallback(() => void onLeave(), [onLeave]);
  const canShare = share.availability !== "unknown" && share.availability !== "screen-unsupported";
  const shown = canShare ? share : null;
  const meeting = useMemo<MeetingValue>(
    () => ({
      channelId,
      invitation,
      name,
      names,
      media,
      devices,
      effects,
      incomingVideo,
      share: shown,
      chat,
      reactions,
      recording,
      layout,
      showShortcuts,
      panels,
      panel,
      showPanel,
      pinned,
      togglePin,
      profile,
      showEncryption: setDetailsOf,
      maxTiles,
      minTileWidth,
      parts,
      leave,
    }),
    [
      channelId,
      invitation,
      name,
      names,
      media,
      devices,
      effects,
      incomingVideo,
      shown,
      chat,
      reactions,
      recording,
      layout,
      showShortcuts,
      panels,
      panel,
      showPanel,
      pinned,
      togglePin,
      profile,
      maxTiles,
      minTileWidth,
      parts,
      leave,
    ],
  );
  const closeDetails = useCallback(() => setDetailsOf(null), []);
  return (
    <ReactionsContext.Provider value={reactions}>
      <MeetingContext.Provider value={meeting}>
        {/* Picture-in-picture, which the controls open, has a tile too. */}
        <AdaptiveLayers
          enabled={adaptiveLayers && hasLayers}
          camerasStopped={incomingVideo.stopped}
          {...{ spotlight }}
          {...(resumedLayer !== undefined && { resumedLayer })}
        >
          <div className="sora-meeting-lines">
            <parts.Banner />
            <parts.Status />
            <parts.Recording />
          </div>
          <div className="sora-meeting-stage">
            <parts.Stage />
            <MeetingSidePanel />
            <div className="sora-meeting-notices">
              <MeetingVideoAdvice />
              <MeetingIncomingVideo />
              {recording && <MeetingRecordingSaved recording={recording} />}
              {props.speakingWhileMuted && <MeetingMutedSpeaking />}
            </div>
          </div>
          <parts.Controls />
        </AdaptiveLayers>
        {detailsOf !== null && (
          <parts.Encryption key={detailsOf} connectionId={detailsOf} onClose={closeDetails} />
        )}
        {shortcuts && (
          <MeetingShortcuts
            remember={remember === undefined ? undefined : `${remember}-shortcuts`}
            helpOpen={helpOpen}
            onHelp={setHelpOpen}
          />
        )}
        <MeetingAnnouncer names={names} />
      </MeetingContext.Provider>
    </ReactionsContext.Provider>
  );
}

/** The only subscriber of the event log here, so each new line renders only this component. */
function MeetingAnnouncer({ names }: Pick<MeetingValue, "names">) {
  return <CallAnnouncer entries={useEventLog()} names={names} />;
}
