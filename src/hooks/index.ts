export {
  AdaptiveLayers,
  type AdaptiveLayersProps,
  useCamerasStopped,
  useTileLayer,
  useWithoutTile,
} from "./AdaptiveLayers.tsx";
export type { AdaptiveLayersOptions } from "./adaptive-layers.ts";
export { useActiveSpeaker, useAudioLevel, useAudioOutput, useIsSpeaking } from "./audio.ts";
export { useCallEnding, useCallError, useCallPhase, useEventLog } from "./call.ts";
export { type UseDataChannelResult, useDataChannel, usePush } from "./messages.ts";
export { usePeer, usePeerEncryption, usePeerIds, usePeers, useSelf } from "./peers.ts";
export {
  type ReactionKind,
  type Reactions,
  type ReactionsState,
  reactionKinds,
  type ShownReaction,
} from "./reactions-store.ts";
export {
  SoraCallProvider,
  type SoraCallProviderProps,
  useCallStore,
  useSoraCall,
} from "./SoraCallProvider.tsx";
export { useSupport } from "./support.ts";
export { type CallEncryption, useCallEncryption } from "./useCallEncryption.ts";
export { useCallState } from "./useCallState.ts";
export { useConnectionQuality } from "./useConnectionQuality.ts";
export { useConnectionStats } from "./useConnectionStats.ts";
export { type UseContactsResult, useContacts } from "./useContacts.ts";
export { type UseDevicesResult, useDevices } from "./useDevices.ts";
export { type UseIdentityResult, useIdentity } from "./useIdentity.ts";
export {
  type UseIncomingVideoOptions,
  type UseIncomingVideoResult,
  useIncomingVideo,
} from "./useIncomingVideo.ts";
export {
  type CallLayout,
  callLayouts,
  type UseLayoutOptions,
  type UseLayoutResult,
  useLayout,
} from "./useLayout.ts";
export { type UseLocalMediaOptions, type UseLocalMediaResult, useLocalMedia } from "./useLocalMedia.ts";
export {
  type EffectChoice,
  type MediaEffect,
  type UseMediaEffectsOptions,
  type UseMediaEffectsResult,
  useMediaEffects,
} from "./useMediaEffects.ts";
export { useOpenedBy } from "./useOpenedBy.ts";
export { useParticipants } from "./useParticipants.ts";
export {
  type PictureInPictureMode,
  type UsePictureInPictureOptions,
  type UsePictureInPictureResult,
  usePictureInPicture,
} from "./usePictureInPicture.ts";
export { type UseReactionsResult, useReactions } from "./useReactions.ts";
export {
  type UseRecordingOptions,
  type UseRecordingResult,
  useRecording,
} from "./useRecording.ts";
export { useRoomCode } from "./useRoomCode.ts";
export { type UseRpcResult, useRpc } from "./useRpc.ts";
export { type UseSafetyNumberResult, useSafetyNumber } from "./useSafetyNumber.ts";
export { type ScreenShareOptions, type UseScreenShareResult, useScreenShare } from "./useScreenShare.ts";
export {
  type SealedMessageEntry,
  type UseSealedMessagesOptions,
  type UseSealedMessagesResult,
  useSealedMessages,
} from "./useSealedMessages.ts";
export { useServer } from "./useServer.ts";
export { type UseShortcutsOptions, useShortcuts } from "./useShortcuts.ts";
export { type UseSoraE2EEOptions, type UseSoraE2EEResult, useSoraE2EE } from "./useSoraE2EE.ts";
export { type UseSpeakingWhileMutedOptions, useSpeakingWhileMuted } from "./useSpeakingWhileMuted.ts";
export { type UseVideoAdviceOptions, type UseVideoAdviceResult, useVideoAdvice } from "./useVideoAdvice.ts";
