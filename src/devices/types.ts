import type { StoreApi } from "zustand/vanilla";
import type { SoraE2EEError } from "../errors.ts";
import type { MediaKind } from "../status.ts";
import type { MediaProcessors, ProcessorState } from "./processor-types.ts";

interface OpenDevice {
  /** The sent track: the device's own, or the processor's. */
  readonly track: MediaStreamTrack;
  /** Only with a processor: the device's own track, whose label is the device's name. */
  readonly source?: MediaStreamTrack;
  /** Only with a processor. */
  readonly processor?: ProcessorState;
  /** The label of the lost device, when it was unplugged and the browser chose this one instead. */
  readonly fallbackFor?: string;
}

/** A microphone or camera. */
export type LocalDeviceState = {
  /** The chosen one; null: the browser chooses. */
  readonly deviceId: string | null;
} & (
  | { readonly status: "unused" | "off" | "opening" }
  | ({ readonly status: "on" } & OpenDevice)
  /** The system or the browser muted it. Silence or black pictures are sent until that ends. */
  | ({ readonly status: "muted" } & OpenDevice)
  /**
   * It could not be opened. Or, with `lost`, it stopped while it was on: it was unplugged, or the person or the system
   * took it away.
   */
  | { readonly status: "failed"; readonly error: SoraE2EEError; readonly lost: boolean }
);

export interface LocalMediaState {
  readonly microphone: LocalDeviceState;
  readonly camera: LocalDeviceState;
  /** The speaker that the app plays through; null: the system's. */
  readonly speakerId: string | null;
  /** While it is shared in place of the camera. */
  readonly screen: MediaStreamTrack | null;
  /** The open tracks, with the screen in place of the camera. A new object whenever a track is added or removed. */
  readonly stream: MediaStream | null;
}

export interface LocalMediaOptions {
  /** Constraints for the microphone; false never opens one. Default true. */
  readonly audio?: boolean | MediaTrackConstraints;
  /** Constraints for the camera; false never opens one. Default true. */
  readonly video?: boolean | MediaTrackConstraints;
  /** Begin with the microphone off. */
  readonly microphoneOff?: boolean;
  /** Begin with the camera off. */
  readonly cameraOff?: boolean;
  /** Key in `localStorage` that stores devices and on/off choices for the next visit. Default: not stored. */
  readonly remember?: string;
  /** Functions that replace the devices' tracks before they are sent, for example by a blurred background. */
  readonly processors?: MediaProcessors;
}

/**
 * Camera, microphone and screen of this person, for a preview and for any number of calls: give it to a call as its
 * `media`. Turning a device off releases it. Opens nothing before `open` or `turnOn`.
 *
 * When a device that is on is unplugged, the one that the browser chooses takes its place (`fallbackFor`). When the chosen
 * device is plugged in again, it is opened again.
 */
export interface LocalMediaSource {
  readonly store: Pick<StoreApi<LocalMediaState>, "getState" | "getInitialState" | "subscribe">;
  /** The kinds of tracks that it can have. */
  readonly kinds: readonly MediaKind[];
  /**
   * Opens all devices that are not off, with one prompt if both are requested. Never rejects: see each one's
   * `status`.
   */
  open(): Promise<void>;
  /** Opens one device. Never rejects. */
  turnOn(kind: MediaKind): Promise<void>;
  /** Stops and releases it. */
  turnOff(kind: MediaKind): void;
  /** Uses this device from now on, at once if one is on or has failed. Never rejects. */
  choose(kind: MediaKind, deviceId: string | null): Promise<void>;
  /** The speaker that the app plays through (`useAudioOutput`); null: the system's. */
  chooseSpeaker(deviceId: string | null): void;
  /**
   * Uses these processors in place of the earlier ones. No device is opened again, and a call keeps its
   * connection. Devices without an entry have none.
   */
  setProcessors(processors: MediaProcessors): void;
  /**
   * Puts a screen, window or tab in the place of the camera until it ends. Needs a click.
   * @throws {SoraE2EEError} One of the `screen-…` codes: `screen-not-chosen` when the person closed the dialog.
   */
  startScreen(options?: DisplayMediaStreamOptions): Promise<void>;
  /** Ends the shared screen; the camera comes back if it was on. */
  stopScreen(): void;
  /** Releases everything. It can be opened again. */
  close(): void;
}
