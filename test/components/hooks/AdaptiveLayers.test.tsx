import { act, fireEvent, render } from "@testing-library/react";
import {
  AdaptiveLayers,
  type AdaptiveLayersProps,
  PeerTile,
  SoraCallProvider,
  useWithoutTile,
} from "react-sora-e2ee";
import { createTestCall, type TestCall } from "react-sora-e2ee/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const method = "2025.2.0/RequestSimulcastRid";
const server = {
  signalingUrl: "wss://sora.example/signaling",
  sessionId: null,
  authMetadata: null,
  rpcMethods: [method],
};

/** A browser's observers, which report the test's values. */
class Observers {
  readonly resized: (() => void)[] = [];
  readonly scrolled: ((inView: boolean) => void)[] = [];
  readonly sizes = new Map<string, { width: number; height: number }>();

  install(): void {
    const { resized, scrolled, sizes } = this;
    vi.stubGlobal(
      "ResizeObserver",
      class {
        readonly #report: () => void;
        constructor(report: () => void) {
          this.#report = report;
        }
        observe(): void {
          resized.push(this.#report);
        }
        disconnect(): void {
          resized.splice(resized.indexOf(this.#report), 1);
        }
      },
    );
    vi.stubGlobal(
      "IntersectionObserver",
      class {
        readonly #report: (inView: boolean) => void;
        constructor(report: (entries: { isIntersecting: boolean }[]) => void) {
          this.#report = (isIntersecting) => report([{ isIntersecting }]);
        }
        observe(): void {
          scrolled.push(this.#report);
        }
        disconnect(): void {
          scrolled.splice(scrolled.indexOf(this.#report), 1);
        }
      },
    );
    const sizeOf = (tile: HTMLElement) => sizes.get(tile.dataset.soraTile ?? "") ?? { width: 0, height: 0 };
    vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockImplementation(function (this: HTMLElement) {
      return sizeOf(this).width;
    });
    vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockImplementation(function (this: HTMLElement) {
      return sizeOf(this).height;
    });
  }

  shows(connectionId: string, height: number): void {
    this.sizes.set(connectionId, { width: (height * 16) / 9, height });
    act(() => {
      for (const report of this.resized) report();
    });
  }
}

let observers: Observers;
let call: TestCall;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("devicePixelRatio", 2);
  observers = new Observers();
  observers.install();
  call = createTestCall({ phase: "connected", self: { connectionId: "SELF" } });
  act(() => {
    call.dispatch({ type: "server-connected", details: server });
    call.script.joins("TARO");
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));
const asked = () => call.rpcCalls.map(({ params }) => params);
const layer = (rid: string, id = "TARO") => ({ rid, sender_connection_id: id });

interface App extends Omit<AdaptiveLayersProps, "call" | "children"> {
  readonly tile?: boolean;
  readonly hidden?: boolean;
}

function Hidden({ id }: { readonly id: string }) {
  useWithoutTile(id);
  return null;
}

function app({ tile = true, hidden = false, ...layers }: App = {}) {
  return (
    <SoraCallProvider call={call}>
      <AdaptiveLayers {...layers}>
        {tile && <PeerTile connectionId="TARO" />}
        {hidden && <Hidden id="TARO" />}
      </AdaptiveLayers>
    </SoraCallProvider>
  );
}

describe("layers by tile size", () => {
  it("are requested by the device pixels of each tile, and follow its size", async () => {
    render(app());
    observers.shows("TARO", 100);
    await pass(250);
    expect(call.rpcCalls[0]?.method).toBe(method);
    expect(asked()).toEqual([layer("r0")]);
    observers.shows("TARO", 400);
    await pass(250);
    observers.shows("TARO", 200);
    await pass(3_000);
    expect(asked()).toEqual([layer("r0"), layer("r2"), layer("r1")]);
  });

  it("follow the place of a tile that the grid is still moving there", async () => {
    render(app());
    observers.shows("TARO", 100);
    await pass(250);
    // The box on the screen has the size from before, until the move has ended.
    vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue(new DOMRect(0, 0, 178, 100));
    observers.shows("TARO", 400);
    await pass(250);
    expect(asked()).toEqual([layer("r0"), layer("r2")]);
  });

  it("are turned off for a tile that is scrolled out of view or removed, and for a hidden page", async () => {
    const { rerender } = render(app());
    observers.shows("TARO", 400);
    await pass(250);
    act(() => {
      for (const report of observers.scrolled) report(false);
    });
    await pass(3_000);
    act(() => {
      for (const report of observers.scrolled) report(true);
    });
    await pass(250);
    const visibility = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    act(() => void document.dispatchEvent(new Event("visibilitychange")));
    await pass(3_000);
    visibility.mockReturnValue("visible");
    act(() => void document.dispatchEvent(new Event("visibilitychange")));
    await pass(250);
    rerender(app({ tile: false }));
    await pass(3_000);
    expect(asked()).toEqual(["r2", "none", "r2", "none", "r2", "none"].map((rid) => layer(rid)));
  });

  it("are turned off for a peer that the app marks as having no tile, until it gets one", async () => {
    const { rerender } = render(app({ tile: false, hidden: true }));
    await pass(250);
    rerender(app());
    observers.shows("TARO", 400);
    await pass(250);
    expect(asked()).toEqual([layer("none"), layer("r2")]);
  });

  it("are requested again on a new connection for the peers that are still present", async () => {
    render(app());
    observers.shows("TARO", 400);
    await pass(250);
    act(() => {
      call.script.leaves("TARO");
      call.script.joins("TARO");
    });
    await pass(250);
    expect(asked()).toEqual([layer("r2"), layer("r2")]);
  });

  it("are not requested when the option is off, when the server has no RPC, or after the unmount", async () => {
    const { rerender, unmount } = render(app({ enabled: false }));
    observers.shows("TARO", 400);
    await pass(10_000);
    act(() => call.dispatch({ type: "server-connected", details: { ...server, rpcMethods: [] } }));
    rerender(app());
    observers.shows("TARO", 401);
    await pass(10_000);
    act(() => call.dispatch({ type: "server-connected", details: server }));
    unmount();
    await pass(10_000);
    expect(asked()).toEqual([]);
    expect(observers.resized).toEqual([]);
    expect(observers.scrolled).toEqual([]);
  });
});

describe("stopped cameras", () => {
  const offers = (...rpcMethods: string[]) =>
    act(() => call.dispatch({ type: "server-connected", details: { ...server, rpcMethods } }));

  it("are requested as no video, for peers that join later too, and come back in the size of their tiles", async () => {
    const { rerender } = render(app());
    observers.shows("TARO", 400);
    await pass(250);
    rerender(app({ camerasStopped: true }));
    await pass(0);
    expect(asked()).toEqual([layer("r2"), layer("none")]);
    act(() => call.script.joins("HANA"));
    observers.shows("TARO", 100);
    await pass(10_000);
    expect(asked().slice(2)).toEqual([layer("none", "HANA")]);
    rerender(app());
    await pass(250);
    expect(asked().slice(3)).toEqual([layer("r0"), layer("r1", "HANA")]);
  });

  it("are requested again as no video on a new connection", async () => {
    render(app({ tile: false, camerasStopped: true }));
    await pass(0);
    act(() => {
      call.script.leaves("TARO");
      call.script.joins("TARO");
    });
    await pass(0);
    expect(asked()).toEqual([layer("none"), layer("none")]);
  });

  it("do not include a shared screen", async () => {
    act(() => call.script.joins("SCREEN", { role: "sendonly", participant: { id: "p", purpose: "screen" } }));
    render(app({ camerasStopped: true }));
    await pass(10_000);
    expect(asked()).toEqual([layer("none")]);
  });

  it("come back in the given layer when the size of tiles has no effect", async () => {
    const { rerender } = render(app({ enabled: false, resumedLayer: "r2", camerasStopped: true }));
    observers.shows("TARO", 100);
    await pass(0);
    rerender(app({ enabled: false, resumedLayer: "r2" }));
    await pass(250);
    expect(asked()).toEqual([layer("none"), layer("r2")]);
  });

  it("use the methods of spotlight in a call with spotlight, when the server offers both", async () => {
    const { rerender } = render(app({ spotlight: true, camerasStopped: true }));
    observers.shows("TARO", 400);
    await pass(10_000);
    expect(call.rpcCalls).toEqual([]);
    offers("2025.2.0/RequestSpotlightRid", "2025.2.0/ResetSpotlightRid");
    await pass(0);
    rerender(app({ spotlight: true }));
    await pass(250);
    expect(call.rpcCalls.map(({ method, params }) => [method, params])).toEqual([
      [
        "2025.2.0/RequestSpotlightRid",
        { spotlight_focus_rid: "none", spotlight_unfocus_rid: "none", send_connection_id: "TARO" },
      ],
      ["2025.2.0/ResetSpotlightRid", { send_connection_id: "TARO" }],
    ]);
  });

  it("show initials in place of the last picture, without the mark of a camera that is off", () => {
    act(() => call.script.sends("TARO", { video: true }));
    const { rerender, container } = render(app());
    const video = container.querySelector("video");
    if (!video) throw new Error("There is no video element.");
    Object.defineProperty(video, "videoWidth", { value: 640, configurable: true });
    fireEvent(video, new Event("resize"));
    const tile = container.querySelector("[data-sora-tile]");
    expect(tile).toHaveAttribute("data-picture");
    rerender(app({ camerasStopped: true }));
    expect(tile).not.toHaveAttribute("data-picture");
    expect(tile?.querySelector(".sora-avatar")).toBeVisible();
    expect(tile).not.toHaveAttribute("data-camera-off");
  });
});
