import type { Meta, StoryObj } from "@storybook/react-vite";
import { EncryptionBadge, encryptionDetail, type ShownEncryption, useI18n } from "react-sora-e2ee";
import { expect, fn, userEvent } from "storybook/test";

const meta = {
  title: "Encryption/EncryptionBadge",
  component: EncryptionBadge,
  args: { encryption: { status: "encrypted" } },
} satisfies Meta<typeof EncryptionBadge>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Exchanging: Story = { args: { encryption: { status: "exchanging" } } };
export const Ready: Story = { args: { encryption: { status: "ready" } } };
export const Encrypted: Story = { args: { encryption: { status: "encrypted" } } };
export const Failing: Story = { args: { encryption: { status: "failing", reason: "no-key" } } };
export const Unprotected: Story = { args: { encryption: { status: "unprotected" } } };
export const Protected: Story = { args: { encryption: { status: "protected" } } };
export const Waiting: Story = { args: { encryption: { status: "waiting" } } };
export const Blocked: Story = { args: { encryption: { status: "blocked" } } };

export const Compact: Story = { args: { compact: true } };

export const WithDetails: Story = {
  args: { onDetails: fn(), name: "Hanako" },
  play: async ({ args, canvas }) => {
    await userEvent.tab();
    await expect(canvas.getByRole("button")).toHaveFocus();
    await userEvent.keyboard(" ");
    await expect(args.onDetails).toHaveBeenCalledOnce();
  },
};

const all: readonly ShownEncryption[] = [
  { status: "exchanging" },
  { status: "ready" },
  { status: "encrypted" },
  { status: "failing", reason: "no-key" },
  { status: "failing", reason: "auth-failed" },
  { status: "failing", reason: "replayed" },
  { status: "failing", reason: "wrong-sender" },
  { status: "failing", reason: "malformed" },
  { status: "unprotected" },
  { status: "protected" },
  { status: "waiting" },
  { status: "blocked" },
];

function EveryBadge() {
  const i18n = useI18n();
  return (
    <ul style={{ display: "grid", gap: 12, margin: 0, padding: 0, listStyle: "none" }}>
      {all.map((encryption) => (
        <li key={Object.values(encryption).join()} style={{ display: "flex", gap: 16, alignItems: "center" }}>
          <span style={{ flex: "0 0 11rem" }}>
            <EncryptionBadge encryption={encryption} />
          </span>
          {encryptionDetail(i18n, encryption)}
        </li>
      ))}
    </ul>
  );
}

export const EveryStatus: Story = { render: () => <EveryBadge /> };
export const EveryStatusInJapanese: Story = {
  render: () => <EveryBadge />,
  globals: { locale: "ja", theme: "dark" },
};
