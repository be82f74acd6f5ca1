import { act, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { createRef } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { I18nProvider } from "../../../src/components/common/I18nProvider.tsx";
import { TileButton } from "../../../src/components/tile/TileButton.tsx";
import { VideoTile, type VideoTileProps } from "../../../src/components/tile/VideoTile.tsx";
import { en, ja } from "../../../src/i18n/index.ts";
import { frameFailures, type PeerEncryption } from "../../../src/status.ts";
import { fakePlay, fakeSpeakers } from "../support/fake-play.ts";
import { taro } from "../support/peers.ts";

const { play, state } = fakePlay();
const speakers = fakeSpeakers();

const stream = new EventTarget() as MediaStream;
const remote: VideoTileProps = {
  connectionId: taro,
  name: "Taro",
  stream,
  encryption: { status: "encrypted" },
};

function show(props: VideoTileProps) {
  const { container, rerender } = render(<VideoTile {...props} />);
  const root = container.firstElementChild as HTMLElement;
  const video = container.querySelector("video") as HTMLVideoElement;
  return { root, video, container, rerender };
}

function pictureComes(video: HTMLVideoElement) {
  Object.defineProperty(video, "videoWidth", { value: 640, configurable: true });
  fireEvent(video, new Event("loadeddata"));
}

describe("VideoTile", () => {
  afterEach(() => void vi.useRealTimers());

  it("carries connection id, status, key id and exactly one video from its first render", () => {
    const { root, container } = show({ ...remote, keyId: 0 });
    expect(root).toHaveAttribute("data-sora-tile", taro);
    expect(root).toHaveAttribute("data-encryption", "encrypted");
    expect(root).toHaveAttribute("data-key-id", "0");
    expect(root).not.toHaveAttribute("data-local");
    expect(root).not.toHaveAttribute("data-encryption-reason");
    expect(container.querySelectorAll("video")).toHaveLength(1);
    expect(container.querySelectorAll("[data-encryption]")).toHaveLength(1);
  });

  it.each(frameFailures)("shows why a peer's frames cannot be decrypted: %s", (reason) => {
    const { root } = show({ ...remote, encryption: { status: "failing", reason } });
    expect(root).toHaveAttribute("data-encryption", "failing");
    expect(root).toHaveAttribute("data-encryption-reason", reason);
    expect(screen.getByText(en[`failing.${reason}`])).toBeInTheDocument();
  });

  it("accepts null as the name of a peer, as an app in JavaScript may pass it", () => {
    const { root } = show({ ...remote, name: null as unknown as string });
    expect(root).toHaveAttribute("data-sora-tile", taro);
    expect(screen.getByRole("article", { name: /Encrypted/u })).toBe(root);
  });

  it("has an accessible name from participant and status", () => {
    show(remote);
    expect(screen.getByRole("article", { name: "Taro: Encrypted" })).toBeInTheDocument();
  });

  it.each<PeerEncryption["status"]>(["exchanging", "ready", "encrypted", "failing", "unprotected"])(
    "describes %s in words",
    (status) => {
      const encryption: PeerEncryption = status === "failing" ? { status, reason: "no-key" } : { status };
      show({ ...remote, encryption });
      expect(screen.getByText(en[`encryption.${status}`])).toBeInTheDocument();
    },
  );

  it("plays a peer's audio and video", () => {
    const { root, video } = show(remote);
    expect(video.srcObject).toBe(stream);
    expect(video.muted).toBe(false);
    expect(video).toHaveAttribute("autoplay");
    pictureComes(video);
    expect(root).toHaveAttribute("data-picture");
  });

  it("does not play a peer without encryption, also when encryption stops during the call", () => {
    const { root, video, rerender } = show(remote);
    pictureComes(video);
    rerender(<VideoTile {...remote} encryption={{ status: "unprotected" }} />);
    expect(video.srcObject).toBeNull();
    expect(root).not.toHaveAttribute("data-picture");
    expect(screen.getByText(en["encryption.unprotected.detail"])).toBeInTheDocument();
  });

  it("never plays our own sound, and mirrors our own camera", () => {
    for (const status of ["protected", "waiting", "blocked"] as const) {
      const { root, video } = show({ ...remote, local: true, encryption: { status } });
      expect(video.muted).toBe(true);
      expect(root).toHaveAttribute("data-local");
      expect(root).toHaveAttribute("data-mirror");
      expect(root).toHaveAttribute("data-encryption", status);
    }
  });

  it("shows initials while there is no video", () => {
    const { video, rerender } = show({ ...remote, name: "Taro Yamada" });
    expect(screen.getByText("TY")).toBeInTheDocument();
    pictureComes(video);
    expect(screen.queryByText("TY")).not.toBeInTheDocument();
    rerender(<VideoTile {...remote} name="山田太郎" hasVideo={false} />);
    expect(screen.getByText("山")).toBeInTheDocument();
  });

  it("shows that a microphone is off and that a peer is verified", () => {
    show({ ...remote, microphoneOff: true, verified: true });
    expect(screen.getByText("Microphone off")).toBeInTheDocument();
    expect(screen.getByText("Verified")).toBeInTheDocument();
  });

  it("shows that the call is reconnecting", () => {
    const { root } = show({ ...remote, reconnecting: true });
    expect(root).toHaveAttribute("data-reconnecting");
    expect(screen.getByText(en["tile.reconnecting"])).toBeInTheDocument();
  });

  it("releases the stream on unmount and when it gets another stream", () => {
    const { video, rerender } = show(remote);
    const other = new EventTarget() as MediaStream;
    rerender(<VideoTile {...remote} stream={other} />);
    expect(video.srcObject).toBe(other);
    rerender(<VideoTile {...remote} stream={null} />);
    expect(video.srcObject).toBeNull();
  });

  it("is translated to Japanese", () => {
    render(
      <I18nProvider locale="ja" messages={ja}>
        <VideoTile {...remote} local encryption={{ status: "protected" }} name="花子" />
      </I18nProvider>,
    );
    expect(screen.getByRole("article", { name: "花子（自分）：保護されています" })).toBeInTheDocument();
  });

  it("distinguishes devices that the system muted from those that are off, in words, in an icon and in attributes", () => {
    const off = { microphoneOff: true, cameraOff: true };
    const { root, container, rerender } = show({ ...remote, ...off, speaking: true });
    const icon = (mark: string) => container.querySelector(`[data-mark="${mark}"] svg`)?.innerHTML;
    const plain = icon("microphone-off");
    expect(screen.getByText("Microphone off")).toBeInTheDocument();
    rerender(<VideoTile {...remote} {...off} speaking microphoneMuted cameraMuted />);
    expect(screen.getByText("Microphone muted by the system")).toBeInTheDocument();
    expect(screen.getByText("Camera stopped by the system")).toBeInTheDocument();
    expect(screen.queryByText("Microphone off")).not.toBeInTheDocument();
    expect(screen.queryByText("Camera off")).not.toBeInTheDocument();
    expect(icon("microphone-muted")).toBeTruthy();
    expect(icon("microphone-muted")).not.toBe(plain);
    expect(root).toHaveAttribute("data-microphone-muted");
    expect(root).toHaveAttribute("data-camera-muted");
    expect(root).not.toHaveAttribute("data-speaking");
  });

  it("shows the participant's initials while the camera is off, even if its track still sends, and says so in words", () => {
    const { root, video, rerender } = show({ ...remote, cameraOff: true });
    pictureComes(video);
    expect(root).not.toHaveAttribute("data-picture");
    expect(root).toHaveAttribute("data-camera-off");
    expect(screen.getByText("T")).toBeInTheDocument();
    expect(screen.getByText("Camera off")).toBeInTheDocument();
    rerender(<VideoTile {...remote} />);
    expect(root).toHaveAttribute("data-picture");
    expect(screen.queryByText("Camera off")).not.toBeInTheDocument();
    rerender(<VideoTile {...remote} hasVideo={false} />);
    expect(screen.getByText("Camera off")).toBeInTheDocument();
  });

  it("marks the speaker, unless the microphone is off", () => {
    const { root, rerender } = show({ ...remote, speaking: true });
    expect(root).toHaveAttribute("data-speaking");
    expect(screen.getByText("Speaking")).toBeInTheDocument();
    rerender(<VideoTile {...remote} speaking microphoneOff />);
    expect(root).not.toHaveAttribute("data-speaking");
    expect(screen.queryByText("Speaking")).not.toBeInTheDocument();
    expect(screen.getByText("Microphone off")).toBeInTheDocument();
  });

  it("reserves the space of the speaking sign, so that the name does not move", () => {
    const { root, rerender } = show({ ...remote, speaking: true });
    const place = () => root.querySelector(".sora-tile-name")?.firstElementChild?.className;
    const speaking = place();
    rerender(<VideoTile {...remote} speaking={false} />);
    expect(place()).toBe(speaking);
    expect(screen.queryByText("Speaking")).not.toBeInTheDocument();
  });

  it("shows the connection quality, and nothing while it is not known", () => {
    const { root, rerender } = show({ ...remote, quality: "poor" });
    expect(root).toHaveAttribute("data-quality", "poor");
    expect(screen.getByText("Poor connection")).toBeInTheDocument();
    rerender(<VideoTile {...remote} quality={null} />);
    expect(root).not.toHaveAttribute("data-quality");
    expect(screen.queryByText(/connection/iu)).not.toBeInTheDocument();
  });

  it("marks a pinned tile", () => {
    const { root } = show({ ...remote, pinned: true });
    expect(root).toHaveAttribute("data-pinned");
    expect(screen.getByText("Pinned")).toBeInTheDocument();
  });

  it("names a screen after its participant, shows it uncropped, and never mirrors it", () => {
    const { root, rerender } = show({ ...remote, kind: "screen" });
    expect(screen.getByRole("article", { name: "Taro's screen: Encrypted" })).toBe(root);
    expect(root).toHaveAttribute("data-fit", "contain");
    expect(screen.queryByText("T")).not.toBeInTheDocument();
    rerender(<VideoTile {...remote} kind="screen" local encryption={{ status: "protected" }} mirror />);
    expect(screen.getByRole("article", { name: "Your screen: Protected" })).toBe(root);
    expect(root).not.toHaveAttribute("data-mirror");
  });

  it("keeps the marks beside a name separate, so that a long name can be cut", () => {
    const { root } = show({ ...remote, local: true, encryption: { status: "protected" } });
    expect(root.querySelector(".sora-tile-name bdi")).toHaveTextContent(/^Taro$/u);
    expect(root.querySelector(".sora-tile-name")).toHaveTextContent("Taro (you)");
    render(
      <I18nProvider locale="en" messages={{ ...en, "tile.you": "Me" }}>
        <VideoTile {...remote} connectionId="2" local encryption={{ status: "protected" }} />
      </I18nProvider>,
    );
    expect(document.querySelector("[data-sora-tile='2'] .sora-tile-name")).toHaveTextContent(/^Me$/u);
  });

  it("opens details of the encryption from its badge when the app provides them", () => {
    const details = vi.fn();
    const { rerender } = show({ ...remote, onEncryptionDetails: details });
    fireEvent.click(screen.getByRole("button", { name: "Encrypted: show details for Taro" }));
    expect(details).toHaveBeenCalledOnce();
    rerender(<VideoTile {...remote} />);
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
  });

  it("renders replaced parts, hides parts that are null, and keeps its attributes and its video", () => {
    const { root, container, rerender } = show({
      ...remote,
      badge: "my badge",
      actions: <TileButton icon="more" label="More for Taro" />,
      avatar: "my avatar",
      nameplate: "my name",
      children: "my overlay",
    });
    for (const piece of ["badge", "avatar", "name", "overlay"]) {
      expect(within(root).getByText(`my ${piece}`)).toBeInTheDocument();
    }
    expect(within(root).getByRole("button", { name: "More for Taro" })).toBeInTheDocument();
    expect(screen.queryByText("Encrypted")).not.toBeInTheDocument();
    expect(screen.queryByText("Taro")).not.toBeInTheDocument();
    rerender(<VideoTile {...remote} badge={null} avatar={null} nameplate={null} />);
    expect(root).toHaveTextContent(/^$/u);
    expect(root).toHaveAttribute("data-encryption", "encrypted");
    expect(container.querySelectorAll("video")).toHaveLength(1);
  });

  it("passes class, style, attributes and listeners to its root, but protects the attributes that tools rely on", () => {
    const onDoubleClick = vi.fn();
    const ref = createRef<HTMLElement>();
    const own = { "data-sora-tile": "other", "data-encryption": "encrypted", "data-team": "red" };
    const { container } = render(
      <VideoTile
        {...remote}
        {...own}
        ref={ref}
        encryption={{ status: "ready" }}
        className="wide"
        style={{ order: 3 }}
        onDoubleClick={onDoubleClick}
      />,
    );
    const root = container.firstElementChild as HTMLElement;
    fireEvent.doubleClick(root);
    expect(ref.current).toBe(root);
    expect(root).toHaveClass("sora-tile", "wide");
    expect(root).toHaveStyle({ order: "3" });
    expect(root).toHaveAttribute("data-team", "red");
    expect(root).toHaveAttribute("data-sora-tile", taro);
    expect(root).toHaveAttribute("data-encryption", "ready");
    expect(onDoubleClick).toHaveBeenCalledOnce();
  });

  it("renders again only when a prop changes, and sets no timer", () => {
    vi.useFakeTimers();
    // Each render reads its texts.
    const read = vi.fn();
    const messages = new Proxy(en, {
      get: (texts, key: keyof typeof en) => {
        read(key);
        return texts[key];
      },
    });
    const tile = (name: string) => (
      <I18nProvider locale="en" messages={messages}>
        <VideoTile {...remote} stream={null} speaking={false} quality="good" name={name} />
      </I18nProvider>
    );
    const { rerender } = render(tile("Taro"));
    read.mockClear();
    rerender(tile("Taro"));
    expect(read).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
    rerender(tile("Jiro"));
    expect(read).toHaveBeenCalled();
  });
});

/** Promises of `play` and what follows from them. */
const settled = () => act(async () => undefined);

describe("the audio of a tile", () => {
  it("can be left to another element, and comes back", () => {
    const { video, rerender } = show({ ...remote, muted: true });
    expect(video.muted).toBe(true);
    play.mockClear();
    rerender(<VideoTile {...remote} muted={false} />);
    expect(video.muted).toBe(false);
    expect(play).toHaveBeenCalled();
  });

  it("has a volume within the range that the browser accepts", () => {
    const { video, rerender } = show({ ...remote, volume: 0.25 });
    expect(video.volume).toBe(0.25);
    rerender(<VideoTile {...remote} volume={7} />);
    expect(video.volume).toBe(1);
  });

  it("uses the chosen speaker device, and the default when that one is gone", async () => {
    const { rerender } = show({ ...remote, sinkId: "desk" });
    expect(speakers).toEqual(["desk"]);
    rerender(<VideoTile {...remote} sinkId="gone" />);
    await waitFor(() => expect(speakers).toEqual(["desk", "gone", ""]));
  });

  it("does not change the speaker device when none was chosen", () => {
    show(remote);
    expect(speakers).toEqual([]);
  });

  it("waits for a click when the browser blocks it, while the video already plays", async () => {
    state.refusesSound = true;
    const { video } = show(remote);
    await settled();
    const button = screen.getByRole("button", { name: "Play sound of Taro" });
    expect(video.muted).toBe(true);
    expect(play.mock.contexts.at(-1)).toBe(video);

    state.refusesSound = false;
    play.mockClear();
    fireEvent.click(button);
    expect(play).toHaveBeenCalledOnce();
    expect(video.muted).toBe(false);
    await waitFor(() => expect(button).not.toBeInTheDocument());
  });

  it("starts in all tiles with one click or key anywhere on the page", async () => {
    state.refusesSound = true;
    show(remote);
    show({ ...remote, connectionId: "other", name: "Jiro" });
    await settled();
    expect(screen.getAllByRole("button")).toHaveLength(2);
    state.refusesSound = false;
    fireEvent.keyDown(document.body, { key: "a" });
    await waitFor(() => expect(screen.queryByRole("button")).not.toBeInTheDocument());
    for (const video of document.querySelectorAll("video")) expect(video.muted).toBe(false);
  });

  it("can still be started after a click that was not enough", async () => {
    state.refusesSound = true;
    const { video } = show(remote);
    await settled();
    const button = screen.getByRole("button");
    await act(async () => void fireEvent.click(button));
    expect(button).toBeInTheDocument();
    expect(video.muted).toBe(true);
  });

  it("needs no click once there is no audio to play", async () => {
    state.refusesSound = true;
    const { rerender } = show(remote);
    await settled();
    expect(screen.getByRole("button")).toBeInTheDocument();
    rerender(<VideoTile {...remote} muted />);
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
    rerender(<VideoTile {...remote} encryption={{ status: "unprotected" }} />);
    play.mockClear();
    fireEvent.click(document.body);
    expect(play).not.toHaveBeenCalled();
  });
});
