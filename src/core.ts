export type { AgreementOptions, MlsAgreementOptions } from "./call/agreement-options.ts";
export type { CallMessages, DataChannelMessage, PushMessage, SealedMessage } from "./call/app-messages.ts";
export type { AudioLevels } from "./call/audio-levels.ts";
export { CallIdentity } from "./call/call-identity.ts";
export { type ConnectionStats, createStatsSummary, type DirectionStats } from "./call/connection-stats.ts";
export { createSoraCall } from "./call/create-sora-call.ts";
export { forgetDevice } from "./call/forget-device.ts";
export type { IdentityOption, IdentityOptions } from "./call/identity-options.ts";
export {
  createScreenShare,
  type ScreenShare,
  type ScreenShareState,
  type ScreenTarget,
} from "./call/screen-share.ts";
export { besideCamera, insteadOfCamera } from "./call/screen-targets.ts";
export { isSupported, type Support, type SupportProblem } from "./call/support.ts";
export type { CallStore, ParticipantOptions, SoraCall, SoraCallOptions } from "./call/types.ts";
export type { VerifyVouch, Vouch } from "./call/vouching.ts";
export { SharedWasmEngine, type WasmEngine } from "./call/wasm-options.ts";
export {
  createDeviceList,
  type DeviceList,
  type DeviceListState,
  type DevicePermission,
} from "./devices/device-list.ts";
export { createLocalMedia } from "./devices/local-media-source.ts";
export type {
  MediaProcessors,
  ProcessedTrack,
  ProcessorState,
  TrackProcessor,
} from "./devices/processor-types.ts";
export { type ScreenAvailability, watchScreenAvailability } from "./devices/screen-availability.ts";
export { type ScreenSound, screenWithSound } from "./devices/screen-sound.ts";
export { trackLevel } from "./devices/track-level.ts";
export type {
  LocalDeviceState,
  LocalMediaOptions,
  LocalMediaSource,
  LocalMediaState,
} from "./devices/types.ts";
export { SoraE2EEError, type SoraE2EEErrorCode, soraE2EEErrorCodes } from "./errors.ts";
export {
  createI18n,
  type Dictionary,
  type EventToTell,
  en,
  encryptionDetail,
  encryptionLabel,
  eventText,
  type I18n,
  ja,
  type MessageKey,
  type Messages,
  type MessageValues,
  type PluralForms,
  type ShownEncryption,
} from "./i18n/index.ts";
export { exportContacts, importContacts } from "./protocol/contact-file.ts";
export {
  type Contact,
  type ContactStore,
  type IdentityStatus,
  identityStatuses,
  type OwnIdentity,
  type ParticipantPublicKey,
  type PeerIdentity,
  type PeerVouch,
  type Vouched,
  type VouchRefusal,
  vouchRefusals,
} from "./protocol/identity.ts";
export type { MlsSuite } from "./protocol/mls.ts";
export type { ChannelCounts, Role } from "./protocol/types.ts";
export { createRecording } from "./recording/recording.ts";
export type {
  AnnouncedRecording,
  OwnRecording,
  RecordedFile,
  Recording,
  RecordingAnswer,
  RecordingSettings,
  RecordingState,
  RecordingTexts,
} from "./recording/types.ts";
export type { SoraConnectionOptions } from "./sora/options.ts";
export type { MessagingRelayOptions, RelayOptions } from "./sora/relay/options.ts";
export type { RpcOptions } from "./sora/rpc-channel.ts";
export type { SignalingTrace, TimelineTrace } from "./sora/traces.ts";
export {
  type FailureReason,
  type FrameCounts,
  type FrameFailure,
  frameFailures,
  type LinkQuality,
  type MeasuredQuality,
  type MediaKind,
  type NotOpenedReason,
  type ObservedQuality,
  type OpenedBy,
  type OpenedByParticipant,
  type OpenedByStatus,
  type ParticipantClaim,
  type PeerEncryption,
  type PeerEncryptionStatus,
  type Purpose,
  type QualityCause,
  type ReceiptState,
  type ReceiverFacts,
  type RoomCode,
  type RoomFacts,
  type SafetyNumber,
  type SelfEncryption,
  type SelfEncryptionStatus,
  type SenderFacts,
  type SendingState,
} from "./status.ts";
export type { CallEnding } from "./store/ending.ts";
export { type Participant, selectParticipants } from "./store/participants.ts";
export { selectConnectionQuality } from "./store/quality.ts";
export { type PeerReceipt, type ReceiptsState, selectOpenedBy, type ToldReceipt } from "./store/receipts.ts";
export type { ServerState } from "./store/server.ts";
export type {
  CallPhase,
  CallState,
  LogEntry,
  LogEntryKind,
  OwnConnection,
  Peer,
  PeerTrust,
  Self,
  SelfDeviceStatus,
} from "./store/types.ts";
