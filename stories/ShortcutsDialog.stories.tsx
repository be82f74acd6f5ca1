import type { Meta, StoryObj } from "@storybook/react-vite";
import { ShortcutsDialog, type ShortcutsDialogProps, useI18n } from "react-sora-e2ee";
import { expect, fn, userEvent } from "storybook/test";
import { textsOf } from "./support/surroundings.ts";

function Shortcuts(args: ShortcutsDialogProps) {
  const { t } = useI18n();
  const shortcuts = [
    { key: "m", text: t("shortcuts.microphone") },
    { key: "?", text: t("shortcuts.help") },
  ];
  return <ShortcutsDialog {...args} shortcuts={shortcuts} />;
}

const meta = {
  title: "Controls/ShortcutsDialog",
  component: ShortcutsDialog,
  render: (args) => <Shortcuts {...args} />,
  args: {
    open: true,
    enabled: true,
    shortcuts: [],
    onEnable: fn(),
    onClose: fn(),
  },
} satisfies Meta<typeof ShortcutsDialog>;

export default meta;
type Story = StoryObj<typeof meta>;

export const On: Story = {
  play: async ({ canvas, args, globals }) => {
    await userEvent.click(canvas.getByRole("checkbox", { name: textsOf(globals).t("shortcuts.enabled") }));
    await expect(args.onEnable).toHaveBeenCalledWith(false);
  },
};
export const Off: Story = { args: { enabled: false } };
export const InJapanese: Story = { globals: { locale: "ja", theme: "dark" } };
