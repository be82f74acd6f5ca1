import type { Meta, StoryObj } from "@storybook/react-vite";
import { SupportNotice, type SupportProblem } from "react-sora-e2ee";
import { expect } from "storybook/test";

const meta = {
  title: "Notices/SupportNotice",
  component: SupportNotice,
  args: { support: { supported: true } },
} satisfies Meta<typeof SupportNotice>;

export default meta;
type Story = StoryObj<typeof meta>;

const every: readonly SupportProblem[] = [
  "insecure-context",
  "no-webrtc",
  "no-worker",
  "no-webcrypto",
  "no-encoded-transform",
];

const without = (problem: SupportProblem): Story => ({
  args: { support: { supported: false, problems: [problem] } },
});

export const Supported: Story = {};
export const InsecureContext = without("insecure-context");
export const NoWebRtc = without("no-webrtc");
export const NoWorker = without("no-worker");
export const NoWebCrypto = without("no-webcrypto");
export const NoEncodedTransform = without("no-encoded-transform");

export const EveryReason: Story = {
  args: { support: { supported: false, problems: every } },
  play: async ({ canvas }) => {
    await expect(canvas.getAllByRole("listitem")).toHaveLength(every.length);
  },
};

export const EveryReasonInJapanese: Story = { ...EveryReason, globals: { locale: "ja", theme: "dark" } };
