import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { I18nProvider } from "../../src/components/I18nProvider.tsx";
import { VideoTile, type VideoTileProps } from "../../src/components/VideoTile.tsx";
import { en, ja } from "../../src/i18n/index.ts";
import { frameFailures, type PeerEncryption } from "../../src/status.ts";
import { taro } from "./support/members.ts";

const play = vi.fn(() => Promise.resolve());

beforeEach(() => {
  vi.spyOn(HTMLMediaElement.prototype, "play").mockImplementation(play);
});

afterEach(() => {
  vi.restoreAllMocks();
  play.mockReset().mockResolvedValue(undefined);
});

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

  it.each(frameFailures)("says why a member's frames do not open: %s", (reason) => {
    const { root } = show({ ...remote, encryption: { status: "failing", reason } });
    expect(root).toHaveAttribute("data-encryption", "failing");
    expect(root).toHaveAttribute("data-encryption-reason", reason);
    expect(screen.getByText(en[`failing.${reason}`])).toBeInTheDocument();
  });

  it("is named after the person and the status", () => {
    show(remote);
    expect(screen.getByRole("article", { name: "Taro: Encrypted" })).toBeInTheDocument();
  });

  it.each<PeerEncryption["status"]>(["exchanging", "ready", "encrypted", "failing", "unprotected"])(
    "says %s in words",
    (status) => {
      const encryption: PeerEncryption = status === "failing" ? { status, reason: "no-key" } : { status };
      show({ ...remote, encryption });
      expect(screen.getByText(en[`encryption.${status}`])).toBeInTheDocument();
    },
  );

  it("plays a member's sound and picture", () => {
    const { root, video } = show(remote);
    expect(video.srcObject).toBe(stream);
    expect(video.muted).toBe(false);
    expect(video).toHaveAttribute("autoplay");
    pictureComes(video);
    expect(root).toHaveAttribute("data-picture");
  });

  it("plays nothing of a member without encryption, also when it stops being encrypted", () => {
    const { root, video, rerender } = show(remote);
    pictureComes(video);
    rerender(<VideoTile {...remote} encryption={{ status: "unprotected" }} />);
    expect(video.srcObject).toBeNull();
    expect(root).not.toHaveAttribute("data-picture");
    expect(screen.getByText(en["encryption.unprotected.detail"])).toBeInTheDocument();
  });

  it("never plays one's own sound, and mirrors one's own picture", () => {
    for (const encryption of ["protected", "waiting", "blocked"] as const) {
      const { root, video } = show({ ...remote, local: true, encryption });
      expect(video.muted).toBe(true);
      expect(root).toHaveAttribute("data-local");
      expect(root).toHaveAttribute("data-mirror");
      expect(root).toHaveAttribute("data-encryption", encryption);
    }
  });

  it("shows initials as long as there is no picture", () => {
    const { video, rerender } = show({ ...remote, name: "Taro Yamada" });
    expect(screen.getByText("TY")).toBeInTheDocument();
    pictureComes(video);
    expect(screen.queryByText("TY")).not.toBeInTheDocument();
    rerender(<VideoTile {...remote} name="山田太郎" hasVideo={false} />);
    expect(screen.getByText("山")).toBeInTheDocument();
  });

  it("tells of a microphone that is off and of a verified member", () => {
    show({ ...remote, microphoneOff: true, verified: true });
    expect(screen.getByText("Microphone off")).toBeInTheDocument();
    expect(screen.getByText("Verified")).toBeInTheDocument();
  });

  it("says that the connection is being tried again", () => {
    const { root } = show({ ...remote, reconnecting: true });
    expect(root).toHaveAttribute("data-reconnecting");
    expect(screen.getByText(en["tile.reconnecting"])).toBeInTheDocument();
  });

  it("lets go of the stream when it goes or gets another", () => {
    const { video, rerender } = show(remote);
    const other = new EventTarget() as MediaStream;
    rerender(<VideoTile {...remote} stream={other} />);
    expect(video.srcObject).toBe(other);
    rerender(<VideoTile {...remote} stream={null} />);
    expect(video.srcObject).toBeNull();
  });

  it("offers a button when the browser wants a click before it plays sound", async () => {
    play.mockRejectedValueOnce(new DOMException("Not yet.", "NotAllowedError"));
    const { video } = show(remote);
    const button = await screen.findByRole("button", { name: "Play sound of Taro" });
    play.mockClear();
    fireEvent.click(button);
    expect(play).toHaveBeenCalledOnce();
    act(() => void fireEvent(video, new Event("playing")));
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
  });

  it("speaks Japanese", () => {
    render(
      <I18nProvider locale="ja" messages={ja}>
        <VideoTile {...remote} local encryption="protected" name="花子" />
      </I18nProvider>,
    );
    expect(screen.getByRole("article", { name: "花子（自分）：保護されています" })).toBeInTheDocument();
  });
});
