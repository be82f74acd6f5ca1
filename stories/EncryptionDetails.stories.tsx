import type { Meta, StoryObj } from "@storybook/react-vite";
import { useState } from "react";
import {
  EncryptionDetails,
  type FrameFailure,
  type PeerEncryptionDetailsProps,
  type ReceiverFacts,
} from "react-sora-e2ee";
import { expect, fn, userEvent, waitFor } from "storybook/test";
import { fingerprint, receiver, sender } from "./support/encryption-facts.ts";

const opening = [receiver({ kind: "audio", opened: 4_210 }), receiver({ kind: "video", opened: 2_530 })];

const meta = {
  title: "Components/EncryptionDetails",
  component: EncryptionDetails,
  args: {
    name: "Taro",
    encryption: { status: "encrypted" },
    receivers: opening,
    keyId: 3,
    fingerprint,
    verified: false,
    onCompare: fn(),
    since: new Date(2026, 0, 15, 14, 5).getTime(),
  },
  decorators: [
    (Story) => (
      <div style={{ maxWidth: 420 }}>
        <Story />
      </div>
    ),
  ],
} satisfies Meta<PeerEncryptionDetailsProps>;

export default meta;
type Story = StoryObj<PeerEncryptionDetailsProps>;
type OwnStory = StoryObj<typeof EncryptionDetails>;

const failing = (reason: FrameFailure): Story => ({
  args: {
    encryption: { status: "failing", reason },
    receivers: [
      receiver({ kind: "audio", refused: { [reason]: 90 } }),
      receiver({ kind: "video", refused: { [reason]: 60 } }),
    ],
  },
});

export const Exchanging: Story = {
  args: { encryption: { status: "exchanging" }, receivers: [], keyId: null, fingerprint: null },
};

export const Ready: Story = {
  args: {
    encryption: { status: "ready" },
    receivers: [receiver({ kind: "audio" }), receiver({ kind: "video" })],
  },
};

export const Encrypted: Story = {
  play: async ({ canvas, args }) => {
    await userEvent.click(canvas.getByRole("button", { name: "Compare safety number" }));
    await expect(args.onCompare).toHaveBeenCalledOnce();
    await userEvent.click(canvas.getByText("Technical details"));
    await expect(canvas.getByText(fingerprint)).toBeVisible();
    await expect(canvas.getByText(/4,210 opened/u)).toBeVisible();
  },
};

export const EncryptedAndVerified: Story = { args: { verified: true } };

export const FailingNoKey: Story = failing("no-key");
export const FailingAuthentication: Story = failing("auth-failed");
export const FailingReplayed: Story = failing("replayed");
export const FailingWrongSender: Story = failing("wrong-sender");
export const FailingMalformed: Story = failing("malformed");

export const FailingWithoutCounts: Story = {
  args: { encryption: { status: "failing", reason: "no-key" }, receivers: [] },
};

export const Unprotected: Story = {
  args: { encryption: { status: "unprotected" }, receivers: [], keyId: null, fingerprint: null },
  play: async ({ canvas }) => {
    await expect(canvas.queryByRole("button")).not.toBeInTheDocument();
  },
};

/** Counts as they come in: audio opens, video does not. */
function Growing(props: PeerEncryptionDetailsProps) {
  const [step, setStep] = useState(0);
  const receivers: readonly ReceiverFacts[] = [
    receiver({ kind: "audio", opened: 500 + step * 25 }),
    receiver({ kind: "video", opened: 300, refused: { "no-key": step * 15 } }),
  ];
  return (
    <>
      <EncryptionDetails {...props} receivers={receivers} />
      <button type="button" onClick={() => setStep(step + 1)}>
        Half a second later
      </button>
    </>
  );
}

export const AudioOpensVideoDoesNot: Story = {
  args: { encryption: { status: "failing", reason: "no-key" } },
  render: (args) => <Growing {...args} />,
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole("button", { name: "Half a second later" }));
    await waitFor(() =>
      expect(
        canvas.getByText("Taro's video arrives but cannot be opened: the key is missing."),
      ).toBeVisible(),
    );
    await expect(canvas.getByText("Arrives and is opened.")).toBeVisible();
  },
};

export const OwnProtected: OwnStory = {
  args: { local: true, encryption: "protected", senders: [sender("audio", 4_000), sender("video", 2_400)] },
};

export const OwnWaiting: OwnStory = {
  args: { local: true, encryption: "waiting", senders: [sender("audio", 0), sender("video", 0)] },
};

export const OwnBlocked: OwnStory = {
  args: { local: true, encryption: "blocked", senders: [sender("audio", 800), sender("video", 480, 35)] },
};

export const LongName: Story = {
  args: { name: "Wolfeschlegelsteinhausenbergerdorff, Hubert Blaine, on behalf of the whole department" },
};

export const Narrow: Story = {
  args: { name: "勅使河原 さくら", encryption: { status: "failing", reason: "auth-failed" } },
  globals: { locale: "ja" },
  decorators: [
    (Story) => (
      <div style={{ width: 272 }}>
        <Story />
      </div>
    ),
  ],
};

export const RightToLeft: Story = { args: { name: "نورا" }, globals: { direction: "rtl" } };

const every: readonly PeerEncryptionDetailsProps["encryption"][] = [
  { status: "exchanging" },
  { status: "ready" },
  { status: "encrypted" },
  { status: "failing", reason: "no-key" },
  { status: "failing", reason: "auth-failed" },
  { status: "failing", reason: "replayed" },
  { status: "failing", reason: "wrong-sender" },
  { status: "failing", reason: "malformed" },
  { status: "unprotected" },
];

function Every({ name }: { readonly name: string }) {
  return (
    <div style={{ display: "grid", gap: 12 }}>
      {every.map((encryption) => (
        <EncryptionDetails key={Object.values(encryption).join()} name={name} encryption={encryption} />
      ))}
      {(["protected", "waiting", "blocked"] as const).map((encryption) => (
        <EncryptionDetails key={encryption} local encryption={encryption} />
      ))}
    </div>
  );
}

// Twelve of one kind on a page are more regions of it than there should be anywhere else.
export const EveryStatus: Story = { render: () => <Every name="Taro" />, globals: { theme: "dark" } };
export const EveryStatusInJapanese: Story = {
  render: () => <Every name="山田太郎" />,
  globals: { locale: "ja" },
};
