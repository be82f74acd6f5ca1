import type { Meta, StoryObj } from "@storybook/react-vite";
import { PictureInPictureButton } from "react-sora-e2ee";
import { expect, fn, userEvent } from "storybook/test";
import { textsOf } from "./support/surroundings.ts";

const meta = {
  title: "Controls/PictureInPictureButton",
  component: PictureInPictureButton,
  args: { mode: "document", isOpen: false, onOpen: fn(), onClose: fn() },
} satisfies Meta<typeof PictureInPictureButton>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Closed: Story = {
  play: async ({ canvas, args, globals }) => {
    const button = canvas.getByRole("button", { name: textsOf(globals).t("control.picture-in-picture") });
    await userEvent.click(button);
    await expect(args.onOpen).toHaveBeenCalledOnce();
  },
};
export const Open: Story = { args: { isOpen: true } };
export const NotPossible: Story = { args: { mode: null } };
