import type { Meta, StoryObj } from "@storybook/react-vite";
import { StatsPanel, type StatsPanelProps } from "react-sora-e2ee";
import { expect } from "storybook/test";

const sender = { transformId: 1, received: 5320, passed: 5320, dropped: 0 };
const refused = { "no-key": 31, "auth-failed": 0, replayed: 0, "wrong-sender": 0, malformed: 2 };

function Panel({ width = 720, ...props }: StatsPanelProps & { readonly width?: number }) {
  return (
    <div style={{ maxWidth: width }}>
      <StatsPanel {...props} />
    </div>
  );
}

const meta = {
  title: "Log and statistics/StatsPanel",
  component: Panel,
  args: {
    stats: {
      send: { bitRate: 1_243_000, packetLoss: 0.004 },
      receive: { bitRate: 384_200, packetLoss: 0 },
      roundTripTime: 38,
    },
    keyId: 3,
    senders: [
      { ...sender, kind: "audio" },
      { ...sender, transformId: 2, kind: "video", dropped: 4 },
    ],
    receivers: [{ transformId: 3, kind: "video", received: 12_033, passed: 12_000, refused, waiting: 0 }],
  },
} satisfies Meta<typeof Panel>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Measured: Story = {
  play: async ({ canvas }) => {
    await expect(canvas.getByText(/^1\.2 Mb/u)).toBeVisible();
    await expect(canvas.getByText("10,640")).toBeVisible();
    await expect(canvas.getByText("33")).toBeVisible();
  },
};
export const NotKnownYet: Story = { args: { stats: null, keyId: null } };
export const Narrow: Story = { args: { width: 272 } };
export const InJapanese: Story = { globals: { locale: "ja", theme: "dark" } };
