import type { MediaKind } from "../status.ts";
import { connectedDevices } from "./connected-devices.ts";

export interface LostDeviceOptions {
  readonly kind: MediaKind;
  /** Null: not known which one it was. */
  readonly deviceId: string | null;
  /** Number of devices of this kind before. Null: unknown. */
  readonly before: number | null;
  /** It was unplugged, and another one is there. Called at most once. */
  readonly onOther: () => void;
  /** It was unplugged, and is there again. */
  readonly onBack: () => void;
}

/**
 * Watches a device that stopped during use. It finds out if the device was unplugged, if another one can
 * replace it, and if it returns. A device that is still connected was taken away by the person or the system,
 * so it is not opened again.
 */
export class LostDevice {
  readonly deviceId: string | null;
  readonly #options: LostDeviceOptions;
  readonly #watching = new AbortController();
  #gone = false;
  #replaced = false;

  constructor(options: LostDeviceOptions) {
    this.deviceId = options.deviceId;
    this.#options = options;
    const { signal } = this.#watching;
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.#look(), { signal });
    void this.#look();
  }

  stop(): void {
    this.#watching.abort();
  }

  async #look(): Promise<void> {
    const { kind, deviceId, onOther, onBack } = this.#options;
    const connected = await connectedDevices(kind);
    if (!connected || this.#watching.signal.aborted) return;
    const there = deviceId === null ? this.#isComplete(connected.length) : connected.includes(deviceId);
    if (there && this.#gone) {
      this.#gone = false;
      onBack();
    } else if (!there) {
      this.#gone = true;
      if (connected.length === 0 || this.#replaced) return;
      this.#replaced = true;
      onOther();
    }
  }

  #isComplete(count: number): boolean {
    const { before } = this.#options;
    return before === null ? count > 0 : count >= before;
  }
}
