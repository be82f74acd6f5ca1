import { act, fireEvent, render, renderHook, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { renderToString } from "react-dom/server";
import {
  CameraToggle,
  ControlBar,
  EncryptionBadge,
  LeaveCallButton,
  MicrophoneToggle,
  PeerTile,
  ScreenShareToggle,
  SelfTile,
  SoraCallProvider,
  useLocalMedia,
  usePeerIds,
  usePeers,
  useSelf,
} from "react-sora-e2ee";
import { createTestCall, createTestMedia, type TestMedia } from "react-sora-e2ee/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { expectRenderError } from "../support/expected-render-error.ts";
import { withoutStrictMode } from "../support/without-strict-mode.ts";

afterEach(() => vi.restoreAllMocks());

function Tiles() {
  return usePeerIds().map((id) => <PeerTile key={id} connectionId={id} />);
}

function openApp(media: TestMedia | null = createTestMedia({ on: ["audio", "video"] })) {
  const call = createTestCall({
    phase: "connected",
    self: { connectionId: "SELF", encryption: { status: "protected" }, name: "Hanako" },
  });
  render(
    <SoraCallProvider call={call} media={media}>
      <SelfTile />
      <Tiles />
      <ControlBar>
        {media && <MicrophoneToggle />}
        {media && <CameraToggle />}
        <ScreenShareToggle />
        <LeaveCallButton />
      </ControlBar>
    </SoraCallProvider>,
  );
  const tile = (id: string) => document.querySelector<HTMLElement>(`[data-sora-tile=${id}]`);
  return { call, tile };
}

describe("connected components under a provider", () => {
  it("the own tile and each peer's tile show the announced name and the observed encryption", () => {
    const { call, tile } = openApp();
    act(() => {
      call.script.joins("TARO", { name: "Taro" });
      call.script.observed("TARO", { encryption: { status: "encrypted" } });
    });
    expect(screen.getByRole("article", { name: /^Taro/u })).toBe(tile("TARO"));
    expect(tile("TARO")).toHaveAttribute("data-encryption", "encrypted");
    expect(tile("TARO")).not.toHaveAttribute("data-local");
    expect(screen.getByRole("article", { name: /Hanako/u })).toBe(tile("SELF"));
    expect(tile("SELF")).toHaveAttribute("data-encryption", "protected");
    expect(tile("SELF")).toHaveAttribute("data-local");
    act(() => call.script.leaves("TARO"));
    expect(tile("TARO")).toBeNull();
  });

  it.each([
    ["none", { kind: "none", key: null, isNew: false }],
    ["new", { kind: "session", key: "k", isNew: true }],
    ["known", { kind: "device", key: "k", isNew: false }],
  ] as const)("the own tile has data-identity %s from its first render", (status, identity) => {
    const call = createTestCall({ phase: "connected", self: { connectionId: "SELF", identity } });
    const html = renderToString(
      <SoraCallProvider call={call} media={null}>
        <SelfTile />
      </SoraCallProvider>,
    );
    expect(html).toContain(`data-identity="${status}"`);
    expect(html).toContain("data-local");
  });

  it.each(["camera", "screen"] as const)(
    "the tile of a %s shows no last picture of the peer that its track belonged to before",
    (purpose) => {
      const receiver = { transformId: 1, kind: "video", received: 1, waiting: 0 } as const;
      const refused = { "no-key": 0, "auth-failed": 0, replayed: 0, "wrong-sender": 1, malformed: 0 };
      const call = createTestCall({
        phase: "connected",
        peers: [
          {
            connectionId: "TARO",
            participant: { id: "taro", purpose },
            role: purpose === "screen" ? "sendonly" : "sendrecv",
            stream: new EventTarget() as MediaStream,
            sending: { audio: false, video: true },
            reused: ["video"],
          },
        ],
      });
      const observed = (passed: number) =>
        act(() => call.script.observed("TARO", { receivers: [{ ...receiver, refused, passed }] }));
      observed(0);
      const { container } = render(
        <SoraCallProvider call={call}>
          <Tiles />
        </SoraCallProvider>,
      );
      const video = container.querySelector("video") as HTMLVideoElement;
      Object.defineProperty(video, "videoWidth", { value: 640, configurable: true });
      fireEvent(video, new Event("resize"));
      const tile = container.querySelector("[data-sora-tile]");
      expect(tile).not.toHaveAttribute("data-picture");
      observed(1);
      expect(tile).toHaveAttribute("data-picture");
    },
  );

  it("our own tile shows how many participants decrypt it and who cannot, and ignores a peer that stops reporting", () => {
    const { call, tile } = openApp();
    const cannot = () =>
      [...(tile("SELF")?.querySelectorAll(".sora-tile-opened li") ?? [])].map((li) => li.textContent);
    act(() => {
      for (const [id, name] of [
        ["TARO", "Taro"],
        ["KEN", "Ken"],
        ["YUKI", "Yuki"],
      ] as const)
        call.script.joins(id, { name });
    });
    expect(tile("SELF"), "without receipts").toHaveAccessibleName("Hanako (you): Protected");
    act(() => {
      call.script.opens("TARO");
      call.script.opens("KEN", { video: "no-key" });
    });
    expect(tile("SELF")).toHaveAccessibleName("Hanako (you): Protected. Opened by 1 of 3");
    expect(within(tile("SELF") as HTMLElement).getByText("Protected. Opened by 1 of 3")).toBeVisible();
    expect(cannot()).toEqual(["Ken cannot open it: the key is missing."]);
    act(() => call.script.sending({ audio: "on", video: "off" }));
    expect(cannot(), "with the camera off").toEqual([]);
    expect(tile("SELF")).toHaveAccessibleName("Hanako (you): Protected. Opened by 2 of 3");
    act(() => {
      call.script.stopsTelling("TARO");
      call.script.stopsTelling("KEN");
    });
    expect(tile("SELF")).toHaveAccessibleName("Hanako (you): Protected");
  });

  it("a peer is named by its metadata when the call's option gave no name", () => {
    const { call, tile } = openApp();
    act(() => call.script.joins("TARO", { metadata: { name: "Taro" } }));
    expect(screen.getByRole("article", { name: /^Taro/u })).toBe(tile("TARO"));
  });

  it("a screen that proved no key is shown as a claim", () => {
    const { call, tile } = openApp();
    act(() =>
      call.script.joins("SCREEN", {
        name: "Taro",
        role: "sendonly",
        participant: { id: "p", purpose: "screen" },
      }),
    );
    expect(tile("SCREEN")).toHaveAttribute("data-kind", "screen");
    expect(within(tile("SCREEN")!).getByText("Taro")).toBeInTheDocument();
  });

  it("the buttons turn microphone and camera off and on, and the own tile follows", async () => {
    const { tile } = openApp();
    const microphone = screen.getByRole("button", { name: "Mute microphone" });
    expect(tile("SELF")).not.toHaveAttribute("data-microphone-off");
    await userEvent.click(microphone);
    expect(microphone).toHaveAccessibleName("Unmute microphone");
    expect(tile("SELF")).toHaveAttribute("data-microphone-off");
    await userEvent.click(screen.getByRole("button", { name: "Stop camera" }));
    expect(tile("SELF")).toHaveAttribute("data-camera-off");
    await userEvent.click(microphone);
    expect(tile("SELF")).not.toHaveAttribute("data-microphone-off");
  });

  it("a microphone that the system muted is shown differently from one that is off", () => {
    const media = createTestMedia({ on: ["audio"] });
    const { tile } = openApp(media);
    act(() => media.script.mutes("audio"));
    expect(within(tile("SELF")!).getByText("Microphone muted by the system")).toBeInTheDocument();
    act(() => media.turnOff("audio"));
    expect(within(tile("SELF")!).queryByText("Microphone muted by the system")).toBeNull();
    expect(within(tile("SELF")!).getByText("Microphone off")).toBeInTheDocument();
  });

  it("the buttons follow the tracks that are sent when the provider has no media", () => {
    const { call, tile } = openApp(null);
    act(() => call.dispatch({ type: "self-device", kind: "audio", status: "on" }));
    expect(tile("SELF")).not.toHaveAttribute("data-microphone-off");
    act(() => call.dispatch({ type: "self-device", kind: "audio", status: "muted" }));
    expect(tile("SELF")).toHaveAttribute("data-microphone-muted");
  });

  it("the leave button ends the call", async () => {
    const { call } = openApp();
    await userEvent.click(screen.getByRole("button", { name: "Leave" }));
    expect(call.store.getState().ending).toEqual({ reason: "left" });
  });

  it("a device that the media object does not have gets no button", () => {
    openApp(createTestMedia({ camera: "unused" }));
    expect(screen.getByRole("button", { name: "Unmute microphone" })).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /camera/iu })).toBeNull();
  });

  it("a toggle throws invalid-state when the provider has no media", () => {
    expectRenderError();
    const call = createTestCall();
    const show = () =>
      render(
        <SoraCallProvider call={call}>
          <MicrophoneToggle />
        </SoraCallProvider>,
      );
    expect(show).toThrow(expect.objectContaining({ code: "invalid-state" }));
  });
});

describe("useSelf", () => {
  it("gives the encryption in the form that EncryptionBadge takes", () => {
    const call = createTestCall({ self: { encryption: { status: "blocked" } } });
    const Badge = () => <EncryptionBadge variant="plain" encryption={useSelf().encryption} />;
    const { container } = render(
      <SoraCallProvider call={call}>
        <Badge />
      </SoraCallProvider>,
    );
    expect(container.firstElementChild).toHaveAttribute("data-status", "blocked");
    expect(container.firstElementChild).toHaveAttribute("data-variant", "plain");
  });
});

describe("usePeers", () => {
  withoutStrictMode();

  it("keeps the objects of peers that did not change, and does not render for frame counts", () => {
    const call = createTestCall({
      phase: "connected",
      peers: [{ connectionId: "A" }, { connectionId: "B" }],
    });
    let renders = 0;
    const { result } = renderHook(() => {
      renders += 1;
      return usePeers<{ readonly team: number }>(call);
    });
    const [a, b] = result.current;
    act(() => call.script.observed("B", { encryption: { status: "ready" } }));
    expect(renders).toBe(2);
    expect(result.current[0]).toBe(a);
    expect(result.current[1]).not.toBe(b);
    act(() => call.script.observed("B", { receivers: [] }));
    expect(renders).toBe(2);
    act(() => call.script.joins("C", { metadata: { team: 7 } }));
    expect(result.current[2]?.metadata?.team).toBe(7);
  });
});

describe("toggle of useLocalMedia", () => {
  it("turns a device on and off, and turns a failed device on again", async () => {
    const media = createTestMedia();
    const { result } = renderHook(() => useLocalMedia({ media }));
    await act(() => result.current.toggle("audio"));
    expect(result.current.microphone.status).toBe("on");
    expect(result.current.camera.status).toBe("off");
    await act(() => result.current.toggle("audio"));
    expect(result.current.microphone.status).toBe("off");
    await act(() => result.current.toggle("video"));
    act(() => media.script.loses("video"));
    await act(() => result.current.toggle("video"));
    expect(result.current.camera.status).toBe("on");
  });
});
