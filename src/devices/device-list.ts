import { createStore, type StoreApi } from "zustand/vanilla";

export type DevicePermission = PermissionState | "unknown";

/** The devices of this computer. Labels and ids are empty until the person has allowed devices of that kind once. */
export interface DeviceListState {
  /**
   * False until the browser has listed its devices once. Until then the lists are empty, even if devices are
   * connected.
   */
  readonly known: boolean;
  readonly microphones: readonly MediaDeviceInfo[];
  readonly cameras: readonly MediaDeviceInfo[];
  readonly speakers: readonly MediaDeviceInfo[];
  /** `unknown` before it is known, and where the browser does not tell. */
  readonly microphonePermission: DevicePermission;
  readonly cameraPermission: DevicePermission;
}

export interface DeviceList {
  /** Lists devices and follows changes while there are subscribers. */
  readonly store: Pick<StoreApi<DeviceListState>, "getState" | "getInitialState" | "subscribe">;
  /** Lists the devices again, because browsers do not report that names have become visible. */
  refresh(): Promise<void>;
}

const empty: DeviceListState = {
  known: false,
  microphones: [],
  cameras: [],
  speakers: [],
  microphonePermission: "unknown",
  cameraPermission: "unknown",
};

/** Makes a list of devices. Asks for no permission. */
export function createDeviceList(): DeviceList {
  const store = createStore<DeviceListState>(() => empty);
  let subscribers = 0;
  let following: AbortController | null = null;

  const refresh = async (): Promise<void> => {
    // Lists without names are from before a permission, so they count as unknown until new lists arrive.
    const { microphones, cameras } = store.getState();
    if ([...microphones, ...cameras].some(({ deviceId }) => deviceId === ""))
      store.setState({ known: false });
    const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => null);
    if (!devices) return;
    const of = (kind: MediaDeviceKind) => devices.filter((device) => device.kind === kind);
    store.setState({
      known: true,
      microphones: of("audioinput"),
      cameras: of("videoinput"),
      speakers: of("audiooutput"),
    });
  };

  const follow = (): AbortController => {
    const controller = new AbortController();
    const { signal } = controller;
    navigator.mediaDevices?.addEventListener("devicechange", () => void refresh(), { signal });
    void refresh();
    void followPermission("microphone", signal, (state) => store.setState({ microphonePermission: state }));
    void followPermission("camera", signal, (state) => store.setState({ cameraPermission: state }));
    return controller;
  };

  const followPermission = async (
    name: "microphone" | "camera",
    signal: AbortSignal,
    onState: (state: PermissionState) => void,
  ): Promise<void> => {
    try {
      const status = await navigator.permissions.query({ name: name as PermissionName });
      if (signal.aborted) return;
      onState(status.state);
      const onChange = () => {
        onState(status.state);
        void refresh();
      };
      status.addEventListener("change", onChange, { signal });
    } catch {
      // Some browsers do not know these names.
    }
  };

  return {
    store: {
      getState: store.getState,
      getInitialState: store.getInitialState,
      subscribe: (listener) => {
        const unsubscribe = store.subscribe(listener);
        subscribers += 1;
        following ??= follow();
        let subscribed = true;
        return () => {
          unsubscribe();
          if (!subscribed) return;
          subscribed = false;
          subscribers -= 1;
          if (subscribers > 0) return;
          following?.abort();
          following = null;
        };
      },
    },
    refresh,
  };
}
