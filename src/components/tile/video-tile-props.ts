import type { HTMLAttributes, ReactNode } from "react";
import type { IdentityStatus } from "../../protocol/identity.ts";
import type { OpenedBy, PeerEncryption, QualityCause, SelfEncryption } from "../../status.ts";
import type { ConnectionQuality } from "./ConnectionIndicator.tsx";

/** In addition, all attributes of an element: `className`, `style`, `onDoubleClick`, `data-*`. */
export interface CommonTileProps extends Omit<HTMLAttributes<HTMLElement>, "children"> {
  readonly connectionId: string;
  /** The name to display. The app decides its maximum length. */
  readonly name: string;
  readonly stream: MediaStream | null;
  /** A screen is named as such, shown whole and never mirrored. Default `camera`. */
  readonly kind?: "camera" | "screen";
  /** For a screen: true when nothing proves whose screen it is. Shown beside the name. Default false. */
  readonly claimed?: boolean;
  /** True when a picture is expected. Default true. */
  readonly hasVideo?: boolean;
  readonly microphoneOff?: boolean;
  /** For our own tile: the system muted it. Shown in place of `microphoneOff`. */
  readonly microphoneMuted?: boolean;
  /** Shows initials in place of a picture. Default: true while there is no video. */
  readonly cameraOff?: boolean;
  /** For our own tile: the system stopped it. Shown in place of `cameraOff`. */
  readonly cameraMuted?: boolean;
  /** True while the participant speaks: shows a ring and bars. Leave it out if speaking is not measured. */
  readonly speaking?: boolean;
  /** The connection quality. Null or absent while it is unknown. */
  readonly quality?: ConnectionQuality | null;
  /** The reason for a quality that is not good, from `useConnectionQuality`. */
  readonly qualityCause?: QualityCause | null;
  /** A person compared the safety number. */
  readonly verified?: boolean;
  /** The identity status of the participant key. Default `none`. */
  readonly identity?: IdentityStatus;
  /** The login server that vouches, if no person compared the number. Empty: one without a name. Null: a person compared. */
  readonly vouchedBy?: string | null;
  /** True when this viewer pinned the tile. */
  readonly pinned?: boolean;
  readonly keyId?: number | null;
  /** The connection was lost and will be retried, so the shown facts are from before. */
  readonly reconnecting?: boolean;
  /** Default `cover`; a screen's is `contain`. */
  readonly fit?: "cover" | "contain";
  /** Default: our own camera is mirrored, and others are not. */
  readonly mirror?: boolean;
  /**
   * True when the sound is played elsewhere, for example by an `AudioSink`. The person's own sound is never
   * played.
   */
  readonly muted?: boolean;
  /** 0 to 1. Default 1. */
  readonly volume?: number;
  /** Device id of a speaker. Default: the system's. */
  readonly sinkId?: string | null;
  /**
   * For our own tile: the result of `useOpenedBy`. The badge shows the number of participants who decrypt our
   * media. Null or absent: no number.
   */
  readonly openedBy?: OpenedBy | null;
  /** Below the built-in badge, such as a `TileOpenedBy`. */
  readonly note?: ReactNode;
  /**
   * Called when the person presses the built-in badge, which is then a button. Show the details of the
   * encryption.
   */
  readonly onEncryptionDetails?: () => void;
  /** In place of the built-in badge. This and the slots below: null for nothing. */
  readonly badge?: ReactNode;
  /**
   * Content of the upper corner, such as a `TileButton` with a menu. With a mouse it appears while the
   * pointer is on the tile, or on focus.
   */
  readonly actions?: ReactNode;
  /** In place of the initials while there is no picture. */
  readonly avatar?: ReactNode;
  /** In place of the line with name and marks. */
  readonly nameplate?: ReactNode;
  /**
   * Captions from the app, above the name. The library creates none. The app decides if screen readers read
   * them.
   */
  readonly captions?: ReactNode;
  /** Over the picture, such as reactions. */
  readonly children?: ReactNode;
}

type Whose =
  | { readonly local?: false; readonly encryption: PeerEncryption }
  | { readonly local: true; readonly encryption: SelfEncryption };

export type VideoTileProps = CommonTileProps & Whose;
