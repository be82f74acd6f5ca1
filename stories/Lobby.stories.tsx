import type { Meta, StoryObj } from "@storybook/react-vite";
import { useState } from "react";
import { LevelMeter, Lobby, type LobbyProps, type ShownMedia } from "react-sora-e2ee";
import { expect, fn, userEvent, waitFor } from "storybook/test";
import {
  failed,
  lists,
  longLists,
  lost,
  media,
  muted,
  noDevices,
  notListed,
  off,
  opening,
  unnamed,
} from "./support/devices.ts";
import { textsOf } from "./support/surroundings.ts";
import { useDeviceChoices } from "./support/useDeviceChoices.ts";
import { useGeneratedStream } from "./support/useGeneratedStream.ts";

interface Props extends Omit<LobbyProps, "media"> {
  readonly media: ShownMedia | null;
  readonly width?: number;
}

function GeneratedLobby({ media: initial, width = 880, ...props }: Props) {
  const { media: now, ...choices } = useDeviceChoices(initial ?? media);
  const stream = useGeneratedStream(now.camera.status === "on" ? 150 : null);
  return (
    <div style={{ maxWidth: width }}>
      <Lobby {...choices} {...props} media={initial && { ...now, stream }} />
    </div>
  );
}

const meta = {
  title: "Lobby/Lobby",
  component: GeneratedLobby,
  args: {
    media,
    devices: lists,
    support: { supported: true },
    levelMeter: <LevelMeter level={0.15} />,
    lead: <span lang="en">Weekly planning. Hanako and two others are here.</span>,
    onJoin: fn(),
  },
} satisfies Meta<typeof GeneratedLobby>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Ready: Story = {
  args: { defaultName: "Taro" },
  play: async ({ canvasElement }) => {
    await waitFor(() => expect(canvasElement.querySelector(".sora-preview")).toHaveAttribute("data-picture"));
  },
};

/** The server-rendered lobby, without facts about devices or the browser. */
export const NothingKnownYet: Story = {
  args: { media: { ...media, microphone: off, camera: off }, devices: notListed, support: null },
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    for (const which of ["microphone", "camera"] as const) {
      await expect(canvas.queryByText(t(`device.${which}.none`))).toBeNull();
    }
  },
};

export const MutedAndLost: Story = {
  args: { media: { ...media, microphone: lost, camera: muted } },
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await expect(canvas.getByText(t("device.microphone.lost.what"))).toBeVisible();
    await expect(canvas.getByText(t("lobby.camera-muted"))).toBeVisible();
  },
};

export const MutedAndLostInJapanese: Story = { ...MutedAndLost, globals: { locale: "ja", theme: "dark" } };

export const ByKeyboard: Story = {
  play: async ({ canvas, args, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.tab();
    await expect(canvas.getByRole("button", { name: t("control.microphone.off.label") })).toHaveFocus();
    await userEvent.keyboard(" ");
    await expect(canvas.getByRole("button", { name: t("control.microphone.on.label") })).toHaveFocus();
    const name = canvas.getByRole("textbox", { name: t("lobby.name") });
    canvas.getByRole("button", { name: t("lobby.join") }).focus();
    await userEvent.keyboard("{Enter}");
    await expect(args.onJoin).not.toHaveBeenCalled();
    await expect(name).toHaveFocus();
    await expect(name).toHaveAccessibleDescription(t("lobby.name.missing"));
    await userEvent.keyboard("  Taro {Enter}");
    await expect(args.onJoin).toHaveBeenCalledWith("Taro");
  },
};

export const NameMissing: Story = {
  args: { media: { ...media, camera: off } },
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(canvas.getByRole("button", { name: t("lobby.join") }));
    await expect(canvas.getByRole("textbox", { name: t("lobby.name") })).toBeInvalid();
  },
};

export const CameraOff: Story = {
  args: { media: { ...media, camera: off }, defaultName: "Hanako Yamada" },
};

export const Opening: Story = {
  args: { media: { ...media, camera: opening, microphone: opening }, devices: unnamed, defaultName: "Taro" },
};

const denied = failed("device-permission-denied");

export const NotAllowed: Story = {
  args: { media: { ...media, camera: denied, microphone: denied }, devices: unnamed, defaultName: "Taro" },
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await expect(canvas.getByText(t("device.microphone.denied.what"))).toBeVisible();
    await expect(canvas.getByRole("button", { name: t("lobby.join") })).toBeEnabled();
  },
};

export const CameraInUse: Story = {
  args: { media: { ...media, camera: failed("device-in-use") }, defaultName: "Taro" },
};

export const NoDevices: Story = {
  args: {
    media: { ...media, camera: failed("device-not-found"), microphone: failed("device-not-found") },
    devices: noDevices,
    defaultName: "Taro",
  },
};

export const LongDeviceNames: Story = {
  args: { devices: longLists, media: { ...media, camera: off }, defaultName: "Taro" },
};

export const Joining: Story = {
  args: { defaultName: "Taro", joining: true },
  play: async ({ canvas, args, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(canvas.getByRole("button", { name: t("lobby.joining") }));
    await expect(args.onJoin).not.toHaveBeenCalled();
  },
};

export const FailedBefore: Story = {
  args: { defaultName: "Taro", error: { code: "server-unreachable", message: "No server answered." } },
};

export const SupportNotKnownYet: Story = { args: { support: null, defaultName: "Taro" } };

export const Unsupported: Story = {
  args: {
    defaultName: "Taro",
    media: { ...media, camera: off },
    support: { supported: false, problems: ["insecure-context", "no-webcrypto", "no-encoded-transform"] },
  },
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await expect(canvas.getByRole("alert")).toHaveTextContent(t("support.insecure-context.do"));
    await expect(canvas.getByRole("button", { name: t("lobby.join") })).toBeDisabled();
  },
};

export const OnlyWatching: Story = { args: { media: null, defaultName: "Taro" } };

function WithChannel(props: Props) {
  const [channel, setChannel] = useState("planning");
  return (
    <GeneratedLobby {...props} title={<span lang="en">Meeting</span>} disabled={channel === ""}>
      <div className="sora-field">
        <label htmlFor="channel" lang="en">
          Channel
        </label>
        <input
          id="channel"
          className="sora-input"
          value={channel}
          onChange={({ currentTarget }) => setChannel(currentTarget.value)}
        />
      </div>
    </GeneratedLobby>
  );
}

export const WithFurtherFields: Story = {
  render: (args) => <WithChannel {...args} />,
  args: { defaultName: "Taro" },
};

export const Narrow: Story = { args: { width: 272, defaultName: "Taro", media: { ...media, camera: off } } };

export const InJapanese: Story = {
  args: {
    defaultName: "山田 花子",
    lead: "週次の打ち合わせ（参加者 3 人）",
    media: { ...media, camera: denied },
  },
  globals: { locale: "ja", theme: "dark" },
};

export const NarrowInJapanese: Story = {
  args: { ...InJapanese.args, width: 272, devices: longLists },
  globals: { locale: "ja" },
};

export const RightToLeft: Story = { args: { defaultName: "Taro" }, globals: { direction: "rtl" } };
