import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, waitFor } from "storybook/test";
import { GeneratedTile } from "./support/GeneratedTile.tsx";

const meta = {
  title: "Components/VideoTile",
  component: GeneratedTile,
  args: {
    connectionId: "7N3DEMEXXX0000000000000001",
    name: "Hanako Yamada",
    encryption: { status: "encrypted" },
    keyId: 3,
  },
} satisfies Meta<typeof GeneratedTile>;

export default meta;
type Story = StoryObj<typeof GeneratedTile>;

const tileOf = (canvas: HTMLElement) => canvas.querySelector<HTMLElement>("[data-sora-tile]");
const videoOf = (canvas: HTMLElement) => canvas.querySelector("video");

export const Exchanging: Story = { args: { encryption: { status: "exchanging" }, keyId: null, hue: null } };

export const Ready: Story = { args: { encryption: { status: "ready" }, hue: null } };

export const Encrypted: Story = {
  play: async ({ canvasElement }) => {
    await waitFor(() => expect(tileOf(canvasElement)).toHaveAttribute("data-picture"));
    await expect(tileOf(canvasElement)).toHaveAttribute("data-encryption", "encrypted");
    await expect(tileOf(canvasElement)).toHaveAttribute("data-key-id", "3");
  },
};

export const EncryptedAndVerified: Story = { args: { verified: true } };

export const MicrophoneOff: Story = { args: { microphoneOff: true, verified: true } };

export const WithoutVideo: Story = { args: { hasVideo: false } };

export const Reconnecting: Story = { args: { encryption: { status: "exchanging" }, reconnecting: true } };

export const FailingNoKey: Story = {
  args: { encryption: { status: "failing", reason: "no-key" } },
  play: async ({ canvas, canvasElement }) => {
    await expect(tileOf(canvasElement)).toHaveAttribute("data-encryption-reason", "no-key");
    await expect(canvas.getByText(/the key is missing/u)).toBeVisible();
  },
};

export const FailingAuthentication: Story = {
  args: { encryption: { status: "failing", reason: "auth-failed" } },
};

export const FailingReplayed: Story = { args: { encryption: { status: "failing", reason: "replayed" } } };

export const FailingWrongSender: Story = {
  args: { encryption: { status: "failing", reason: "wrong-sender" } },
};

export const FailingMalformed: Story = { args: { encryption: { status: "failing", reason: "malformed" } } };

export const Unprotected: Story = {
  args: { encryption: { status: "unprotected" }, keyId: null },
  play: async ({ canvas, canvasElement }) => {
    await expect(canvas.getByText(/not shown/u)).toBeVisible();
    await expect(videoOf(canvasElement)?.srcObject).toBeNull();
    await expect(tileOf(canvasElement)).not.toHaveAttribute("data-picture");
  },
};

export const OwnProtected: Story = {
  args: { local: true, encryption: "protected", name: "Hanako", hue: 150 },
  play: async ({ canvasElement }) => {
    await expect(videoOf(canvasElement)?.muted).toBe(true);
    await expect(tileOf(canvasElement)).toHaveAttribute("data-local");
  },
};

export const OwnWaiting: Story = { args: { local: true, encryption: "waiting", name: "Hanako", hue: 150 } };

export const OwnBlocked: Story = { args: { local: true, encryption: "blocked", name: "Hanako", hue: 150 } };

export const LongName: Story = {
  args: { name: "Wolfeschlegelsteinhausenbergerdorff, Hubert Blaine, on behalf of the whole department" },
};

export const JapaneseName: Story = {
  args: { name: "勅使河原 さくら", hasVideo: false, verified: true },
  globals: { locale: "ja" },
};

export const FailingInJapanese: Story = {
  args: { name: "山田花子", encryption: { status: "failing", reason: "no-key" } },
  globals: { locale: "ja", theme: "dark" },
};

export const Dark: Story = { args: { hasVideo: false }, globals: { theme: "dark" } };

export const Tiny: Story = { args: { width: 120, microphoneOff: true, verified: true } };

export const TinyFailing: Story = {
  args: { width: 120, encryption: { status: "failing", reason: "no-key" } },
};

export const TinyWithoutVideo: Story = { args: { width: 120, name: "花子", hasVideo: false } };

export const Large: Story = { args: { width: 1280 } };

export const LargeFailing: Story = {
  args: { width: 1280, encryption: { status: "failing", reason: "auth-failed" } },
};
