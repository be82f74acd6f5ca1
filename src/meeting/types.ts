import type { ComponentType, ReactNode } from "react";
import type { SoraCall, SoraCallOptions } from "../call/types.ts";
import type { IconName } from "../components/common/Icon.tsx";
import type { ShownSupport } from "../components/notices/SupportNotice.tsx";
import type { MediaProcessors } from "../devices/processor-types.ts";
import type { LocalMediaSource } from "../devices/types.ts";
import type { SoraE2EEError } from "../errors.ts";
import type { Reactions } from "../hooks/reactions-store.ts";
import type { UseDevicesResult } from "../hooks/useDevices.ts";
import type { UseIncomingVideoResult } from "../hooks/useIncomingVideo.ts";
import type { UseLayoutResult } from "../hooks/useLayout.ts";
import type { UseLocalMediaResult } from "../hooks/useLocalMedia.ts";
import type { MediaEffect, UseMediaEffectsResult } from "../hooks/useMediaEffects.ts";
import type { UseScreenShareResult } from "../hooks/useScreenShare.ts";
import type { UseSealedMessagesResult } from "../hooks/useSealedMessages.ts";
import type { Role } from "../protocol/types.ts";
import type { Recording } from "../recording/types.ts";
import type { CallEnding } from "../store/ending.ts";

/** The options of a call, except those that the meeting sets itself. */
type ConnectionOptions = Omit<SoraCallOptions, "role" | "stream" | "media" | "constraints">;

/** The options of a meeting over an existing call, which already knows its server. */
export type MeetingWithCallProps = Omit<MeetingProps, "signalingUrls" | "channelId" | "call"> &
  Partial<Pick<MeetingProps, "signalingUrls" | "channelId">> & { readonly call: SoraCall };

export interface MeetingProps extends ConnectionOptions {
  /**
   * An existing call, such as one of `createTestCall`. The meeting connects and disconnects it. Read once.
   */
  readonly call?: SoraCall;
  /** The function that creates calls, for tests. Default `createSoraCall`. Read once. */
  readonly createCall?: (options: SoraCallOptions) => SoraCall;
  /** Default `sendrecv`. */
  readonly role?: Exclude<Role, "messaging">;
  /** This person's initial name. The lobby asks for it. Other participants and the server see it. */
  readonly name?: string;
  /** Starts the call directly, without the lobby. Read once. */
  readonly autoJoin?: boolean;
  /**
   * The reason why joining is not possible, such as wrong settings. The lobby shows it and opens no devices.
   */
  readonly problem?: { readonly code: SoraE2EEError["code"]; readonly message?: string } | null;
  /** The invitation link. With it there is a button that copies it. */
  readonly invitation?: string | null;
  /**
   * A chat that is sealed like media. It turns on `dataChannelSignaling`, because it needs DataChannels.
   * Default false.
   */
  readonly chat?: boolean;
  /**
   * Reactions and raised hands, over sealed messages. They turn on `dataChannelSignaling`, as the chat does.
   * Default false.
   */
  readonly reactions?: boolean;
  /**
   * Recording on a participant's device, with the consent of all recorded participants (docs/recording.md).
   * It turns on `dataChannelSignaling`, because it uses sealed messages. All participants must have the same
   * setting. Default false.
   */
  readonly recording?: boolean;
  /**
   * Shows a notice when this person speaks while their microphone is off and others are in the call. For this
   * the microphone stays open on this device, and nothing is sent. Default false: a microphone that is off is released.
   */
  readonly speakingWhileMuted?: boolean;
  /** Keyboard shortcuts: m, v, h, c, l, q, and ? for help. People can turn them off. Default true. */
  readonly shortcuts?: boolean;
  /**
   * Key in `localStorage` that stores devices, effects, layout and on/off choices for the next visit. Default: not
   * stored.
   */
  readonly remember?: string;
  /**
   * Existing local media, such as those of `createTestMedia`, in place of this computer's devices. Read once.
   */
  readonly media?: LocalMediaSource;
  /** Functions that always change the tracks of the devices. Keep each function the same. Default: none. */
  readonly processors?: MediaProcessors;
  /**
   * Effects that people can switch on in the menus of their devices, such as a blurred background. An effect that is
   * on replaces the one of `processors`. Default: none.
   */
  readonly effects?: readonly MediaEffect[];
  /** Constraints for the microphone. False never opens one. Default true. Read once. */
  readonly audio?: boolean | MediaTrackConstraints;
  /**
   * Constraints for the camera. False never opens one. Default 640 × 360 with 24 frames per second. Read
   * once.
   */
  readonly video?: boolean | MediaTrackConstraints;
  /** Maximum number of tiles on one page. The others are on further pages and still audible. Default 49. */
  readonly maxTiles?: number;
  /** Minimum width of a tile in CSS pixels. Narrower tiles move to more pages instead. Default 120. */
  readonly minTileWidth?: number;
  /**
   * Requests the simulcast layer that fits each tile, when `connectionOptions` has `simulcast` and the server
   * has RPC. Default true.
   */
  readonly adaptiveLayers?: boolean;
  /** The heading of the page. Default: the channel's name. */
  readonly title?: ReactNode;
  /** The text under the lobby's title. Default: a sentence about end-to-end encryption. */
  readonly lead?: ReactNode;
  /** Content at the end of the header in all stages, such as a language switch. */
  readonly headerActions?: ReactNode;
  /** Optional fields of the lobby, below its button. */
  readonly lobbyFields?: ReactNode;
  /** Additional side panels, after the meeting's own. */
  readonly panels?: readonly MeetingPanel[];
  /** Components that replace the meeting's own. */
  readonly parts?: Partial<MeetingParts>;
  /** Called when this person enters the call with this name. */
  readonly onJoin?: (name: string) => void;
  /**
   * Called when the call is over for this person, with the reason: they left, the server ended it, it was
   * lost or it failed.
   */
  readonly onLeave?: (ending: CallEnding) => void;
  /** Called when the lobby is shown again. */
  readonly onBack?: () => void;
}

/** A panel next to the tiles, opened by a button among the controls. */
export interface MeetingPanel {
  /** Unique among the panels. The meeting's own are `participants`, `chat`, `contacts` and `events`. */
  readonly id: string;
  readonly icon: IconName;
  /** The word under the button, and the panel's heading. */
  readonly text: string;
  /** Replaces `text` on the button, for example to add a number of new messages. */
  readonly buttonText?: string;
  /** A short count on the icon. Say it in `buttonText` too. */
  readonly mark?: string;
  readonly content: ReactNode;
}

/** All parts of a meeting. An app can replace each one. Parts of a call find their data in `useMeeting`. */
export interface MeetingParts {
  /** Shown before the call. */
  readonly Lobby: ComponentType<MeetingLobbyProps>;
  /** Shown at the top in all stages. */
  readonly Header: ComponentType<MeetingHeaderProps>;
  /** Shown above the tiles: the encryption of the whole call. */
  readonly Banner: ComponentType;
  /** The tiles. */
  readonly Stage: ComponentType;
  /** The tile of a peer or of a screen. */
  readonly Tile: ComponentType<MeetingTileProps>;
  readonly OwnTile: ComponentType<MeetingOwnTileProps>;
  /** The state of the call in words. */
  readonly Status: ComponentType;
  /** The recording participant and time, and the question for consent. */
  readonly Recording: ComponentType;
  readonly Controls: ComponentType;
  /** The content of the participants panel. */
  readonly Participants: ComponentType;
  /** The content of the chat panel. */
  readonly Chat: ComponentType;
  /** The content of the panel with the people that this browser knows. */
  readonly Contacts: ComponentType;
  /** The content of the panel with statistics and the event log. */
  readonly Events: ComponentType;
  /** The details of one connection's encryption, and its safety number. */
  readonly Encryption: ComponentType<MeetingEncryptionProps>;
  /** Shown after the call. */
  readonly Left: ComponentType<MeetingLeftProps>;
}

export interface MeetingLobbyProps {
  /** The initial name. */
  readonly name: string;
  /** Null: this person only watches. */
  readonly media: UseLocalMediaResult | null;
  readonly devices: UseDevicesResult;
  /** The effects of this meeting, and which are on. */
  readonly effects?: UseMediaEffectsResult;
  readonly problem: MeetingProps["problem"];
  /** The result of checking this browser. Default: the result of `useSupport`. */
  readonly support?: ShownSupport | null;
  readonly invitation: string | null;
  readonly lead: ReactNode;
  /** `lobbyFields`. */
  readonly children?: ReactNode;
  /** Called to join the call with this name. */
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
  /** True for this person's own screen, as received from the server. */
  readonly own: boolean;
  /** For a screen: the connection id of the participant that it claims. Null without a claim. */
  readonly screenOf: string | null;
  readonly speaking: boolean;
  readonly pinned: boolean;
  /** Device id. Null: the system's default. */
  readonly speakerId: string | null;
  /** Called when the person pins or unpins it. The same function in every render. */
  readonly onPin: (connectionId: string) => void;
  /** Called when the person opens the encryption details. The same function in every render. */
  readonly onEncryption: (connectionId: string) => void;
  /** Captions from the app, above the name. The meeting gives none: a part that wraps the tile adds them. */
  readonly captions?: ReactNode;
}

export type MeetingOwnTileProps = Pick<
  MeetingTileProps,
  "connectionId" | "pinned" | "onPin" | "onEncryption" | "captions"
>;

export interface MeetingEncryptionProps {
  readonly connectionId: string;
  /** Called when the person has read it. */
  readonly onClose: () => void;
}

export interface MeetingLeftProps {
  readonly ending: CallEnding;
  /** Called to join again with the same name. */
  readonly onRejoin: () => void;
  /** Called to return to the lobby. */
  readonly onBack: () => void;
}

/** The values that the parts of a call get from `useMeeting`. */
export interface MeetingValue {
  readonly channelId: string;
  readonly invitation: string | null;
  /** This person's own displayed name. */
  readonly name: string;
  /** Names by connection id, including our own and those of peers that left. */
  readonly names: Readonly<Record<string, string>>;
  /** Null: this person only watches. */
  readonly media: UseLocalMediaResult | null;
  readonly devices: UseDevicesResult;
  /** The effects of this meeting, and which are on. */
  readonly effects: UseMediaEffectsResult;
  /** Whether this person receives the video of others, and should. */
  readonly incomingVideo: UseIncomingVideoResult;
  /** A second connection with the screen. Null when the browser cannot share one. */
  readonly share: UseScreenShareResult | null;
  /** Null: a call without chat. */
  readonly chat: UseSealedMessagesResult | null;
  /** Null: a call without reactions. It causes no renders by itself. */
  readonly reactions: Reactions | null;
  /** Null: a call without recording. It does not render by itself. */
  readonly recording: Recording | null;
  /** The layout of the tiles. */
  readonly layout: UseLayoutResult;
  /** Opens the help for the keyboard shortcuts. Null: a meeting without shortcuts. */
  readonly showShortcuts: (() => void) | null;
  readonly panels: readonly MeetingPanel[];
  /** The id of the open panel. */
  readonly panel: string | null;
  /** Null closes the open panel. */
  readonly showPanel: (id: string | null) => void;
  /** Connection ids. */
  readonly pinned: readonly string[];
  /** Pins or unpins a tile. */
  readonly togglePin: (connectionId: string) => void;
  /** The name of the identity in this browser. */
  readonly profile: string;
  /** Opens the encryption details of this peer. */
  readonly showEncryption: (connectionId: string) => void;
  readonly maxTiles: number;
  readonly minTileWidth: number;
  readonly parts: MeetingParts;
  /** Ends the call for this person. */
  readonly leave: () => void;
}
