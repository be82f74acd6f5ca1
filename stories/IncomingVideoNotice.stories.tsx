import type { Meta, StoryObj } from "@storybook/react-vite";
import { IncomingVideoNotice } from "react-sora-e2ee";
import { expect, fn, userEvent } from "storybook/test";
import { textsOf } from "./support/surroundings.ts";

const meta = {
  title: "Notices/IncomingVideoNotice",
  component: IncomingVideoNotice,
  args: { advised: true, stopped: false, onStop: fn(), onResume: fn(), onDismiss: fn() },
  decorators: [
    (Story) => (
      <div style={{ position: "relative", minHeight: 280 }}>
        <Story />
      </div>
    ),
  ],
} satisfies Meta<typeof IncomingVideoNotice>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Advised: Story = {
  play: async ({ args, canvas, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.tab();
    await expect(canvas.getByRole("button", { name: t("incoming-video.stop") })).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    await expect(args.onStop).toHaveBeenCalledOnce();
    await userEvent.click(canvas.getByRole("button", { name: t("advice.video.dismiss") }));
    await expect(args.onDismiss).toHaveBeenCalledOnce();
  },
};

/** It stays until the person wants the video again. */
export const Stopped: Story = {
  args: { advised: false, stopped: true },
  play: async ({ args, canvas, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(canvas.getByRole("button", { name: t("incoming-video.resume") }));
    await expect(args.onResume).toHaveBeenCalledOnce();
  },
};

/** Its live region exists before the advice appears, so that screen readers read it out. */
export const NothingToAdvise: Story = { args: { advised: false } };
