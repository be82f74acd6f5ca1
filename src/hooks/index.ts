export { SoraCallProvider, type SoraCallProviderProps } from "./SoraCallProvider.tsx";
export { useActiveSpeaker } from "./useActiveSpeaker.ts";
export { useAudioLevel } from "./useAudioLevel.ts";
export { useAudioOutput } from "./useAudioOutput.ts";
export { type CallEncryption, useCallEncryption } from "./useCallEncryption.ts";
export { useCallEnding } from "./useCallEnding.ts";
export { useCallError } from "./useCallError.ts";
export { useCallPhase } from "./useCallPhase.ts";
export { useCallState } from "./useCallState.ts";
export { useConnectionStats } from "./useConnectionStats.ts";
export { type UseDataChannelResult, useDataChannel } from "./useDataChannel.ts";
export { type UseDevicesResult, useDevices } from "./useDevices.ts";
export { useEventLog } from "./useEventLog.ts";
export { type UseLocalMediaOptions, type UseLocalMediaResult, useLocalMedia } from "./useLocalMedia.ts";
export { useParticipants } from "./useParticipants.ts";
export { usePeer } from "./usePeer.ts";
export { usePeerEncryption } from "./usePeerEncryption.ts";
export { usePeerIds } from "./usePeerIds.ts";
export { usePush } from "./usePush.ts";
export { type UseRpcResult, useRpc } from "./useRpc.ts";
export { type UseSafetyNumberResult, useSafetyNumber } from "./useSafetyNumber.ts";
export { type UseScreenShareResult, useScreenShare } from "./useScreenShare.ts";
export {
  type SealedMessageEntry,
  type UseSealedMessagesOptions,
  type UseSealedMessagesResult,
  useSealedMessages,
} from "./useSealedMessages.ts";
export { useSelf } from "./useSelf.ts";
export { useServer } from "./useServer.ts";
export { useCallStore, useSoraCall } from "./useSoraCall.ts";
export { type UseSoraE2EEOptions, type UseSoraE2EEResult, useSoraE2EE } from "./useSoraE2EE.ts";
export { useSupport } from "./useSupport.ts";
