import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import {
  CameraButton,
  ControlBar,
  ControlButton,
  ControlMenu,
  MicrophoneButton,
  ScreenShareButton,
  type ScreenShareButtonProps,
} from "react-sora-e2ee";
import { describe, expect, it, vi } from "vitest";

const track = { label: "USB Headset" } as MediaStreamTrack;

describe("MicrophoneButton", () => {
  it("says what pressing it does, and includes the device's state in its name", () => {
    const { rerender } = render(<MicrophoneButton device={{ status: "on", track }} onToggle={vi.fn()} />);
    const button = screen.getByRole("button");
    expect(button).toHaveAccessibleName("Mute microphone");
    expect(button).toHaveTextContent(/^Mute$/u);
    rerender(<MicrophoneButton device={{ status: "opening" }} onToggle={vi.fn()} />);
    expect(button).toHaveAccessibleName("Microphone: Starting…");
    expect(button).toHaveAttribute("data-on", "false");
    rerender(<MicrophoneButton on={false} onToggle={vi.fn()} />);
    expect(button).toHaveAccessibleName("Unmute microphone");
    rerender(<MicrophoneButton on onToggle={vi.fn()} />);
    expect(button).toHaveAccessibleName("Mute microphone");
    expect(button).toHaveAttribute("data-on", "true");
  });

  it.each([
    ["device-permission-denied", "Microphone: Not allowed"],
    ["device-not-found", "Microphone: Not found"],
    ["device-in-use", "Microphone: In use"],
    ["internal", "Microphone: Not working"],
  ] as const)("describes a failure in words: %s", (code, name) => {
    render(<MicrophoneButton device={{ status: "failed", error: { code } }} onToggle={vi.fn()} />);
    expect(screen.getByRole("button", { name })).toHaveAttribute("data-problem");
  });

  it.each([
    ["on", false],
    ["opening", false],
    ["off", true],
    ["failed", true],
  ] as const)("in the state %s, its pressed state is: %s", async (status, wanted) => {
    const onToggle = vi.fn();
    const error = { code: "device-in-use" } as const;
    render(<MicrophoneButton device={{ status, track, error } as never} onToggle={onToggle} />);
    await userEvent.click(screen.getByRole("button"));
    expect(onToggle).toHaveBeenCalledExactlyOnceWith(wanted);
  });

  it("has its own icon and words when the system muted it, and still counts as on", async () => {
    const onToggle = vi.fn();
    const { container, rerender } = render(
      <MicrophoneButton device={{ status: "on", track }} onToggle={onToggle} />,
    );
    const sign = () => container.querySelector(".sora-icon path")?.getAttribute("d");
    const signs = [sign()];
    rerender(<MicrophoneButton device={{ status: "muted", track }} onToggle={onToggle} />);
    signs.push(sign());
    const button = screen.getByRole("button", { name: "Microphone: Muted" });
    expect(button).toHaveAttribute("data-on", "true");
    await userEvent.click(button);
    expect(onToggle).toHaveBeenCalledExactlyOnceWith(false);
    rerender(<MicrophoneButton on={false} onToggle={onToggle} />);
    signs.push(sign());
    expect(new Set(signs).size).toBe(3);
  });

  it("says that a device which was on has been lost", () => {
    const device = { status: "failed", error: { code: "device-not-found" }, lost: true } as const;
    render(<CameraButton device={device} onToggle={vi.fn()} />);
    expect(screen.getByRole("button", { name: "Camera: Lost" })).toHaveAttribute("data-on", "false");
  });

  it("is disabled when there is no such device", () => {
    render(<MicrophoneButton device={{ status: "unused" }} onToggle={vi.fn()} />);
    expect(screen.getByRole("button")).toBeDisabled();
  });
});

describe("ScreenShareButton", () => {
  it("starts sharing, waits for the person's choice, and stops", async () => {
    const [onStart, onStop] = [vi.fn(), vi.fn()];
    const props = { onStart, onStop };
    const { rerender } = render(<ScreenShareButton share={{ status: "off" }} {...props} />);
    await userEvent.click(screen.getByRole("button", { name: "Share screen" }));
    rerender(<ScreenShareButton share={{ status: "choosing" }} {...props} />);
    expect(screen.getByRole("button", { name: "Share screen: Choosing…" })).toBeDisabled();
    rerender(<ScreenShareButton share={{ status: "on" }} {...props} />);
    await userEvent.click(screen.getByRole("button", { name: "Stop sharing" }));
    expect([onStart.mock.calls.length, onStop.mock.calls.length]).toEqual([1, 1]);
  });

  it("marks a failure and gives its reason, but treats a closed picker as no failure", () => {
    const props = { onStart: vi.fn(), onStop: vi.fn() };
    const failed = (code: "screen-failed" | "screen-not-allowed" | "screen-not-chosen") =>
      ({ status: "failed", error: { code } }) as const;
    const { rerender } = render(<ScreenShareButton share={failed("screen-failed")} {...props} />);
    expect(screen.getByRole("button", { name: "Share screen: Failed" })).toBeEnabled();
    rerender(<ScreenShareButton share={failed("screen-not-allowed")} {...props} />);
    const button = screen.getByRole("button", { name: "Share screen: Not allowed" });
    expect(button).toHaveAccessibleDescription(/^Sharing a screen is not allowed here\./u);
    rerender(<ScreenShareButton share={failed("screen-not-chosen")} {...props} />);
    expect(screen.getByRole("button", { name: "Share screen" })).not.toHaveAttribute("data-problem");
  });

  it("is disabled when sharing is forbidden, and gives the reason to keyboard users too", async () => {
    const props = { onStart: vi.fn(), onStop: vi.fn() };
    const share = (availability: ScreenShareButtonProps["share"]["availability"]) =>
      ({ status: "off", ...(availability && { availability }) }) as const;
    const { rerender } = render(<ScreenShareButton share={share("screen-not-allowed")} {...props} />);
    const button = screen.getByRole("button", { name: "Share screen: Not allowed" });
    expect(button).toHaveAttribute("aria-disabled", "true");
    expect(button).toHaveAccessibleDescription(/^Sharing a screen is not allowed here\./u);
    await userEvent.tab();
    expect(button).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    expect(props.onStart).not.toHaveBeenCalled();
    rerender(<ScreenShareButton share={share("unknown")} {...props} />);
    expect(screen.getByRole("button", { name: "Share screen" })).toBeDisabled();
    rerender(<ScreenShareButton share={share("screen-unsupported")} {...props} />);
    expect(screen.queryByRole("button")).toBeNull();
  });
});

describe("ControlMenu", () => {
  function showMenu(onOuterKey = vi.fn()) {
    render(
      // biome-ignore lint/a11y/noStaticElementInteractions: It replaces a dialog around the controls.
      <div onKeyDown={onOuterKey}>
        <ControlMenu icon="list" text="More">
          <button type="button">Inside</button>
        </ControlMenu>
        <button type="button">After</button>
      </div>,
    );
    return { button: screen.getByRole("button", { name: "More" }), onOuterKey };
  }
  const panel = () => screen.queryByRole("dialog", { name: "More" });

  it("moves the focus inside when it opens, and returns it on Escape", async () => {
    const { button, onOuterKey } = showMenu();
    expect(button).toHaveAttribute("aria-expanded", "false");
    await userEvent.click(button);
    expect(button).toHaveAttribute("aria-expanded", "true");
    expect(screen.getByRole("button", { name: "Inside" })).toHaveFocus();
    await userEvent.keyboard("{Escape}");
    expect(panel()).toBeNull();
    expect(button).toHaveFocus();
    expect(onOuterKey).not.toHaveBeenCalled();
  });

  it("opens with the focus on the chosen item", async () => {
    render(
      <ControlMenu icon="list" text="More">
        <input type="radio" name="choice" aria-label="First" />
        <input type="radio" name="choice" aria-label="Second" defaultChecked />
      </ControlMenu>,
    );
    await userEvent.click(screen.getByRole("button", { name: "More" }));
    expect(screen.getByRole("radio", { name: "Second" })).toHaveFocus();
  });

  it("leaves Escape to other elements while it is closed", async () => {
    const { button, onOuterKey } = showMenu();
    button.focus();
    await userEvent.keyboard("{Escape}");
    expect(onOuterKey).toHaveBeenCalledOnce();
  });

  it("closes when the focus leaves, on a press outside, and on a second press of its button", async () => {
    const { button } = showMenu();
    await userEvent.click(button);
    await userEvent.tab();
    expect(screen.getByRole("button", { name: "After" })).toHaveFocus();
    expect(panel()).toBeNull();
    await userEvent.click(button);
    expect(panel()).not.toBeNull();
    await userEvent.click(document.body);
    expect(panel()).toBeNull();
    await userEvent.click(button);
    await userEvent.click(button);
    expect(panel()).toBeNull();
  });

  it("stays open while its content is used", async () => {
    const { button } = showMenu();
    await userEvent.click(button);
    await userEvent.click(screen.getByRole("button", { name: "Inside" }));
    expect(panel()).not.toBeNull();
  });
});

describe("ControlBar", () => {
  it("is a toolbar landmark in which arrow keys move between the buttons", async () => {
    render(
      <ControlBar>
        <MicrophoneButton on onToggle={vi.fn()} menu="Microphones" />
        <CameraButton on onToggle={vi.fn()} menu="Cameras" />
        <ControlButton icon="list" text="Events" onPress={vi.fn()} />
      </ControlBar>,
    );
    expect(screen.getByRole("region", { name: "Call controls" })).toBeInTheDocument();
    const reached: (string | undefined)[] = [];
    for (let stop = 0; stop < 5; stop++) {
      await userEvent.tab();
      const { activeElement } = document;
      reached.push(activeElement?.getAttribute("aria-label") ?? activeElement?.textContent);
    }
    expect(reached).toEqual([
      "Mute microphone",
      "Choose microphone",
      "Stop camera",
      "Choose camera",
      "Events",
    ]);
  });
});
