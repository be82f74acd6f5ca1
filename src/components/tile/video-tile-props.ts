import type { HTMLAttributes, ReactNode } from "react";
import type { IdentityStatus } from "../../protocol/identity.ts";
import type { OpenedBy, PeerEncryption, QualityCause, SelfEncryption } from "../../status.ts";
import type { ConnectionQuality } from "./ConnectionIndicator.tsx";

/** Beside these, whatever an element takes: `className`, `style`, `onDoubleClick`, `data-*`. */
export interface CommonTileProps extends Omit<HTMLAttributes<HTMLElement>, "children"> {
  readonly connectionId: string;
  /** As shown to people: the app decides how long it may be. */
  readonly name: string;
  readonly stream: MediaStream | null;
  /** A screen is named as such, shown whole and never mirrored. Default `camera`. */
  readonly kind?: "camera" | "screen";
  /** Of a screen: it says that it is this person's, and nothing confirms it. Said beside the name. Default false. */
  readonly claimed?: boolean;
  /** Whether there is a picture to wait for. Default true. */
  readonly hasVideo?: boolean;
  readonly microphoneOff?: boolean;
  /** The system muted it, which is said in place of `microphoneOff`. For one's own tile. */
  readonly microphoneMuted?: boolean;
  /** Shows who it is in place of a picture. Default: as soon as there is no video. */
  readonly cameraOff?: boolean;
  /** The system stopped it, which is said in place of `cameraOff`. For one's own tile. */
  readonly cameraMuted?: boolean;
  /** A ring and bars while someone speaks. Leave it out where that is not known. */
  readonly speaking?: boolean;
  /** How this person's connection does; null or left out while it is not known. */
  readonly quality?: ConnectionQuality | null;
  /** Why the quality is not good, as `useConnectionQuality` says. */
  readonly qualityCause?: QualityCause | null;
  /** A person compared the safety number. */
  readonly verified?: boolean;
  /** The identity status of the participant key. Default `none`. */
  readonly identity?: IdentityStatus;
  /** The login server that vouches, if no person compared the number. Empty: one without a name. Null: a person compared. */
  readonly vouchedBy?: string | null;
  /** Kept in view by this viewer's wish. */
  readonly pinned?: boolean;
  readonly keyId?: number | null;
  /** The connection was lost and is being tried again: what is known of this person is from before. */
  readonly reconnecting?: boolean;
  /** Default `cover`; a screen's is `contain`. */
  readonly fit?: "cover" | "contain";
  /** Default: one's own camera is mirrored, others' are not. */
  readonly mirror?: boolean;
  /** For sound that is played elsewhere, such as by an `AudioSink`. One's own is never played. */
  readonly muted?: boolean;
  /** 0 to 1. Default 1. */
  readonly volume?: number;
  /** Device id of a speaker. Default: the system's. */
  readonly sinkId?: string | null;
  /** Of one's own tile: what `useOpenedBy` returns. The badge says how many open it. Null or left out: nothing is said. */
  readonly openedBy?: OpenedBy | null;
  /** Below the built-in badge, such as a `TileOpenedBy`. */
  readonly note?: ReactNode;
  /** Makes the built-in badge a button, to open what there is to say about the encryption. */
  readonly onEncryptionDetails?: () => void;
  /** In place of the built-in badge. This and the slots below: null for nothing. */
  readonly badge?: ReactNode;
  /** In the upper corner, such as a `TileButton` with a menu. With a mouse it appears on pointing at the tile or on focus. */
  readonly actions?: ReactNode;
  /** In place of the initials while there is no picture. */
  readonly avatar?: ReactNode;
  /** In place of the line with name and marks. */
  readonly nameplate?: ReactNode;
  /** Captions of the app, above the name: the library makes none. The app decides whether screen readers hear them. */
  readonly captions?: ReactNode;
  /** Over the picture, such as reactions. */
  readonly children?: ReactNode;
}

type Whose =
  | { readonly local?: false; readonly encryption: PeerEncryption }
  | { readonly local: true; readonly encryption: SelfEncryption };

export type VideoTileProps = CommonTileProps & Whose;
