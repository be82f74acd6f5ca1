import type { Meta, StoryObj } from "@storybook/react-vite";
import { useEffect, useState } from "react";
import { LevelMeter, type SubscribeToLevel, trackLevel } from "react-sora-e2ee";
import { createGeneratedStream } from "react-sora-e2ee/testing";
import { expect, waitFor } from "storybook/test";
import { textsOf } from "./support/surroundings.ts";

const swelling: SubscribeToLevel = (onLevel) => {
  let step = 0;
  const timer = setInterval(() => {
    step += 1;
    onLevel(Math.sin(step / 8) ** 2);
  }, 50);
  return () => clearInterval(timer);
};

const meta = {
  title: "Devices/LevelMeter",
  component: LevelMeter,
  args: { level: 0.2 },
} satisfies Meta<typeof LevelMeter>;

export default meta;
type Story = StoryObj<typeof LevelMeter>;

export const Levels: Story = {
  parameters: { leftInEnglish: "allowed" },
  render: () => (
    <div style={{ display: "grid", gap: 12, maxWidth: 320 }}>
      {[0, 0.01, 0.1, 0.3, 1].map((level) => (
        <LevelMeter key={level} level={level} label={`At ${level}`} />
      ))}
    </div>
  ),
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await expect(canvas.getByRole("meter", { name: "At 0.3" })).toHaveAttribute(
      "aria-valuetext",
      t("level.good"),
    );
  },
};

export const Subscribed: Story = {
  render: () => <LevelMeter subscribe={swelling} />,
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    const meter = canvas.getByRole("meter", { name: t("level.label") });
    await waitFor(() => expect(meter).toHaveAttribute("aria-valuetext", t("level.loud")));
  },
};

function OfATone() {
  const [subscribe, setSubscribe] = useState<SubscribeToLevel | null>(null);
  useEffect(() => {
    const { stream, release } = createGeneratedStream({ hue: null, toneHz: 330 });
    const [track] = stream?.getAudioTracks() ?? [];
    if (track) setSubscribe(() => trackLevel(track));
    return () => {
      release();
      setSubscribe(null);
    };
  }, []);
  return subscribe && <LevelMeter subscribe={subscribe} />;
}

export const OfATrack: Story = {
  render: () => <OfATone />,
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    const meter = await canvas.findByRole("meter", { name: t("level.label") });
    await waitFor(() => expect(meter).toHaveAttribute("aria-valuetext", t("level.loud")));
  },
};

export const Dark: Story = { args: { level: 0.3 }, globals: { theme: "dark", locale: "ja" } };
