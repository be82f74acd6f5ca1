import { createRoot } from "react-dom/client";
import { createSoraCall, Meeting, type SoraCall } from "react-sora-e2ee";
import { createGeneratedStream } from "react-sora-e2ee/testing";
import "react-sora-e2ee/styles.css";

export interface Where {
  readonly signaling: string;
  readonly channel: string;
}

/** The number of received bytes and decoded frames of the viewer so far, for all videos together. */
export interface Received {
  readonly at: number;
  readonly bytes: number;
  readonly frames: number;
  readonly pixels: number;
  /** Seconds. */
  readonly decodeTime: number;
  /** Heights of the pictures that arrived since the last call, largest first. */
  readonly heights: readonly number[];
}

/** The functions of the page for the benchmark that opened it. */
export interface LayersBench {
  /** Makes this page send as this number of people, each with its own connection. */
  send(where: Where, people: number): Promise<void>;
  /** Watches as one person. `adaptive`: by the size of the tiles; otherwise every video in the layer r2. */
  watch(where: Where, adaptive: boolean): void;
  /** Number of people who are encrypted and have a picture. */
  seen(): number;
  received(): Promise<Received>;
  hide(hidden: boolean): void;
}

declare global {
  interface Window {
    layersBench: LayersBench;
  }
}

/** Chromium sends three layers of a picture that is at least this large. */
const camera = { width: 960, height: 540, frameRate: 5 };

/** A picture with moving detail, so that its layers have about the size of a camera's layers. */
function detail(hue: number) {
  const grain = new OffscreenCanvas(camera.width + 64, camera.height);
  const context = grain.getContext("2d");
  for (let y = 0; y < grain.height; y += 6) {
    for (let x = 0; x < grain.width; x += 6) {
      if (!context) break;
      context.fillStyle = `hsl(${hue} 50% ${30 + ((x * 7 + y * 13 + ((x * y) % 17)) % 40)}%)`;
      context.fillRect(x, y, 6, 6);
    }
  }
  return (target: CanvasRenderingContext2D, frame: number) => target.drawImage(grain, -((frame * 3) % 64), 0);
}

const viewer = { role: "recvonly", name: "Viewer" } as const;
let watching: SoraCall | null = null;
/** Sums of bytes, frames and pixels for each receiver, because the size of a receiver's picture changes. */
const totals = new Map<string, { frames: number; pixels: number }>();

window.layersBench = {
  async send({ signaling, channel }, people) {
    for (let index = 0; index < people; index++) {
      const { stream } = createGeneratedStream({ ...camera, draw: detail(index * 40) });
      if (!stream) throw new Error("This browser generates no stream.");
      const call = createSoraCall({
        signalingUrls: signaling,
        channelId: channel,
        role: "sendonly",
        stream,
        connectionOptions: { audio: false, simulcast: true, videoBitRate: 1500 },
      });
      await call.connect();
    }
  },
  watch({ signaling, channel }, adaptive) {
    const createCall: typeof createSoraCall = (options) => {
      watching = createSoraCall(options);
      return watching;
    };
    createRoot(document.querySelector("main") as HTMLElement).render(
      <Meeting
        createCall={createCall}
        signalingUrls={signaling}
        channelId={channel}
        {...viewer}
        autoJoin
        adaptiveLayers={adaptive}
        connectionOptions={{ audio: false, simulcast: true, ...(!adaptive && { simulcastRequestRid: "r2" }) }}
      />,
    );
  },
  seen: () =>
    Object.values(watching?.store.getState().peers ?? {}).filter(
      ({ encryption, videoTrack }) => encryption.status === "encrypted" && videoTrack !== null,
    ).length,
  async received() {
    let bytes = 0;
    let decodeTime = 0;
    const heights: number[] = [];
    for (const stats of (await watching?.getStats())?.values() ?? []) {
      if (stats.type !== "inbound-rtp" || stats.kind !== "video") continue;
      const {
        id,
        framesDecoded = 0,
        frameWidth = 0,
        frameHeight = 0,
      } = stats as Record<string, number> & {
        id: string;
      };
      bytes += stats.bytesReceived;
      decodeTime += stats.totalDecodeTime;
      const before = totals.get(id) ?? { frames: 0, pixels: 0 };
      if (framesDecoded > before.frames) heights.push(frameHeight);
      const pixels = before.pixels + (framesDecoded - before.frames) * frameWidth * frameHeight;
      totals.set(id, { frames: framesDecoded, pixels });
    }
    const sum = (what: "frames" | "pixels") => [...totals.values()].reduce((all, one) => all + one[what], 0);
    return {
      at: performance.now(),
      bytes,
      decodeTime,
      frames: sum("frames"),
      pixels: sum("pixels"),
      heights: heights.sort((a, b) => b - a),
    };
  },
  hide(hidden) {
    Object.defineProperty(document, "visibilityState", {
      configurable: true,
      get: () => (hidden ? "hidden" : "visible"),
    });
    document.dispatchEvent(new Event("visibilitychange"));
  },
};
