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
import { textsOf } from "./support/surroundings.ts";

const opening = [receiver({ kind: "audio", opened: 4_210 }), receiver({ kind: "video", opened: 2_530 })];

const meta = {
  title: "Encryption/EncryptionDetails",
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
  play: async ({ canvas, args, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(canvas.getByRole("button", { name: t("details.compare") }));
    await expect(args.onCompare).toHaveBeenCalledOnce();
    await userEvent.click(canvas.getByText(t("details.technical")));
    await expect(canvas.getByText(fingerprint)).toBeVisible();
    const counts = { received: 4_210, passed: 4_210, refused: 0, waiting: 0 };
    await expect(canvas.getByText(t("details.received", counts))).toBeVisible();
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
      <button type="button" data-testid="later" onClick={() => setStep(step + 1)}>
        Half a second later
      </button>
    </>
  );
}

export const AudioOpensVideoDoesNot: Story = {
  args: { encryption: { status: "failing", reason: "no-key" } },
  render: (args) => <Growing {...args} />,
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    const video = t("details.arrives.video", { name: "Taro" });
    await userEvent.click(canvas.getByTestId("later"));
    await waitFor(() => expect(canvas.getByText(t("details.no-key", { arrives: video }))).toBeVisible());
    await expect(canvas.getByText(t("media.opens"))).toBeVisible();
  },
};

export const OwnProtected: OwnStory = {
  args: {
    local: true,
    encryption: { status: "protected" },
    senders: [sender("audio", 4_000), sender("video", 2_400)],
  },
};

export const OwnWaiting: OwnStory = {
  args: { local: true, encryption: { status: "waiting" }, senders: [sender("audio", 0), sender("video", 0)] },
};

export const OwnBlocked: OwnStory = {
  args: {
    local: true,
    encryption: { status: "blocked" },
    senders: [sender("audio", 800), sender("video", 480, 35)],
  },
};

export const LongName: Story = {
  args: { name: "Wolfeschlegelsteinhausenbergerdorff, Hubert Blaine, on behalf of the whole department" },
};

export const Narrow: Story = {
  args: { ...failing("auth-failed").args, name: "勅使河原 さくら" },
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

const everyone: Readonly<Record<string, PeerEncryptionDetailsProps["encryption"]>> = {
  Aoi: { status: "exchanging" },
  Ben: { status: "ready" },
  Chie: { status: "encrypted" },
  Dan: { status: "failing", reason: "no-key" },
  Emi: { status: "failing", reason: "auth-failed" },
  Fred: { status: "failing", reason: "replayed" },
  Goro: { status: "failing", reason: "wrong-sender" },
  Hana: { status: "failing", reason: "malformed" },
  Ivy: { status: "unprotected" },
};

function Everyone() {
  return (
    <div style={{ display: "grid", gap: 12 }}>
      {Object.entries(everyone).map(([name, encryption]) => (
        <EncryptionDetails key={name} name={name} encryption={encryption} />
      ))}
    </div>
  );
}

export const EveryStatus: Story = { render: () => <Everyone /> };
export const EveryStatusInJapanese: Story = {
  render: () => <Everyone />,
  globals: { locale: "ja", theme: "dark" },
};
