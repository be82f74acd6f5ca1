import type { Meta, StoryObj } from "@storybook/react-vite";
import { LevelMeter, type SubscribeToLevel } from "react-sora-e2ee";
import { expect, waitFor } from "storybook/test";

const swelling: SubscribeToLevel = (onLevel) => {
  let step = 0;
  const timer = setInterval(() => {
    step += 1;
    onLevel(Math.sin(step / 8) ** 2);
  }, 50);
  return () => clearInterval(timer);
};

const meta = {
  title: "Components/LevelMeter",
  component: LevelMeter,
  args: { level: 0.2 },
} satisfies Meta<typeof LevelMeter>;

export default meta;
type Story = StoryObj<typeof LevelMeter>;

export const Levels: Story = {
  render: () => (
    <div style={{ display: "grid", gap: 12, maxWidth: 320 }}>
      {[0, 0.01, 0.1, 0.3, 1].map((level) => (
        <LevelMeter key={level} level={level} label={`At ${level}`} />
      ))}
    </div>
  ),
  play: async ({ canvas }) => {
    await expect(canvas.getByRole("meter", { name: "At 0.3" })).toHaveAttribute("aria-valuetext", "Good");
  },
};

export const Subscribed: Story = {
  render: () => <LevelMeter subscribe={swelling} />,
  play: async ({ canvas }) => {
    const meter = canvas.getByRole("meter", { name: "Microphone level" });
    await waitFor(() => expect(meter).toHaveAttribute("aria-valuetext", "Loud"));
  },
};

export const Dark: Story = { args: { level: 0.3 }, globals: { theme: "dark", locale: "ja" } };
