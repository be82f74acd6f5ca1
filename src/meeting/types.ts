import type { ComponentType, ReactNode } from "react";
import type { SoraCall, SoraCallOptions } from "../call/types.ts";
import type { IconName } from "../components/common/Icon.tsx";
import type { ShownSupport } from "../components/notices/SupportNotice.tsx";
import type { LocalMediaSource } from "../devices/types.ts";
import type { SoraE2EEError } from "../errors.ts";
import type { Reactions } from "../hooks/reactions-store.ts";
import type { UseDevicesResult } from "../hooks/useDevices.ts";
import type { UseLayoutResult } from "../hooks/useLayout.ts";
import type { UseLocalMediaResult } from "../hooks/useLocalMedia.ts";
import type { UseScreenShareResult } from "../hooks/useScreenShare.ts";
import type { UseSealedMessagesResult } from "../hooks/useSealedMessages.ts";
import type { Role } from "../protocol/types.ts";
import type { Recording } from "../recording/types.ts";
import type { CallEnding } from "../store/ending.ts";

/** What a call takes, without what the meeting brings itself. */
type ConnectionOptions = Omit<SoraCallOptions, "role" | "stream" | "media" | "constraints">;

/** Of a meeting over a call that exists already: where to connect is known to the call. */
export type MeetingWithCallProps = Omit<MeetingProps, "signalingUrls" | "channelId" | "call"> &
  Partial<Pick<MeetingProps, "signalingUrls" | "channelId">> & { readonly call: SoraCall };

export interface MeetingProps extends ConnectionOptions {
  /** A call of the app's own making, of `createTestCall` say. The meeting connects and disconnects it. Read once. */
  readonly call?: SoraCall;
  /** How calls are made, for tests. Default `createSoraCall`. Read once. */
  readonly createCall?: (options: SoraCallOptions) => SoraCall;
  /** Default `sendrecv`. */
  readonly role?: Exclude<Role, "messaging">;
  /** This person's own, to begin with; the lobby asks for it. The others see it, and so does the server. */
  readonly name?: string;
  /** Go straight into the call, without the lobby. Read once. */
  readonly autoJoin?: boolean;
  /** Why joining is not possible, wrong settings say: shown in the lobby, which then opens no devices. */
  readonly problem?: { readonly code: SoraE2EEError["code"]; readonly message?: string } | null;
  /** A link that others can join with: there is a button to copy it. */
  readonly invitation?: string | null;
  /** A chat that is sealed like media. It needs DataChannels, so it turns on `dataChannelSignaling`. Default false. */
  readonly chat?: boolean;
  /** Reactions and raised hands, over sealed messages too. Turns on `dataChannelSignaling`, as the chat does. Default false. */
  readonly reactions?: boolean;
  /**
   * Recording on a participant's device, with the consent of all who are recorded (docs/recording.md). Over sealed messages too,
   * so it turns on `dataChannelSignaling`. The same for everybody in the channel. Default false.
   */
  readonly recording?: boolean;
  /**
   * Says so when this person speaks while their microphone is off. For that the microphone stays open on this device, and
   * nothing of it is sent. Default false: a microphone that is off is released.
   */
  readonly speakingWhileMuted?: boolean;
  /** Single keys: m, v, h, c, l, q and ? for help. People can turn them off. Default true. */
  readonly shortcuts?: boolean;
  /** Key in `localStorage` for devices, layout and what was off, to be found again on the next visit. Default: not kept. */
  readonly remember?: string;
  /** Local media of the app's own making, of `createTestMedia` say, in the place of this computer's devices. Read once. */
  readonly media?: LocalMediaSource;
  /** What to ask of the microphone; false: never open one. Default true. Read once. */
  readonly audio?: boolean | MediaTrackConstraints;
  /** What to ask of the camera; false: never open one. Default 640 × 360 with 24 frames per second. Read once. */
  readonly video?: boolean | MediaTrackConstraints;
  /** How many tiles there are at a time; the others are on further pages, and are heard. Default 49. */
  readonly maxTiles?: number;
  /** CSS pixels. Where tiles would be narrower, there are more pages instead. Default 120. */
  readonly minTileWidth?: number;
  /**
   * Whether to request the simulcast layer that fits each tile, where `connectionOptions` has `simulcast` and the server has
   * RPC. Default true.
   */
  readonly adaptiveLayers?: boolean;
  /** What stands at the top. Default: the channel's name. */
  readonly title?: ReactNode;
  /** In the lobby, under its title. Default: what end-to-end encryption means, in a sentence. */
  readonly lead?: ReactNode;
  /** At the end of the header, in all stages: a switch of languages, say. */
  readonly headerActions?: ReactNode;
  /** Further fields of the lobby, below its button: nobody must fill them in to join. */
  readonly lobbyFields?: ReactNode;
  /** Further side panels, after the meeting's own. */
  readonly panels?: readonly MeetingPanel[];
  /** Components in the place of the meeting's own. */
  readonly parts?: Partial<MeetingParts>;
  /** This person enters the call with this name. */
  readonly onJoin?: (name: string) => void;
  /** The call is over for this person, and why: they left, the server ended it, it was lost or it failed. */
  readonly onLeave?: (ending: CallEnding) => void;
  /** The lobby is shown again. */
  readonly onBack?: () => void;
}

/** Something beside the tiles, opened by a button among the controls. */
export interface MeetingPanel {
  /** Unique among the panels; the meeting's own are `participants`, `chat`, `contacts` and `events`. */
  readonly id: string;
  readonly icon: IconName;
  /** The word under the button, and the panel's heading. */
  readonly text: string;
  /** In the place of `text` on the button: with a number of new messages, say. */
  readonly buttonText?: string;
  /** A short count on the icon. Say it in `buttonText` too. */
  readonly mark?: string;
  readonly content: ReactNode;
}

/** Every part of a meeting. Each may be a component of the app's own; those of a call find all they need in `useMeeting`. */
export interface MeetingParts {
  /** Before the call. */
  readonly Lobby: ComponentType<MeetingLobbyProps>;
  /** At the top, in all stages. */
  readonly Header: ComponentType<MeetingHeaderProps>;
  /** Above the tiles: the encryption of the call as a whole. */
  readonly Banner: ComponentType;
  /** The tiles. */
  readonly Stage: ComponentType;
  /** Another peer, or a screen. */
  readonly Tile: ComponentType<MeetingTileProps>;
  readonly OwnTile: ComponentType<MeetingOwnTileProps>;
  /** Where the call is, in words. */
  readonly Status: ComponentType;
  /** Who records since when, and the question for consent. */
  readonly Recording: ComponentType;
  readonly Controls: ComponentType;
  /** The content of the panel with everybody. */
  readonly Participants: ComponentType;
  /** The content of the panel with messages. */
  readonly Chat: ComponentType;
  /** The content of the panel with the people whom this browser knows. */
  readonly Contacts: ComponentType;
  /** The content of the panel with statistics and what happened. */
  readonly Events: ComponentType;
  /** What is known of the encryption of one peer, or of one's own, and their safety number. */
  readonly Encryption: ComponentType<MeetingEncryptionProps>;
  /** After the call. */
  readonly Left: ComponentType<MeetingLeftProps>;
}

export interface MeetingLobbyProps {
  /** To begin with. */
  readonly name: string;
  /** Null: this person only watches. */
  readonly media: UseLocalMediaResult | null;
  readonly devices: UseDevicesResult;
  readonly problem: MeetingProps["problem"];
  /** Whether this browser can protect the call. Default: what `useSupport` says. */
  readonly support?: ShownSupport | null;
  readonly invitation: string | null;
  readonly lead: ReactNode;
  /** `lobbyFields`. */
  readonly children?: ReactNode;
  /** Into the call, with this name. */
  readonly onJoin: (name: string) => void;
}

export interface MeetingHeaderProps {
  readonly title: ReactNode;
  /** `headerActions`. */
  readonly children?: ReactNode;
}

export interface MeetingTileProps {
  readonly connectionId: string;
  readonly kind: "camera" | "screen";
  /** This person's own screen, as it comes back from the server. */
  readonly own: boolean;
  /** Of a screen: connection id of the participant whose screen it says it is. Null where it says nothing of the kind. */
  readonly screenOf: string | null;
  readonly speaking: boolean;
  readonly pinned: boolean;
  /** Device id; null: the system's. */
  readonly speakerId: string | null;
  /** The person wants it pinned, or not any more. The same function in every render. */
  readonly onPin: (connectionId: string) => void;
  /** The person wants to know more of the encryption. The same function in every render. */
  readonly onEncryption: (connectionId: string) => void;
}

export type MeetingOwnTileProps = Pick<
  MeetingTileProps,
  "connectionId" | "pinned" | "onPin" | "onEncryption"
>;

export interface MeetingEncryptionProps {
  readonly connectionId: string;
  /** The person has read it. */
  readonly onClose: () => void;
}

export interface MeetingLeftProps {
  readonly ending: CallEnding;
  /** Into the call again, by the same name. */
  readonly onRejoin: () => void;
  /** To the lobby. */
  readonly onBack: () => void;
}

/** What the parts of a call find in `useMeeting`. */
export interface MeetingValue {
  readonly channelId: string;
  readonly invitation: string | null;
  /** This person's own name as it is shown. */
  readonly name: string;
  /** By connection id, one's own and those of peers who left included. */
  readonly names: Readonly<Record<string, string>>;
  /** Null: this person only watches. */
  readonly media: UseLocalMediaResult | null;
  readonly devices: UseDevicesResult;
  /** A second connection with the screen. Null where the browser cannot share one. */
  readonly share: UseScreenShareResult | null;
  /** Null: a call without chat. */
  readonly chat: UseSealedMessagesResult | null;
  /** Null: a call without reactions. It does not render by itself. */
  readonly reactions: Reactions | null;
  /** Null: a call without recording. It does not render by itself. */
  readonly recording: Recording | null;
  /** How the tiles are laid out. */
  readonly layout: UseLayoutResult;
  /** Opens the help of the keyboard shortcuts. Null: a meeting without shortcuts. */
  readonly showShortcuts: (() => void) | null;
  readonly panels: readonly MeetingPanel[];
  /** The id of the one that is open. */
  readonly panel: string | null;
  /** Null closes the one that is open. */
  readonly showPanel: (id: string | null) => void;
  /** Connection ids. */
  readonly pinned: readonly string[];
  /** Pins a tile, or lets go of it. */
  readonly togglePin: (connectionId: string) => void;
  /** Which of this browser's identities this is. */
  readonly profile: string;
  /** Opens what is known of this peer's encryption. */
  readonly showEncryption: (connectionId: string) => void;
  readonly maxTiles: number;
  readonly minTileWidth: number;
  readonly parts: MeetingParts;
  /** Ends the call for this person. */
  readonly leave: () => void;
}
