import type { Meta, StoryObj } from "@storybook/react-vite";
import { DeviceMenu, type DeviceMenuProps, LevelMeter } from "react-sora-e2ee";
import { expect, userEvent } from "storybook/test";
import { failed, lists, longLists, media, noDevices, off, on, unnamed } from "./support/devices.ts";
import { textsOf } from "./support/surroundings.ts";
import { useDeviceChoices } from "./support/useDeviceChoices.ts";

function Menu({ media: initial, devices, ...props }: Pick<DeviceMenuProps, "media" | "devices" | "show">) {
  const { onToggle: _onToggle, ...choices } = useDeviceChoices(initial);
  return (
    <div style={{ maxWidth: 320, padding: 16, background: "var(--sora-surface)" }}>
      <DeviceMenu {...props} {...choices} devices={devices} levelMeter={<LevelMeter level={0.2} />} />
    </div>
  );
}

const meta = {
  title: "Components/DeviceMenu",
  component: Menu,
  args: { devices: lists, media },
} satisfies Meta<typeof Menu>;

export default meta;
type Story = StoryObj<typeof meta>;

export const ByKeyboard: Story = {
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.tab();
    await userEvent.keyboard("{ArrowDown}");
    await expect(canvas.getByRole("radio", { name: "Built-in Microphone" })).toBeChecked();
    await userEvent.tab();
    await userEvent.keyboard("{ArrowDown}");
    await expect(canvas.getByRole("radio", { name: "Document Camera" })).toBeChecked();
    await userEvent.tab();
    await userEvent.keyboard("{ArrowDown}");
    const speakers = canvas.getByRole("group", { name: t("device.speaker") });
    await expect(speakers.querySelectorAll("input")[1]).toBeChecked();
  },
};

export const Unplugged: Story = {
  args: {
    media: {
      ...media,
      microphone: failed("device-not-found", "gone"),
      camera: on("gone"),
      speakerId: "gone",
    },
  },
};

export const NamesNotVisibleYet: Story = {
  args: { devices: unnamed, media: { ...media, microphone: off, camera: off } },
};

export const NotAllowed: Story = {
  args: {
    devices: unnamed,
    media: {
      ...media,
      microphone: failed("device-permission-denied"),
      camera: failed("device-permission-denied"),
    },
  },
};

export const NoDevices: Story = {
  args: {
    devices: noDevices,
    media: { ...media, microphone: failed("device-not-found"), camera: failed("device-not-found") },
  },
};

export const LongNames: Story = { args: { devices: longLists, media: { ...media, camera: on(null) } } };

export const LongNamesInJapanese: Story = { ...LongNames, globals: { locale: "ja", theme: "dark" } };

export const NotAllowedInJapanese: Story = { ...NotAllowed, globals: { locale: "ja" } };

export const RightToLeft: Story = { globals: { direction: "rtl", theme: "dark" } };
