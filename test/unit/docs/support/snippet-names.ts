import type { ReactNode } from "react";
import type { LocalMediaSource, MediaEffect, SoraCallOptions } from "react-sora-e2ee";

/**
 * Names that a snippet of the documentation may use without an import, besides the exports of
 * `react-sora-e2ee` and `react`. They belong to the surrounding app.
 */
export declare const signalingUrls: readonly string[];
export declare const channelId: string;
/** A peer's connection id. */
export declare const id: string;
export declare const effects: readonly MediaEffect[];
/** The result of `useLocalMedia`. */
export declare const media: LocalMediaSource;
export declare const speakerId: string | null;
export declare const options: SoraCallOptions;
export declare function show(...what: unknown[]): void;
export declare function Peers(): ReactNode;
export declare function PeerCard(props: { readonly id: string | undefined }): ReactNode;
/** The recipes of `examples/effects`. */
export { hasNoiseSuppression, suppressNoise } from "../../../../examples/effects/noise-suppression.ts";
export { createBackgrounds, hasBackgrounds } from "../../../../examples/effects/virtual-background.ts";
