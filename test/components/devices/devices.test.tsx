import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import {
  DeviceMenu,
  type DeviceMenuProps,
  DeviceSelect,
  LevelMeter,
  MediaNotices,
  ScreenSoundNotice,
  type ShownMedia,
} from "react-sora-e2ee";
import { describe, expect, it, vi } from "vitest";

const track = { label: "USB Headset" } as MediaStreamTrack;
const media: ShownMedia = {
  microphone: { deviceId: null, status: "on", track },
  camera: { deviceId: "cam-2", status: "off" },
  speakerId: "default",
};
const devices: DeviceMenuProps["devices"] = {
  microphones: [
    { deviceId: "default", label: "Default - USB Headset" },
    { deviceId: "mic-1", label: "USB Headset" },
    { deviceId: "mic-2", label: "" },
  ],
  cameras: [
    { deviceId: "cam-1", label: "Front" },
    { deviceId: "cam-2", label: "Back" },
  ],
  speakers: [{ deviceId: "spk-1", label: "Speakers" }],
};

function show(props: Partial<DeviceMenuProps> = {}) {
  const [onChoose, onChooseSpeaker] = [vi.fn(), vi.fn()];
  render(
    <DeviceMenu
      devices={devices}
      media={media}
      onChoose={onChoose}
      onChooseSpeaker={onChooseSpeaker}
      {...props}
    />,
  );
  return { onChoose, onChooseSpeaker };
}

function namesIn(legend: string): (string | null)[] {
  const labels = screen.getByText(legend, { selector: "legend" }).parentElement?.querySelectorAll("label");
  return [...(labels ?? [])].map(({ textContent }) => textContent);
}

describe("DeviceMenu", () => {
  it("lists each device once, and numbers devices without a name", () => {
    show();
    expect(namesIn("Microphone")).toEqual(["Automatic: USB Headset", "USB Headset", "Microphone 2"]);
    expect(namesIn("Camera")).toEqual(["Automatic", "Front", "Back"]);
    expect(namesIn("Speaker")).toEqual(["System default", "Speakers"]);
  });

  it("shows the chosen device, also when the browser lists its default as a device", () => {
    show();
    expect(
      screen.getAllByRole("radio", { checked: true }).map((radio) => radio.closest("label")?.textContent),
    ).toEqual(["Automatic: USB Headset", "Back", "System default"]);
  });

  it("reports the kind and the id of the device that was chosen", async () => {
    const { onChoose, onChooseSpeaker } = show();
    await userEvent.click(screen.getByRole("radio", { name: "USB Headset" }));
    await userEvent.click(screen.getByRole("radio", { name: "Automatic" }));
    await userEvent.click(screen.getByRole("radio", { name: "Speakers" }));
    expect(onChoose.mock.calls).toEqual([
      ["audio", "mic-1"],
      ["video", null],
    ]);
    expect(onChooseSpeaker.mock.calls).toEqual([["spk-1"]]);
  });

  it("keeps a chosen device that was unplugged in the list, and says what to do", () => {
    const camera = { deviceId: "gone", status: "failed", error: { code: "device-not-found" } } as const;
    show({ media: { ...media, camera } });
    expect(screen.getByRole("radio", { name: "Chosen device (not connected)" })).toBeChecked();
    expect(screen.getByText("The camera was not found, or was unplugged.")).toBeInTheDocument();
  });

  it("gives the reason when there is no device to choose from", () => {
    const unnamed = [{ deviceId: "", label: "" }];
    show({ devices: { microphones: unnamed, cameras: [], speakers: [] } });
    expect(namesIn("Microphone")).toEqual(["Automatic: USB Headset"]);
    expect(screen.getByText("You can choose once the microphone is allowed.")).toBeInTheDocument();
    expect(screen.getByText("No camera is connected.")).toBeInTheDocument();
    expect(screen.getByText(/plays through the speaker that the system uses/u)).toBeInTheDocument();
  });

  it("says nothing about devices before the browser has listed them", () => {
    const none = { known: false, microphones: [], cameras: [], speakers: [] };
    const { container } = render(
      <DeviceMenu devices={none} media={media} onChoose={vi.fn()} onChooseSpeaker={vi.fn()} />,
    );
    expect(container.querySelector(".sora-note")).toBeNull();
    expect(screen.queryByText(/not connected|No .* is connected/u)).toBeNull();
  });

  it("says nothing about a device while it is being opened", () => {
    const camera = { deviceId: null, status: "opening" } as const;
    show({ devices: { microphones: [], cameras: [], speakers: [] }, media: { ...media, camera } });
    expect(screen.queryByText("No camera is connected.")).toBeNull();
    expect(screen.getByText("No microphone is connected.")).toBeInTheDocument();
  });

  it("leaves out kinds that are not used or not asked for, and devices that cannot be chosen", () => {
    render(
      <DeviceMenu devices={devices} media={media} onChoose={vi.fn()} show={["microphone", "speaker"]} />,
    );
    expect(screen.getAllByRole("group").map((group) => group.getAttribute("data-device"))).toEqual([
      "microphone",
    ]);
  });
});

describe("DeviceSelect", () => {
  it("shows the chosen device, and lets the person choose another one or the browser's default", async () => {
    const onChoose = vi.fn();
    render(<DeviceSelect which="camera" devices={devices} media={media} onChoose={onChoose} />);
    const select = screen.getByRole("combobox", { name: "Camera" });
    expect(select).toHaveDisplayValue("Back");
    await userEvent.selectOptions(select, "Front");
    await userEvent.selectOptions(select, "Automatic");
    expect(onChoose.mock.calls).toEqual([["cam-1"], [null]]);
  });
});

describe("LevelMeter", () => {
  it("gives the loudness in words and as a number", () => {
    const { rerender } = render(<LevelMeter level={0} />);
    const meter = screen.getByRole("meter", { name: "Microphone level" });
    expect(meter).toHaveAttribute("aria-valuetext", "No sound");
    rerender(<LevelMeter level={0.25} />);
    expect(meter).toHaveAttribute("aria-valuetext", "Good");
    expect(meter).toHaveAttribute("aria-valuenow", "25");
    expect(meter.style.getPropertyValue("--sora-level")).toBe("0.50");
  });

  it("moves with its subscription without rendering, and unsubscribes on unmount", () => {
    let tell = (_level: number): void => undefined;
    const stopped = vi.fn();
    let renders = 0;
    const subscribe = (onLevel: (level: number) => void) => {
      tell = onLevel;
      return stopped;
    };
    function Shown() {
      renders += 1;
      return <LevelMeter subscribe={subscribe} />;
    }
    const { unmount } = render(<Shown />);
    const before = renders;
    tell(1);
    expect(screen.getByRole("meter")).toHaveAttribute("aria-valuetext", "Loud");
    tell(0.01);
    expect(screen.getByRole("meter")).toHaveAttribute("aria-valuetext", "Quiet");
    expect(renders).toBe(before);
    stopped.mockClear();
    unmount();
    expect(stopped).toHaveBeenCalledOnce();
  });
});

describe("ScreenSoundNotice", () => {
  it("is an empty live region while the sound is shared, and when no screen is shared", () => {
    const { rerender } = render(<ScreenSoundNotice sound={null} />);
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
    rerender(<ScreenSoundNotice sound="shared" />);
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
  });

  it("says how to share the sound, or that this browser cannot, until it is closed for this share", () => {
    const { rerender } = render(<ScreenSoundNotice sound="none" />);
    const notice = screen.getByRole("status");
    expect(notice).toHaveTextContent(
      "The others do not hear the sound of your screen. To share it, share again",
    );
    fireEvent.click(screen.getByRole("button", { name: "Close" }));
    expect(notice).toBeEmptyDOMElement();
    rerender(<ScreenSoundNotice sound={null} />);
    rerender(<ScreenSoundNotice sound="none" />);
    expect(notice).toHaveTextContent("To share it, share again");
    rerender(<ScreenSoundNotice sound="unsupported" />);
    expect(notice).toHaveTextContent("This browser cannot share it.");
  });
});

describe("MediaNotices", () => {
  const quiet = {
    microphone: { deviceId: null, status: "off" },
    camera: { deviceId: null, status: "off" },
  } as const;
  const lost = { deviceId: null, status: "failed", error: { code: "device-not-found" }, lost: true } as const;

  it("is an empty live region while there is nothing to report, so that later notices are read out", () => {
    const denied = { deviceId: null, status: "failed", error: { code: "device-permission-denied" } } as const;
    render(
      <MediaNotices
        media={{ microphone: { deviceId: null, status: "on", track }, camera: denied }}
        share={{ status: "failed", error: { code: "screen-not-chosen" } }}
      />,
    );
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
  });

  it.each([
    ["a lost camera", { ...quiet, camera: lost }, /^The camera was unplugged or taken away/u],
    [
      "a muted microphone",
      { ...quiet, microphone: { deviceId: null, status: "muted", track } },
      /^The system has muted the microphone/u,
    ],
    [
      "a device in the place of another",
      { ...quiet, microphone: { deviceId: "x", status: "on", track, fallbackFor: "Old Headset" } },
      /^“Old Headset” was unplugged. “USB Headset” is used in its place./u,
    ],
  ] as const)("reports %s", (_what, shown, sentence) => {
    render(<MediaNotices media={shown} />);
    expect(screen.getByRole("status")).toHaveTextContent(sentence);
  });

  it("gives the reason when a screen is not shared", () => {
    render(
      <MediaNotices media={null} share={{ status: "failed", error: { code: "screen-not-readable" } }} />,
    );
    expect(screen.getByRole("status")).toHaveTextContent(/^The system did not let the browser capture/u);
  });
});
