import type { Meta, StoryObj } from "@storybook/react-vite";
import { CallEncryptionBanner } from "react-sora-e2ee";
import { expect, fn, userEvent, waitFor } from "storybook/test";
import { textsOf } from "./support/surroundings.ts";

const names = {
  a: "Taro",
  b: "Hanako",
  c: "Jiro",
  d: "Sakura",
  e: "Ken",
};
const japanese = { a: "山田太郎", b: "佐藤花子", c: "鈴木次郎", d: "高橋さくら", e: "田中健" };
const wrong = (...notEncrypted: string[]) =>
  ({ status: "not-encrypted", self: { status: "protected" }, notEncrypted, settling: [] }) as const;

const meta = {
  title: "Encryption/CallEncryptionBanner",
  component: CallEncryptionBanner,
  args: {
    encryption: { status: "encrypted", self: { status: "protected" }, notEncrypted: [], settling: [] },
    names,
    onShow: fn(),
  },
} satisfies Meta<typeof CallEncryptionBanner>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Encrypted: Story = {
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await expect(canvas.getByRole("region", { name: t("banner.label") })).toHaveTextContent(t("banner.both"));
    await expect(canvas.queryByRole("button")).not.toBeInTheDocument();
  },
};

export const EncryptedWithoutSending: Story = {
  args: { encryption: { status: "encrypted", self: { status: "waiting" }, notEncrypted: [], settling: [] } },
};

export const Alone: Story = {
  args: { encryption: { status: "alone", self: { status: "protected" }, notEncrypted: [], settling: [] } },
};

export const Settling: Story = {
  args: {
    encryption: { status: "settling", self: { status: "waiting" }, notEncrypted: [], settling: ["a", "b"] },
  },
};

export const NotEncryptedOne: Story = {
  args: { encryption: wrong("a") },
  play: async ({ canvas, args, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.tab();
    await expect(canvas.getByRole("button", { name: t("banner.show", { name: "Taro" }) })).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    await expect(args.onShow).toHaveBeenCalledWith("a");
  },
};

export const NotEncryptedTwo: Story = { args: { encryption: wrong("a", "b") } };

export const NotEncryptedFive: Story = {
  args: { encryption: wrong("a", "b", "c", "d", "e") },
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    const person = (name: string) => canvas.getByRole("button", { name: t("banner.show", { name }) });
    await expect(canvas.getAllByRole("button")).toHaveLength(3);
    for (let presses = 0; presses < 3; presses++) await userEvent.tab();
    await expect(canvas.getByRole("button", { name: t("names.others", { count: 3 }) })).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(person("Jiro")).toHaveFocus());
    await expect(person("Ken")).toBeVisible();
  },
};

export const NotEncryptedAndSettling: Story = {
  args: {
    encryption: {
      status: "not-encrypted",
      self: { status: "waiting" },
      notEncrypted: ["a"],
      settling: ["b", "c"],
    },
  },
};

export const Blocked: Story = {
  args: { encryption: { status: "encrypted", self: { status: "blocked" }, notEncrypted: [], settling: [] } },
};

export const EverythingWrong: Story = {
  args: {
    encryption: {
      status: "not-encrypted",
      self: { status: "blocked" },
      notEncrypted: ["a", "b"],
      settling: ["c"],
    },
  },
  globals: { theme: "dark" },
};

export const InJapanese: Story = {
  args: { encryption: wrong("a", "b", "c", "d", "e"), names: japanese },
  globals: { locale: "ja", theme: "dark" },
};

export const LongNames: Story = {
  args: {
    encryption: wrong("a", "b"),
    names: {
      a: "Wolfeschlegelsteinhausenbergerdorff, Hubert Blaine, on behalf of the whole department",
      b: "寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末風来末",
    },
  },
};

export const NamesOfBothDirections: Story = {
  args: { encryption: wrong("a", "b"), names: { a: "نورا", b: "Taro" } },
  globals: { direction: "rtl" },
};

export const WithoutDetails: Story = {
  render: ({ encryption, names: known }) => <CallEncryptionBanner encryption={encryption} names={known} />,
  args: { encryption: wrong("a", "b") },
};
