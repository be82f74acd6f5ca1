import type { Meta, StoryObj } from "@storybook/react-vite";
import { ConnectionIndicator, type ConnectionQuality, type QualityCause } from "react-sora-e2ee";
import { expect } from "storybook/test";
import { textsOf } from "./support/surroundings.ts";

const meta = {
  title: "Tile/ConnectionIndicator",
  component: ConnectionIndicator,
  args: { quality: "good" },
} satisfies Meta<typeof ConnectionIndicator>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Good: Story = {};
export const Fair: Story = { args: { quality: "fair" } };
export const Poor: Story = { args: { quality: "poor" } };
export const Lost: Story = { args: { quality: "lost" } };
export const Compact: Story = { args: { quality: "poor", compact: true } };

const causes: readonly QualityCause[] = [
  "their-uplink",
  "our-downlink",
  "both",
  "our-uplink",
  "our-both",
  "unknown",
];

/** The indicator names a cause only if statistics show it. */
export const EveryCause: Story = {
  render: () => (
    <ul style={{ display: "grid", gap: 12, margin: 0, padding: 0, listStyle: "none" }}>
      {causes.map((cause) => (
        <li key={cause}>
          <ConnectionIndicator quality="poor" cause={cause} />
        </li>
      ))}
    </ul>
  ),
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    const text = t("quality.because", {
      quality: t("quality.poor"),
      cause: t("quality.because.their-uplink"),
    });
    await expect(canvas.getByText(text)).toBeVisible();
  },
};

const qualities: readonly ConnectionQuality[] = ["good", "fair", "poor", "lost"];

export const EveryQuality: Story = {
  render: () => (
    <ul style={{ display: "grid", gap: 12, margin: 0, padding: 0, listStyle: "none" }}>
      {qualities.map((quality) => (
        <li key={quality} style={{ display: "flex", gap: 24 }}>
          <ConnectionIndicator quality={quality} compact />
          <ConnectionIndicator quality={quality} />
        </li>
      ))}
    </ul>
  ),
};
