import type { SoraE2EEErrorCode } from "../../errors.ts";
import type { MediaKind } from "../../status.ts";

interface ShownOpenDevice {
  /** The sent track. */
  readonly track: MediaStreamTrack;
  /** With a processor: the device's own track, which has the device's name. */
  readonly source?: MediaStreamTrack;
  /** The state of the processor, if there is one. */
  readonly processor?:
    | { readonly status: "starting" | "on" }
    | { readonly status: "failed"; readonly error: { readonly code: SoraE2EEErrorCode } };
  readonly fallbackFor?: string;
}

/** A microphone or camera from `useLocalMedia`. */
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

/** The state of our own devices: the result of `useLocalMedia`. */
export interface ShownMedia {
  readonly microphone: ShownDevice;
  readonly camera: ShownDevice;
  readonly speakerId: string | null;
}

/** A `MediaDeviceInfo`, or an object with its fields. */
export interface ListedDevice {
  readonly deviceId: string;
  /** Empty until devices of that kind were allowed. */
  readonly label: string;
}

/** The connected devices: the result of `useDevices`. */
export interface ShownDeviceLists {
  /** False: the browser has not listed its devices yet, so no missing device is reported. Default true. */
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
  /** Called when the person chooses this device; null: the browser chooses. */
  readonly onChoose: (kind: MediaKind, deviceId: string | null) => void;
  /** Called when the person chooses a speaker. Without it there are no speakers to choose from. */
  readonly onChooseSpeaker?: (deviceId: string | null) => void;
}
