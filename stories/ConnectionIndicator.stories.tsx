import type { Meta, StoryObj } from "@storybook/react-vite";
import { ConnectionIndicator, type ConnectionQuality } from "react-sora-e2ee";

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
