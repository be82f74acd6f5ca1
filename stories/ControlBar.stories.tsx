import type { Meta, StoryObj } from "@storybook/react-vite";
import {
  CameraButton,
  ControlBar,
  ControlButton,
  DeviceMenu,
  DevicesButton,
  LeaveButton,
  MicrophoneButton,
  ScreenShareButton,
  type ScreenShareButtonProps,
  type ShownMedia,
} from "react-sora-e2ee";
import { expect, fn, userEvent } from "storybook/test";
import { failed, lists, lost, media, muted, off, opening } from "./support/devices.ts";
import { textsOf } from "./support/surroundings.ts";
import { useDeviceChoices } from "./support/useDeviceChoices.ts";

interface ControlsProps {
  readonly media: ShownMedia;
  readonly share: ScreenShareButtonProps["share"];
  /** Arrow buttons beside the switches, in place of one button for all devices. */
  readonly split: boolean;
  readonly width?: number | undefined;
  readonly onLeave: () => void;
  readonly onShare: () => void;
}

function Controls({ media: initial, share, split, width, onLeave, onShare }: ControlsProps) {
  const { media: now, onToggle, ...choices } = useDeviceChoices(initial);
  const menu = { devices: lists, media: now, ...choices };
  const of = (which: "microphone" | "camera") =>
    split ? <DeviceMenu {...menu} show={[which]} /> : undefined;
  return (
    <div style={{ maxWidth: width, minHeight: 420, display: "grid", alignContent: "end" }}>
      <ControlBar>
        <MicrophoneButton
          device={now.microphone}
          menu={of("microphone")}
          onToggle={(on) => onToggle("audio", on)}
        />
        <CameraButton device={now.camera} menu={of("camera")} onToggle={(on) => onToggle("video", on)} />
        <ScreenShareButton share={share} onStart={onShare} onStop={onShare} />
        {!split && <DevicesButton {...menu} />}
        <LeaveButton onLeave={onLeave} />
      </ControlBar>
    </div>
  );
}

const meta = {
  title: "Controls/ControlBar",
  component: Controls,
  args: { media, share: { status: "off" }, split: false, onLeave: fn(), onShare: fn() },
} satisfies Meta<typeof Controls>;

export default meta;
type Story = StoryObj<typeof meta>;

export const ByKeyboard: Story = {
  play: async ({ canvas, args, globals }) => {
    const { t } = textsOf(globals);
    const microphone = canvas.getByRole("button", { name: t("control.microphone.off.label") });
    microphone.focus();
    await expect(microphone).toHaveAttribute("data-on", "true");
    await userEvent.keyboard("{Enter}");
    await expect(microphone).toHaveAccessibleName(t("control.microphone.on.label"));
    await expect(microphone).toHaveFocus();
    await userEvent.tab();
    await userEvent.keyboard(" ");
    await expect(canvas.getByRole("button", { name: t("control.camera.on") })).toBeVisible();
    await userEvent.tab();
    await userEvent.keyboard("{Enter}");
    await expect(args.onShare).toHaveBeenCalledOnce();
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.keyboard("{Enter}");
    await expect(args.onLeave).toHaveBeenCalledOnce();
  },
};

export const MenuByKeyboard: Story = {
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    const button = canvas.getByRole("button", { name: t("control.devices") });
    button.focus();
    await userEvent.keyboard("{Enter}");
    await expect(button).toHaveAttribute("aria-expanded", "true");
    const automatic = canvas.getByRole("radio", {
      name: t("device.automatic.named", { name: "Built-in Microphone" }),
    });
    await expect(automatic).toHaveFocus();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    await expect(canvas.getByRole("radio", { name: "USB Headset", checked: true })).toHaveFocus();
    await userEvent.tab();
    await expect(canvas.getByRole("radio", { name: "FaceTime HD Camera" })).toHaveFocus();
    await userEvent.keyboard("{Escape}");
    await expect(canvas.queryByRole("dialog")).toBeNull();
    await expect(button).toHaveFocus();
  },
};

export const MenuLeavesWithTheFocus: Story = {
  play: async ({ canvas, canvasElement, globals }) => {
    const { t } = textsOf(globals);
    const button = canvas.getByRole("button", { name: t("control.devices") });
    await userEvent.click(button);
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.tab();
    await expect(canvas.getByRole("button", { name: t("control.leave") })).toHaveFocus();
    await expect(canvas.queryByRole("dialog")).toBeNull();
    await userEvent.click(button);
    await expect(canvas.getByRole("dialog", { name: t("control.devices") })).toBeVisible();
    await userEvent.click(canvasElement);
    await expect(canvas.queryByRole("dialog")).toBeNull();
  },
};

export const WithArrows: Story = {
  args: { split: true },
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    const arrow = canvas.getByRole("button", { name: t("device.camera.choose") });
    await userEvent.click(arrow);
    await expect(canvas.getByRole("radio", { name: "FaceTime HD Camera" })).toHaveFocus();
    await userEvent.keyboard("{ArrowDown}");
    await expect(canvas.getByRole("radio", { name: "Document Camera" })).toBeChecked();
  },
};

export const WithArrowsNarrow: Story = { args: { split: true, width: 272 } };

export const NotAllowed: Story = {
  args: {
    media: {
      ...media,
      microphone: failed("device-permission-denied"),
      camera: failed("device-permission-denied"),
    },
  },
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await expect(
      canvas.getByRole("button", { name: `${t("control.microphone")}: ${t("device.denied")}` }),
    ).toHaveAttribute("data-on", "false");
    await userEvent.click(canvas.getByRole("button", { name: t("control.devices") }));
    await expect(canvas.getByText(t("device.camera.denied.what"))).toBeVisible();
  },
};

export const OpeningAndInUse: Story = {
  args: {
    media: { ...media, microphone: opening, camera: failed("device-in-use") },
    share: { status: "choosing" },
  },
};

export const NotFoundAndBroken: Story = {
  args: { media: { ...media, microphone: failed("device-not-found"), camera: failed("internal") } },
};

export const MutedAndLost: Story = {
  args: { media: { ...media, microphone: muted, camera: lost } },
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    const name = (which: "microphone" | "camera", word: "muted" | "lost") =>
      `${t(`control.${which}`)}: ${t(`device.${word}`)}`;
    await expect(canvas.getByRole("button", { name: name("microphone", "muted") })).toHaveAttribute(
      "data-on",
      "true",
    );
    await expect(canvas.getByRole("button", { name: name("camera", "lost") })).toHaveAttribute(
      "data-on",
      "false",
    );
  },
};

export const MutedAndLostInJapanese: Story = { ...MutedAndLost, globals: { locale: "ja", theme: "dark" } };

export const Off: Story = { args: { media: { ...media, microphone: off, camera: off } } };

export const Sharing: Story = {
  args: { share: { status: "on" } },
  play: async ({ canvas, args, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(canvas.getByRole("button", { name: t("control.screen.stop") }));
    await expect(args.onShare).toHaveBeenCalledOnce();
  },
};

export const ScreenForbidden: Story = {
  args: { share: { status: "off", availability: "screen-not-allowed" } },
  play: async ({ canvas, args, globals }) => {
    const { t } = textsOf(globals);
    const name = `${t("control.screen")}: ${t("control.screen.denied")}`;
    const button = canvas.getByRole("button", { name });
    await expect(button).toHaveAttribute("aria-disabled", "true");
    await expect(button.title).toContain(t("error.screen-not-allowed.what"));
    await userEvent.click(button);
    await expect(args.onShare).not.toHaveBeenCalled();
  },
};

export const ScreenFailed: Story = {
  args: { share: { status: "failed", error: { code: "screen-not-readable" } } },
  play: async ({ canvas, args, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(
      canvas.getByRole("button", { name: `${t("control.screen")}: ${t("control.screen.broken")}` }),
    );
    await expect(args.onShare).toHaveBeenCalledOnce();
  },
};

export const OfTheApp: Story = {
  parameters: { leftInEnglish: "allowed" },
  render: ({ onLeave }) => (
    <ControlBar>
      <ControlButton icon="list" text="Events" expanded={false} onPress={onLeave} />
      <ControlButton icon="play" text="Music" on tone="active" onPress={onLeave} />
      <ControlButton icon="camera" text="Record" disabled onPress={onLeave} />
    </ControlBar>
  ),
};

export const Narrow: Story = { args: { width: 272 } };

export const InJapanese: Story = { globals: { locale: "ja", theme: "dark" } };

export const WithArrowsInJapanese: Story = {
  args: {
    split: true,
    media: { ...media, microphone: failed("device-permission-denied"), camera: failed("device-not-found") },
  },
  globals: { locale: "ja", theme: "dark" },
};

export const RightToLeft: Story = { args: { split: true }, globals: { direction: "rtl" } };
