import { type ReactNode, StrictMode, useEffect } from "react";
import { createRoot, type Root } from "react-dom/client";
import {
  type CallPhase,
  type CallStore,
  type LocalDeviceState,
  type LocalMediaSource,
  type MediaKind,
  type Role,
  SoraCallProvider,
  type UseSoraE2EEResult,
  useActiveSpeaker,
  useConnectionStats,
  useDevices,
  useLocalMedia,
  useSoraE2EE,
} from "react-sora-e2ee";
import { broken, painter } from "./painter.ts";
import { showTiles } from "./tiles.ts";

export interface CallRequest {
  readonly channel: string;
  readonly signaling: string | readonly string[];
  readonly role?: Role;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Metadata is a function that records the number of its calls. */
  readonly asked?: boolean;
  readonly relay?: "signaling" | "messaging";
  /** The opener of the devices: the call itself, or local media of the page. Default `call`. */
  readonly devices?: "call" | "local-media";
  /** With `local-media`: a processor that gives the camera's pictures this hue, or one that fails. */
  readonly paint?: number | "broken";
  readonly strict?: boolean;
  /** Metadata that are new in every render. */
  readonly changing?: boolean;
}

/** `on`, or the code of the error. */
export interface HookState {
  /** The phase of the call. `rendering` until the component is mounted. */
  readonly phase: CallPhase | "rendering";
  readonly error: string | null;
  readonly connectionId: string | null;
  readonly microphone: string | null;
  readonly camera: string | null;
  /** The state of the camera: `starting`, `on`, the code of the error, or null for none. */
  readonly processor: string | null;
}

/** The page's functions for tests: one component with a call, which connects on mount. */
export interface HookDriver {
  /** Mounts it, or renders it again with other options. The options are new objects each time. */
  render(request: CallRequest): void;
  unmount(): void;
  state(): HookState;
  /** Turns a device of `local-media` on or off. */
  turn(kind: MediaKind, on: boolean): void;
  /** Number of runs of the component's effects: two per mount under StrictMode. */
  readonly effects: () => number;
}

declare global {
  interface Window {
    __hook: HookDriver;
  }
}

let effects = 0;
let store: CallStore | null = null;
let localMedia: LocalMediaSource | null = null;
let devices: Pick<HookState, "microphone" | "camera" | "processor"> = {
  microphone: null,
  camera: null,
  processor: null,
};

function Call({ call }: Pick<UseSoraE2EEResult, "call">) {
  useEffect(() => {
    effects += 1;
    store = call.store;
    return showTiles("main", call.store);
  }, [call]);
  return (
    <SoraCallProvider call={call}>
      <Watching />
    </SoraCallProvider>
  );
}

/** The hooks that have timers or listeners of their own. */
function Watching(): ReactNode {
  useDevices();
  useConnectionStats(200);
  useActiveSpeaker();
  return null;
}

let renders = 0;
let questions = 0;
const ask = async () => ({ question: ++questions });

function optionsFor({ channel, signaling, metadata, changing, asked, relay }: CallRequest) {
  return {
    autoConnect: true,
    channelId: channel,
    signalingUrls: typeof signaling === "string" ? signaling : [...signaling],
    ...(metadata ? { metadata: { ...metadata } } : {}),
    ...(asked ? { metadata: ask } : {}),
    ...(relay ? { relay } : {}),
    ...(changing ? { metadata: { render: renders++ } } : {}),
  };
}

function WithOwnDevices({ request }: { readonly request: CallRequest }) {
  const { role = "sendrecv" } = request;
  const media =
    role === "recvonly" || role === "messaging"
      ? { role }
      : { role, constraints: { audio: true, video: true } };
  const { call } = useSoraE2EE({ ...optionsFor(request), ...media });
  return <Call call={call} />;
}

function WithLocalMedia({ request }: { readonly request: CallRequest }) {
  const { paint } = request;
  const processor = paint === "broken" ? broken : paint === undefined ? null : painter(paint);
  const { media, microphone, camera } = useLocalMedia({ processors: { camera: processor } });
  const { call } = useSoraE2EE({ ...optionsFor(request), media });
  localMedia = media;
  devices = { microphone: told(microphone), camera: told(camera), processor: toldProcessor(camera) };
  return <Call call={call} />;
}

const told = (device: LocalDeviceState) => (device.status === "failed" ? device.error.code : device.status);

function toldProcessor(device: LocalDeviceState): string | null {
  const processor = "processor" in device ? device.processor : undefined;
  return processor?.status === "failed" ? processor.error.code : (processor?.status ?? null);
}

let root: Root | null = null;

window.__hook = {
  effects: () => effects,
  render(request) {
    root ??= createRoot(document.querySelector("#root") as HTMLElement);
    const Component = request.devices === "local-media" ? WithLocalMedia : WithOwnDevices;
    const component = <Component request={request} />;
    root.render(request.strict ? <StrictMode>{component}</StrictMode> : component);
  },
  unmount() {
    root?.unmount();
    root = null;
    store = null;
    localMedia = null;
  },
  turn(kind, on) {
    if (on) void localMedia?.turnOn(kind);
    else localMedia?.turnOff(kind);
  },
  state() {
    if (!store) return { phase: "rendering", error: null, connectionId: null, ...devices };
    const { phase, error, self } = store.getState();
    return { phase, error: error?.code ?? null, connectionId: self.connectionId, ...devices };
  },
};
