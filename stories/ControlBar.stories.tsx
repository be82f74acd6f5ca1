import type { Meta, StoryObj } from "@storybook/react-vite";
import { useState } from "react";
import { CameraButton, ControlBar, LeaveButton, MicrophoneButton } from "react-sora-e2ee";
import { expect, fn, userEvent } from "storybook/test";

interface ControlsProps {
  readonly onLeave: () => void;
}

function Controls({ onLeave }: ControlsProps) {
  const [microphone, setMicrophone] = useState(true);
  const [camera, setCamera] = useState(true);
  return (
    <ControlBar>
      <MicrophoneButton on={microphone} onToggle={() => setMicrophone(!microphone)} />
      <CameraButton on={camera} onToggle={() => setCamera(!camera)} />
      <LeaveButton onLeave={onLeave} />
    </ControlBar>
  );
}

const meta = {
  title: "Components/ControlBar",
  component: Controls,
  args: { onLeave: fn() },
} satisfies Meta<typeof Controls>;

export default meta;
type Story = StoryObj<typeof meta>;

export const ByKeyboard: Story = {
  play: async ({ canvas, args }) => {
    canvas.getByRole("button", { name: "Turn microphone off" }).focus();
    await userEvent.keyboard("{Enter}");
    await expect(canvas.getByRole("button", { name: "Turn microphone on" })).toHaveFocus();
    await userEvent.tab();
    await userEvent.keyboard(" ");
    await expect(canvas.getByRole("button", { name: "Turn camera on" })).toBeVisible();
    await userEvent.tab();
    await userEvent.keyboard("{Enter}");
    await expect(args.onLeave).toHaveBeenCalledOnce();
  },
};

export const InJapanese: Story = { globals: { locale: "ja", theme: "dark" } };
