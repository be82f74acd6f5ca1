/** Resources that scripts of the page have opened and not closed. It must run before those scripts. */
export interface Traces {
  readonly timers: string[];
  readonly connections: number;
  readonly audioContexts: number;
  /** Listeners on objects that outlive a call: window, document, devices. */
  readonly listeners: string[];
  readonly warnings: string[];
}

declare global {
  interface Window {
    __traces: () => Traces;
  }
}

/** The code that set it, for the message of a failed test. */
const whence = (): string => (new Error().stack ?? "").split("\n").slice(3, 6).join(" < ");

const timers = new Map<number, string>();
const { setTimeout, setInterval, clearTimeout, clearInterval } = window;

// The page's own timers get functions, and timeouts and intervals share one sequence of ids.
window.setTimeout = ((run: (...given: unknown[]) => void, delay?: number, ...given: unknown[]) => {
  const id = setTimeout(() => {
    timers.delete(id);
    run(...given);
  }, delay);
  timers.set(id, `timeout of ${delay} ms ${whence()}`);
  return id;
}) as typeof window.setTimeout;
window.setInterval = ((run: (...given: unknown[]) => void, delay?: number, ...given: unknown[]) => {
  const id = setInterval(run, delay, ...given);
  timers.set(id, `interval of ${delay} ms ${whence()}`);
  return id;
}) as typeof window.setInterval;
window.clearTimeout = window.clearInterval = (id) => {
  if (id !== undefined) timers.delete(Number(id));
  clearTimeout(id);
  clearInterval(id);
};

const connections: RTCPeerConnection[] = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    connections.push(this);
  }
};

const audioContexts: AudioContext[] = [];
window.AudioContext = class extends AudioContext {
  constructor(options?: AudioContextOptions) {
    super(options);
    audioContexts.push(this);
  }
};

const listeners = new Map<object, string>();
for (const target of [window, document, navigator.mediaDevices]) {
  const name = target.constructor.name;
  const known = new Map<string, Map<object, object>>();
  const { addEventListener, removeEventListener } = target;
  target.addEventListener = (
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ) => {
    if (!listener) return;
    addEventListener.call(target, type, listener, options);
    // React listens to the selection as long as the document exists.
    if (type === "selectionchange") return;
    const ofType = known.get(type) ?? new Map<object, object>();
    known.set(type, ofType);
    if (ofType.has(listener)) return;
    const entry = {};
    const forget = () => {
      listeners.delete(entry);
      ofType.delete(listener);
    };
    ofType.set(listener, entry);
    listeners.set(entry, `${type} of ${name} ${whence()}`);
    if (typeof options !== "object") return;
    if (options.once) addEventListener.call(target, type, forget, { once: true });
    options.signal?.addEventListener("abort", forget, { once: true });
  };
  target.removeEventListener = (
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ) => {
    if (!listener) return;
    removeEventListener.call(target, type, listener, options);
    const entry = known.get(type)?.get(listener);
    if (!entry) return;
    listeners.delete(entry);
    known.get(type)?.delete(listener);
  };
}

const warnings: string[] = [];
const { warn } = console;
console.warn = (...said: unknown[]) => {
  warnings.push(said.map(String).join(" "));
  warn(...said);
};

window.__traces = () => ({
  timers: [...timers.values()],
  connections: connections.filter(({ connectionState }) => connectionState !== "closed").length,
  audioContexts: audioContexts.filter(({ state }) => state !== "closed").length,
  listeners: [...listeners.values()],
  warnings,
});
