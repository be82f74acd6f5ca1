import type { Meta, StoryObj } from "@storybook/react-vite";
import { LayoutSwitch } from "react-sora-e2ee";
import { expect, fn, userEvent } from "storybook/test";
import { textsOf } from "./support/surroundings.ts";

const meta = {
  title: "Grid/LayoutSwitch",
  component: LayoutSwitch,
  args: { layout: "grid", onChoose: fn() },
} satisfies Meta<typeof LayoutSwitch>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Grid: Story = {
  play: async ({ canvas, args, globals }) => {
    const { t } = textsOf(globals);
    await expect(canvas.getByRole("button", { name: t("layout.grid"), pressed: true })).toBeVisible();
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.keyboard("{Enter}");
    await expect(args.onChoose).toHaveBeenCalledWith("speaker");
  },
};
export const Speaker: Story = { args: { layout: "speaker" } };
export const Sidebar: Story = { args: { layout: "sidebar" } };
export const InJapanese: Story = { args: { layout: "sidebar" }, globals: { locale: "ja", theme: "dark" } };
