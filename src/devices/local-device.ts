import { SoraE2EEError } from "../errors.ts";
import type { MediaKind } from "../status.ts";
import { openDevices } from "./open-devices.ts";
import type { LocalDeviceState } from "./types.ts";

/** One try to open a device; a later one, or turning it off, makes it void. */
export type Opening = object;

/** One microphone or camera: what it is doing, and its track. */
export class LocalDevice {
  readonly kind: MediaKind;
  readonly #asked: MediaTrackConstraints;
  readonly #onChange: () => void;
  #state: LocalDeviceState;
  #opening: Opening | null = null;
  #settled: Promise<void> = Promise.resolve();
  #onSettled: () => void = () => undefined;
  /** A device chosen now is meant; one remembered may have been left at home. */
  #exact = false;

  constructor(
    kind: MediaKind,
    asked: boolean | MediaTrackConstraints,
    deviceId: string | null,
    onChange: () => void,
  ) {
    this.kind = kind;
    this.#asked = typeof asked === "object" ? asked : {};
    this.#onChange = onChange;
    this.#state = { status: asked === false ? "unused" : "off", deviceId };
  }

  get state(): LocalDeviceState {
    return this.#state;
  }

  get track(): MediaStreamTrack | null {
    return this.#state.status === "on" ? this.#state.track : null;
  }

  get constraints(): MediaTrackConstraints {
    const { deviceId } = this.#state;
    if (deviceId === null) return this.#asked;
    return { ...this.#asked, deviceId: this.#exact ? { exact: deviceId } : { ideal: deviceId } };
  }

  /** Not opening any more, with whatever result. */
  get settled(): Promise<void> {
    return this.#settled;
  }

  /** Null when there is nothing to open: it is on, on its way, or not used at all. */
  begin(): Opening | null {
    const { status } = this.#state;
    if (status === "unused" || status === "on" || status === "opening") return null;
    const opening = {};
    this.#opening = opening;
    this.#settled = new Promise((resolve) => {
      this.#onSettled = resolve;
    });
    this.#set({ status: "opening" });
    return opening;
  }

  async open(opening: Opening): Promise<void> {
    try {
      const stream = await openDevices({ [this.kind]: this.constraints });
      const [track] = stream.getTracks();
      if (track) this.adopt(opening, track);
    } catch (error) {
      if (opening === this.#opening) this.#fail(error as SoraE2EEError);
    }
  }

  adopt(opening: Opening, track: MediaStreamTrack): void {
    // Prompts outlive what asked for them.
    if (opening !== this.#opening) {
      track.stop();
      return;
    }
    this.#opening = null;
    track.addEventListener("ended", this.#onEnded);
    this.#set({ status: "on", track });
  }

  close(): void {
    if (this.#state.status === "unused") return;
    this.#opening = null;
    this.#release();
    this.#set({ status: "off" });
  }

  choose(deviceId: string | null): void {
    this.#exact = true;
    this.#state = { ...this.#state, deviceId };
    this.#onChange();
  }

  /** `stop` does not fire it: the device was unplugged, or taken away by the person or the system. */
  readonly #onEnded = (): void => {
    this.#release();
    this.#fail(
      new SoraE2EEError(
        "device-not-found",
        `The ${name(this.kind)} was unplugged or taken away. Choose another one.`,
      ),
    );
  };

  #fail(error: SoraE2EEError): void {
    this.#opening = null;
    this.#set({ status: "failed", error });
  }

  #release(): void {
    this.track?.removeEventListener("ended", this.#onEnded);
    this.track?.stop();
  }

  #set(change: WithoutDeviceId<LocalDeviceState>): void {
    this.#state = { deviceId: this.#state.deviceId, ...change };
    if (change.status !== "opening") this.#onSettled();
    this.#onChange();
  }
}

type WithoutDeviceId<State> = State extends unknown ? Omit<State, "deviceId"> : never;

function name(kind: MediaKind): string {
  return kind === "audio" ? "microphone" : "camera";
}
