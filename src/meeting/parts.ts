import { MeetingBanner } from "./MeetingBanner.tsx";
import { MeetingChat } from "./MeetingChat.tsx";
import { MeetingContacts } from "./MeetingContacts.tsx";
import { MeetingControls } from "./MeetingControls.tsx";
import { MeetingEncryption } from "./MeetingEncryption.tsx";
import { MeetingEvents } from "./MeetingEvents.tsx";
import { MeetingHeader } from "./MeetingHeader.tsx";
import { MeetingLeft } from "./MeetingLeft.tsx";
import { MeetingLobby } from "./MeetingLobby.tsx";
import { MeetingParticipants } from "./MeetingParticipants.tsx";
import { MeetingRecording } from "./MeetingRecording.tsx";
import { MeetingStage } from "./MeetingStage.tsx";
import { MeetingStatus } from "./MeetingStatus.tsx";
import { MeetingOwnTile, MeetingTile } from "./MeetingTile.tsx";
import type { MeetingParts } from "./types.ts";

/** The meeting's own parts. An app's parts can wrap them. */
export const meetingParts: MeetingParts = {
  Lobby: MeetingLobby,
  Header: MeetingHeader,
  Banner: MeetingBanner,
  Stage: MeetingStage,
  Tile: MeetingTile,
  OwnTile: MeetingOwnTile,
  Status: MeetingStatus,
  Recording: MeetingRecording,
  Controls: MeetingControls,
  Participants: MeetingParticipants,
  Chat: MeetingChat,
  Contacts: MeetingContacts,
  Events: MeetingEvents,
  Encryption: MeetingEncryption,
  Left: MeetingLeft,
};

/** The meeting's own parts with those of the app. An undefined part counts as a missing part. */
export function withParts(given?: Partial<MeetingParts>): MeetingParts {
  const named = Object.entries(given ?? {}).filter(([, part]) => part !== undefined);
  return { ...meetingParts, ...Object.fromEntries(named) };
}
