export { AudioSink, type AudioSinkProps } from "./AudioSink.tsx";
export { Avatar, type AvatarProps } from "./Avatar.tsx";
export type { AspectRange } from "./best-fit.ts";
export { CallAnnouncer, type CallAnnouncerProps } from "./CallAnnouncer.tsx";
export { CallEncryptionBanner, type CallEncryptionBannerProps } from "./CallEncryptionBanner.tsx";
export { CameraButton, type CameraButtonProps } from "./CameraButton.tsx";
export {
  ConnectionIndicator,
  type ConnectionIndicatorProps,
  type ConnectionQuality,
} from "./ConnectionIndicator.tsx";
export { ControlBar, type ControlBarProps } from "./ControlBar.tsx";
export { ControlButton, type ControlButtonProps } from "./ControlButton.tsx";
export { ControlMenu, type ControlMenuProps } from "./ControlMenu.tsx";
export { DeviceMenu, type DeviceMenuProps } from "./DeviceMenu.tsx";
export { DeviceSelect, type DeviceSelectProps } from "./DeviceSelect.tsx";
export { DevicesButton, type DevicesButtonProps } from "./DevicesButton.tsx";
export { Dialog, type DialogProps } from "./Dialog.tsx";
export { EncryptionBadge, type EncryptionBadgeProps } from "./EncryptionBadge.tsx";
export {
  EncryptionDetails,
  type EncryptionDetailsProps,
  type OwnEncryptionDetailsProps,
  type PeerEncryptionDetailsProps,
} from "./EncryptionDetails.tsx";
export { ErrorNotice, type ErrorNoticeProps } from "./ErrorNotice.tsx";
export { EventLog, type EventLogProps } from "./EventLog.tsx";
export { I18nProvider, type I18nProviderProps, useI18n } from "./I18nProvider.tsx";
export { LeaveButton, type LeaveButtonProps } from "./LeaveButton.tsx";
export { LevelMeter, type LevelMeterProps, type SubscribeToLevel } from "./LevelMeter.tsx";
export { Lobby, type LobbyProps } from "./Lobby.tsx";
export { MediaNotices, type MediaNoticesProps } from "./MediaNotices.tsx";
export { MicrophoneButton, type MicrophoneButtonProps } from "./MicrophoneButton.tsx";
export { PeerList, type PeerListProps } from "./PeerList.tsx";
export { type ListedPerson, PeerListItem, type PeerListItemProps } from "./PeerListItem.tsx";
export { SafetyNumberDialog, type SafetyNumberDialogProps } from "./SafetyNumberDialog.tsx";
export { ScreenShareButton, type ScreenShareButtonProps } from "./ScreenShareButton.tsx";
export { SpeakingIndicator, type SpeakingIndicatorProps } from "./SpeakingIndicator.tsx";
export { StatsPanel, type StatsPanelProps } from "./StatsPanel.tsx";
export { type ShownSupport, SupportNotice, type SupportNoticeProps } from "./SupportNotice.tsx";
export type {
  DeviceChoiceProps,
  DeviceRole,
  ListedDevice,
  ShownDevice,
  ShownDeviceLists,
  ShownMedia,
} from "./shown-media.ts";
export { TileButton, type TileButtonProps } from "./TileButton.tsx";
export { TileName, type TileNameProps } from "./TileName.tsx";
export { TileNotice, type TileNoticeProps } from "./TileNotice.tsx";
export { VideoGrid, type VideoGridProps } from "./VideoGrid.tsx";
export { VideoTile, type VideoTileProps } from "./VideoTile.tsx";
