import type { Meta, StoryObj } from "@storybook/react-vite";
import {
  DeviceMenu,
  type DeviceMenuProps,
  LevelMeter,
  MediaNotices,
  ScreenSoundNotice,
} from "react-sora-e2ee";
import { expect, userEvent } from "storybook/test";
import {
  failed,
  fallback,
  lists,
  longLists,
  lost,
  media,
  muted,
  noDevices,
  notListed,
  off,
  on,
  unnamed,
} from "./support/devices.ts";
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
  title: "Devices/DeviceMenu",
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

export const NotListedYet: Story = {
  args: { devices: notListed, media: { ...media, microphone: off, camera: off } },
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await expect(canvas.queryByText(t("device.microphone.none"))).toBeNull();
    await expect(canvas.queryByText(t("device.camera.none"))).toBeNull();
  },
};

export const MutedAndReplaced: Story = {
  args: { media: { ...media, microphone: muted, camera: fallback } },
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await expect(canvas.getByText(t("device.microphone.muted.what"))).toBeVisible();
    await expect(canvas.getByText(/Document Camera \(USB\)/u)).toBeVisible();
  },
};

/** The menu during a call. */
export const Notices: Story = {
  render: () => (
    <div style={{ display: "grid", gap: 24, padding: 16, background: "var(--sora-page)" }}>
      <MediaNotices media={{ microphone: muted, camera: lost }} />
      <MediaNotices
        media={{ microphone: lost, camera: fallback }}
        share={{ status: "failed", error: { code: "screen-not-allowed" } }}
      />
    </div>
  ),
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await expect(canvas.getByText(t("device.camera.lost.what"))).toBeVisible();
    await expect(canvas.getByText(new RegExp(t("error.screen-not-allowed.what"), "u"))).toBeVisible();
  },
};

export const NoticesInJapanese: Story = { ...Notices, globals: { locale: "ja", theme: "dark" } };

/**
 * The notices about a shared screen without sound: the person chose no sound, or the browser does not support
 * it.
 */
export const ScreenWithoutSound: Story = {
  render: () => (
    <div style={{ display: "grid", gap: 24, padding: 16, background: "var(--sora-page)" }}>
      <ScreenSoundNotice sound="none" />
      <ScreenSoundNotice sound="unsupported" />
    </div>
  ),
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await expect(canvas.getByText(t("screen-sound.unsupported.do"), { exact: false })).toBeVisible();
    const [close] = canvas.getAllByRole("button", { name: t("error.dismiss") });
    await userEvent.click(close as HTMLElement);
    await expect(canvas.queryByText(t("screen-sound.none.do"), { exact: false })).toBeNull();
  },
};

export const ScreenWithoutSoundInJapanese: Story = {
  ...ScreenWithoutSound,
  globals: { locale: "ja", theme: "dark" },
};

export const LongNames: Story = { args: { devices: longLists, media: { ...media, camera: on(null) } } };

export const LongNamesInJapanese: Story = { ...LongNames, globals: { locale: "ja", theme: "dark" } };

export const NotAllowedInJapanese: Story = { ...NotAllowed, globals: { locale: "ja" } };

export const RightToLeft: Story = { globals: { direction: "rtl", theme: "dark" } };
