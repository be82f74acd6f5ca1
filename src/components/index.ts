export { Dialog, type DialogProps } from "./common/Dialog.tsx";
export { I18nProvider, type I18nProviderProps, useI18n } from "./common/I18nProvider.tsx";
export { ControlBar, type ControlBarProps } from "./controls/ControlBar.tsx";
export { ControlButton, type ControlButtonProps } from "./controls/ControlButton.tsx";
export { ControlMenu, type ControlMenuProps } from "./controls/ControlMenu.tsx";
export { DevicesButton, type DevicesButtonProps } from "./controls/DevicesButton.tsx";
export {
  CameraButton,
  type CameraButtonProps,
  MicrophoneButton,
  type MicrophoneButtonProps,
} from "./controls/device-buttons.tsx";
export { LeaveButton, type LeaveButtonProps } from "./controls/LeaveButton.tsx";
export { MoreMenu, type MoreMenuProps } from "./controls/MoreMenu.tsx";
export {
  PictureInPictureButton,
  type PictureInPictureButtonProps,
} from "./controls/PictureInPictureButton.tsx";
export { ScreenShareButton, type ScreenShareButtonProps } from "./controls/ScreenShareButton.tsx";
export { DeviceMenu, type DeviceMenuProps } from "./devices/DeviceMenu.tsx";
export { DeviceSelect, type DeviceSelectProps } from "./devices/DeviceSelect.tsx";
export { EffectsMenu, type EffectsMenuProps, type ShownEffect } from "./devices/EffectsMenu.tsx";
export { LevelMeter, type LevelMeterProps, type SubscribeToLevel } from "./devices/LevelMeter.tsx";
export { MediaNotices, type MediaNoticesProps } from "./devices/MediaNotices.tsx";
export { MutedSpeakingNotice, type MutedSpeakingNoticeProps } from "./devices/MutedSpeakingNotice.tsx";
export { ScreenSoundNotice, type ScreenSoundNoticeProps } from "./devices/ScreenSoundNotice.tsx";
export { SpeakerTest, type SpeakerTestProps } from "./devices/SpeakerTest.tsx";
export { CallEncryptionBanner, type CallEncryptionBannerProps } from "./encryption/CallEncryptionBanner.tsx";
export { EncryptionBadge, type EncryptionBadgeProps } from "./encryption/EncryptionBadge.tsx";
export {
  EncryptionDetails,
  type EncryptionDetailsProps,
  type OwnEncryptionDetailsProps,
  type PeerEncryptionDetailsProps,
} from "./encryption/EncryptionDetails.tsx";
export { OpenedByList, type OpenedByListProps } from "./encryption/OpenedByList.tsx";
export type { AspectRange } from "./grid/best-fit.ts";
export { LayoutSwitch, type LayoutSwitchProps } from "./grid/LayoutSwitch.tsx";
export { VideoGrid, type VideoGridProps } from "./grid/VideoGrid.tsx";
export { ContactList, type ContactListProps } from "./identity/ContactList.tsx";
export { DeviceIdentity, type DeviceIdentityProps } from "./identity/DeviceIdentity.tsx";
export { IdentityMark, type IdentityMarkProps } from "./identity/IdentityMark.tsx";
export { IdentityWarning, type IdentityWarningProps } from "./identity/IdentityWarning.tsx";
export { Lobby, type LobbyProps } from "./lobby/Lobby.tsx";
export { CallAnnouncer, type CallAnnouncerProps } from "./log/CallAnnouncer.tsx";
export { EventLog, type EventLogProps } from "./log/EventLog.tsx";
export { ErrorNotice, type ErrorNoticeProps } from "./notices/ErrorNotice.tsx";
export { IncomingVideoNotice, type IncomingVideoNoticeProps } from "./notices/IncomingVideoNotice.tsx";
export { type ShownSupport, SupportNotice, type SupportNoticeProps } from "./notices/SupportNotice.tsx";
export { VideoAdviceNotice, type VideoAdviceNoticeProps } from "./notices/VideoAdviceNotice.tsx";
export { ParticipantList, type ParticipantListProps } from "./participants/ParticipantList.tsx";
export {
  type ListedParticipant,
  ParticipantListItem,
  type ParticipantListItemProps,
} from "./participants/ParticipantListItem.tsx";
export { ReactionsAnnouncer, type ReactionsAnnouncerProps } from "./reactions/ReactionsAnnouncer.tsx";
export { ReactionsMenu, type ReactionsMenuProps } from "./reactions/ReactionsMenu.tsx";
export { TileReactions, type TileReactionsProps } from "./reactions/TileReactions.tsx";
export { RecordButton, type RecordButtonProps } from "./recording/RecordButton.tsx";
export { RecordingAnnouncer, type RecordingAnnouncerProps } from "./recording/RecordingAnnouncer.tsx";
export {
  RecordingConsentDialog,
  type RecordingConsentDialogProps,
} from "./recording/RecordingConsentDialog.tsx";
export { RecordingMark, type RecordingMarkProps } from "./recording/RecordingMark.tsx";
export type { ShownOwnRecording, ShownRecording } from "./recording/shown-recording.ts";
export { RoomCodeView, type RoomCodeViewProps } from "./room-code/RoomCodeView.tsx";
export { SafetyNumberDialog, type SafetyNumberDialogProps } from "./safety-number/SafetyNumberDialog.tsx";
export { ShortcutsDialog, type ShortcutsDialogProps } from "./shortcuts/ShortcutsDialog.tsx";
export { StatsPanel, type StatsPanelProps } from "./stats/StatsPanel.tsx";
export { AudioSink, type AudioSinkProps } from "./tile/AudioSink.tsx";
export { Avatar, type AvatarProps } from "./tile/Avatar.tsx";
export {
  ConnectionIndicator,
  type ConnectionIndicatorProps,
  type ConnectionQuality,
} from "./tile/ConnectionIndicator.tsx";
export { FullscreenButton, type FullscreenButtonProps } from "./tile/FullscreenButton.tsx";
export { SpeakingIndicator, type SpeakingIndicatorProps } from "./tile/SpeakingIndicator.tsx";
export type {
  DeviceChoiceProps,
  DeviceRole,
  ListedDevice,
  ShownDevice,
  ShownDeviceLists,
  ShownMedia,
} from "./tile/shown-media.ts";
export { TileButton, type TileButtonProps } from "./tile/TileButton.tsx";
export { TileName, type TileNameProps } from "./tile/TileName.tsx";
export { TileNotice, type TileNoticeProps } from "./tile/TileNotice.tsx";
export { TileOpenedBy, type TileOpenedByProps } from "./tile/TileOpenedBy.tsx";
export { VideoTile, type VideoTileProps } from "./tile/VideoTile.tsx";
