import { SoraE2EEError } from "../errors.ts";
import type { MediaKind } from "../status.ts";
import { connectedDevices, deviceOf, isAlias, namedDevice } from "./connected-devices.ts";
import { LostDevice } from "./lost-device.ts";
import { openDevices } from "./open-devices.ts";
import { Processing } from "./processing.ts";
import type { TrackProcessor } from "./processor-types.ts";
import { TrackWatch } from "./track-watch.ts";
import type { LocalDeviceState } from "./types.ts";

/** One try to open a device; a later one, or turning it off, makes it void. */
export type Opening = object;

/** One microphone or camera, with its state and its track. */
export class LocalDevice {
  readonly kind: MediaKind;
  readonly #asked: MediaTrackConstraints;
  readonly #onChange: () => void;
  readonly #processing: Processing;
  /** The device's own track. `#processing` may replace it with another track before it is sent. */
  #source: MediaStreamTrack | null = null;
  /** The label of the lost device whose place this one takes. */
  #fallbackFor: string | null = null;
  #state: LocalDeviceState;
  #opening: Opening | null = null;
  #settled: Promise<void> = Promise.resolve();
  #onSettled: () => void = () => undefined;
  /** A device that the person chooses now must be used. A remembered device may not be connected today. */
  #exact = false;
  #watch: TrackWatch | null = null;
  /** The devices of this kind that there were when it was opened. */
  #connected: readonly string[] | null = null;
  #lost: LostDevice | null = null;

  constructor(
    kind: MediaKind,
    asked: boolean | MediaTrackConstraints,
    deviceId: string | null,
    processor: TrackProcessor | null,
    onChange: () => void,
  ) {
    this.kind = kind;
    this.#asked = typeof asked === "object" ? asked : {};
    this.#onChange = onChange;
    this.#processing = new Processing(kind, processor, () => this.#show());
    this.#state = { status: asked === false ? "unused" : "off", deviceId };
  }

  get state(): LocalDeviceState {
    return this.#state;
  }

  get track(): MediaStreamTrack | null {
    return "track" in this.#state ? this.#state.track : null;
  }

  get constraints(): MediaTrackConstraints {
    const { deviceId } = this.#state;
    if (deviceId === null) return this.#asked;
    return { ...this.#asked, deviceId: this.#exact ? { exact: deviceId } : { ideal: deviceId } };
  }

  /** The opening has ended, with any result. */
  get settled(): Promise<void> {
    return this.#settled;
  }

  /** Null when there is nothing to open: the device is on, opening, or not used at all. */
  begin(): Opening | null {
    const { status } = this.#state;
    if (status !== "off" && status !== "failed") return null;
    this.#forgetLost();
    return this.#begin();
  }

  async open(opening: Opening): Promise<void> {
    try {
      const track = await this.#openTrack(this.constraints);
      if (track) this.adopt(opening, track);
    } catch (error) {
      this.fail(opening, error as SoraE2EEError);
    }
  }

  adopt(opening: Opening, track: MediaStreamTrack): void {
    // A permission prompt can stay open after the request for it was abandoned.
    if (opening !== this.#opening) {
      track.stop();
      return;
    }
    this.#opening = null;
    this.#use(track, null);
  }

  fail(opening: Opening, error: SoraE2EEError): void {
    if (opening !== this.#opening) return;
    this.#fail(error, false);
    // A chosen device that is not connected is used as soon as it is connected.
    const deviceId = this.#state.deviceId ?? namedDevice(this.#asked);
    if (error.code === "device-not-found" && deviceId !== null) {
      this.#awaitReturn(isAlias(deviceId) ? null : deviceId);
    }
  }

  close(): void {
    if (this.#state.status === "unused") return;
    this.#opening = null;
    this.#forgetLost();
    this.#release();
    this.#set({ status: "off" });
  }

  choose(deviceId: string | null): void {
    this.#exact = true;
    this.#state = { ...this.#state, deviceId };
    this.#onChange();
  }

  /** From now on, replaces each track of the device with the result of this processor; null: none. */
  process(processor: TrackProcessor | null): void {
    this.#processing.set(processor);
  }

  #begin(): Opening {
    const opening = {};
    this.#opening = opening;
    this.#setOpening();
    return opening;
  }

  #setOpening(): void {
    if (this.#state.status === "opening") return;
    this.#settled = new Promise((resolve) => {
      this.#onSettled = resolve;
    });
    this.#set({ status: "opening" });
  }

  async #openTrack(constraints: MediaTrackConstraints): Promise<MediaStreamTrack | undefined> {
    return (await openDevices({ [this.kind]: constraints })).getTracks()[0];
  }

  /** @param fallbackFor The label of the lost device whose place this one takes. */
  #use(source: MediaStreamTrack, fallbackFor: string | null): void {
    this.#release();
    this.#source = source;
    this.#fallbackFor = fallbackFor;
    this.#watch = new TrackWatch(source, {
      onMuted: () => this.#show(),
      onEnded: () => this.#onEnded(source),
    });
    this.#processing.use(source);
    this.#show();
    void connectedDevices(this.kind).then((ids) => {
      if (this.#source === source) this.#connected = ids;
    });
  }

  #show(): void {
    const source = this.#source;
    const { sent: track, state: processor } = this.#processing;
    if (!source) return;
    if (track?.readyState === "ended" && processor?.status === "failed") {
      // The processor stopped the device's track, so there is no plain track to continue with.
      this.#release();
      this.#fail(processor.error, false);
    } else if (track) {
      this.#set({
        status: source.muted ? "muted" : "on",
        track,
        ...(processor && { source, processor }),
        ...(this.#fallbackFor !== null && { fallbackFor: this.#fallbackFor }),
      });
    } else this.#setOpening();
  }

  /** The device was unplugged, or taken away by the person or the system. */
  #onEnded(track: MediaStreamTrack): void {
    const openedId = deviceOf(track) ?? this.#state.deviceId;
    // Only a device that was listed before can disappear from the list.
    const deviceId = openedId !== null && this.#connected?.includes(openedId) ? openedId : null;
    const { label = "" } = track;
    this.#forgetLost();
    this.#release();
    this.#fail(lostError(this.kind), true);
    this.#lost = new LostDevice({
      kind: this.kind,
      deviceId,
      before: this.#connected?.length ?? null,
      onOther: () => {
        // After being turned off and on again, it uses any available device.
        this.#exact = false;
        void this.#fallBack(label);
      },
      onBack: () => void this.#takeUp(deviceId),
    });
  }

  /** @param deviceId The device to wait for. With null, the first one that is connected is opened. */
  #awaitReturn(deviceId: string | null): void {
    this.#lost = new LostDevice({
      kind: this.kind,
      deviceId,
      before: null,
      onOther: () => undefined,
      onBack: () => void this.#takeUp(deviceId),
    });
  }

  /** Opens the device that the browser chooses, in the place of the lost one. */
  async #fallBack(label: string): Promise<void> {
    const opening = this.#begin();
    const { deviceId: _lost, ...asked } = this.#asked;
    try {
      const track = await this.#openTrack(asked);
      if (!track) return;
      if (opening !== this.#opening) track.stop();
      else {
        this.#opening = null;
        this.#use(track, label);
      }
    } catch {
      // The problem is still that the device was lost.
      if (opening === this.#opening) this.#fail(lostError(this.kind), true);
    }
  }

  /** The lost device is back. If the browser had chosen it, its replacement is permanent. */
  async #takeUp(deviceId: string | null): Promise<void> {
    const chosen = this.#state.deviceId ?? namedDevice(this.#asked);
    if (this.#source && (deviceId === null || deviceId !== chosen)) return;
    const opening = this.#source ? {} : this.#begin();
    this.#opening = opening;
    const constraints =
      deviceId === null ? this.constraints : { ...this.#asked, deviceId: { exact: deviceId } };
    try {
      const track = await this.#openTrack(constraints);
      if (!track) return;
      if (opening === this.#opening) this.#forgetLost();
      this.adopt(opening, track);
    } catch {
      if (opening !== this.#opening) return;
      if (this.#source) this.#opening = null;
      else this.#fail(lostError(this.kind), true);
    }
  }

  #forgetLost(): void {
    this.#lost?.stop();
    this.#lost = null;
  }

  #fail(error: SoraE2EEError, lost: boolean): void {
    this.#opening = null;
    this.#set({ status: "failed", error, lost });
  }

  #release(): void {
    this.#watch?.stop();
    this.#watch = null;
    this.#processing.stop();
    this.#source?.stop();
    this.#source = null;
  }

  #set(change: WithoutDeviceId<LocalDeviceState>): void {
    this.#state = { deviceId: this.#state.deviceId, ...change };
    if (change.status !== "opening") this.#onSettled();
    this.#onChange();
  }
}

type WithoutDeviceId<State> = State extends unknown ? Omit<State, "deviceId"> : never;

function lostError(kind: MediaKind): SoraE2EEError {
  const name = kind === "audio" ? "microphone" : "camera";
  return new SoraE2EEError(
    "device-not-found",
    `The ${name} was unplugged or taken away. Choose another one.`,
  );
}
