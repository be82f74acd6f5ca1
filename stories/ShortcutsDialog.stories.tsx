import type { Meta, StoryObj } from "@storybook/react-vite";
import { ShortcutsDialog } from "react-sora-e2ee";
import { expect, fn, userEvent } from "storybook/test";
import { textsOf } from "./support/surroundings.ts";

const meta = {
  title: "Controls/ShortcutsDialog",
  component: ShortcutsDialog,
  args: {
    open: true,
    enabled: true,
    shortcuts: [
      { key: "m", text: "Microphone on or off" },
      { key: "?", text: "Show these keys" },
    ],
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
