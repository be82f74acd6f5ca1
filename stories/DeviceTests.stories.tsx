import type { Meta, StoryObj } from "@storybook/react-vite";
import { MutedSpeakingNotice, SpeakerTest } from "react-sora-e2ee";
import { expect, fn, userEvent } from "storybook/test";
import { textsOf } from "./support/surroundings.ts";

const meta = {
  title: "Devices/SpeakerTest",
  component: SpeakerTest,
  args: { onPlay: () => Promise.resolve() },
} satisfies Meta<typeof SpeakerTest>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Ready: Story = {};

export const Played: Story = {
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(canvas.getByRole("button", { name: t("speaker-test.play") }));
    await expect(await canvas.findByText(t("speaker-test.played"))).toBeVisible();
  },
};

export const Failed: Story = {
  args: { onPlay: () => Promise.reject(new Error("no speaker")) },
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(canvas.getByRole("button", { name: t("speaker-test.play") }));
    await expect(await canvas.findByText(t("speaker-test.failed"))).toBeVisible();
  },
};

export const SpeakingWhileMuted: Story = {
  render: () => (
    <div style={{ position: "relative", minHeight: 180 }}>
      <MutedSpeakingNotice speaking onUnmute={fn()} />
    </div>
  ),
};

export const SpeakingWhileMutedInJapanese: Story = {
  ...SpeakingWhileMuted,
  globals: { locale: "ja", theme: "dark" },
};
