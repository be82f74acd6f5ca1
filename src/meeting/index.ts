export { Meeting } from "./Meeting.tsx";
export { meetingParts } from "./parts.ts";
export type {
  MeetingEncryptionProps,
  MeetingHeaderProps,
  MeetingLeftProps,
  MeetingLobbyProps,
  MeetingOwnTileProps,
  MeetingPanel,
  MeetingParts,
  MeetingProps,
  MeetingTileProps,
  MeetingValue,
  MeetingWithCallProps,
} from "./types.ts";
export { useMeeting } from "./useMeeting.ts";
