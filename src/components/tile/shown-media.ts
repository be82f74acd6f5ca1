import type { SoraE2EEErrorCode } from "../../errors.ts";
import type { MediaKind } from "../../status.ts";

interface ShownOpenDevice {
  /** What is sent. */
  readonly track: MediaStreamTrack;
  /** Where a processor made `track`: the device's own, which has the device's name. */
  readonly source?: MediaStreamTrack;
  /** What its processor is doing, where it has one. */
  readonly processor?:
    | { readonly status: "starting" | "on" }
    | { readonly status: "failed"; readonly error: { readonly code: SoraE2EEErrorCode } };
  readonly fallbackFor?: string;
}

/** A microphone or camera, as `useLocalMedia` tells of it. */
export type ShownDevice = {
  /** The chosen one; null: the browser chooses. */
  readonly deviceId: string | null;
} & (
  | { readonly status: "unused" | "off" | "opening" }
  | ({ readonly status: "on" } & ShownOpenDevice)
  /** The system or the browser muted it. */
  | ({ readonly status: "muted" } & ShownOpenDevice)
  | {
      readonly status: "failed";
      readonly error: { readonly code: SoraE2EEErrorCode };
      /** It stopped while it was on. Default false. */
      readonly lost?: boolean;
    }
);

/** What one's own devices do: the result of `useLocalMedia`. */
export interface ShownMedia {
  readonly microphone: ShownDevice;
  readonly camera: ShownDevice;
  readonly speakerId: string | null;
}

/** A `MediaDeviceInfo`, or what one looks like. */
export interface ListedDevice {
  readonly deviceId: string;
  /** Empty until devices of that kind were allowed. */
  readonly label: string;
}

/** What is plugged in: the result of `useDevices`. */
export interface ShownDeviceLists {
  /** False: the browser has not listed its devices yet, and nothing is said about them. Default true. */
  readonly known?: boolean;
  readonly microphones: readonly ListedDevice[];
  readonly cameras: readonly ListedDevice[];
  readonly speakers: readonly ListedDevice[];
}

export type DeviceRole = "microphone" | "camera" | "speaker";

/** Choices of devices, as `useLocalMedia` takes them: `choose` and `chooseSpeaker`. */
export interface DeviceChoiceProps {
  readonly devices: ShownDeviceLists;
  readonly media: ShownMedia;
  /** The person wants this one from now on; null: the browser chooses. */
  readonly onChoose: (kind: MediaKind, deviceId: string | null) => void;
  /** Without it there are no speakers to choose from. */
  readonly onChooseSpeaker?: (deviceId: string | null) => void;
}
