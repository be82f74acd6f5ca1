import type { Meta, StoryObj } from "@storybook/react-vite";
import { VideoAdviceNotice } from "react-sora-e2ee";
import { expect, fn, userEvent } from "storybook/test";
import { textsOf } from "./support/surroundings.ts";

const meta = {
  title: "Notices/VideoAdviceNotice",
  component: VideoAdviceNotice,
  args: { advised: true, onTurnOff: fn(), onDismiss: fn() },
  decorators: [
    (Story) => (
      <div style={{ position: "relative", minHeight: 280 }}>
        <Story />
      </div>
    ),
  ],
} satisfies Meta<typeof VideoAdviceNotice>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Advised: Story = {
  play: async ({ args, canvas, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.tab();
    await expect(canvas.getByRole("button", { name: t("advice.video.off") })).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    await expect(args.onTurnOff).toHaveBeenCalledOnce();
    await userEvent.click(canvas.getByRole("button", { name: t("advice.video.dismiss") }));
    await expect(args.onDismiss).toHaveBeenCalledOnce();
  },
};

/** Its live region exists before the advice appears, so that screen readers read it out. */
export const NothingToAdvise: Story = { args: { advised: false } };
