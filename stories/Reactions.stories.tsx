import type { Meta, StoryObj } from "@storybook/react-vite";
import { ControlBar, ReactionsMenu, TileReactions, VideoTile } from "react-sora-e2ee";
import { expect, fn, userEvent } from "storybook/test";
import { collide } from "./support/geometry.ts";
import { textsOf } from "./support/surroundings.ts";

const meta = {
  title: "Reactions/ReactionsMenu",
  component: ReactionsMenu,
  args: { handRaised: false, onHand: fn(), onReact: fn() },
  render: (args) => (
    <div style={{ paddingBlockStart: 240 }}>
      <ControlBar>
        <ReactionsMenu {...args} />
      </ControlBar>
    </div>
  ),
} satisfies Meta<typeof ReactionsMenu>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Open: Story = {
  play: async ({ canvas, args, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(canvas.getByRole("button", { name: t("reactions.menu") }));
    await userEvent.click(canvas.getByRole("button", { name: t("reactions.clap") }));
    await expect(args.onReact).toHaveBeenCalledWith("clap");
    await expect(canvas.queryByRole("dialog")).toBeNull();
    await userEvent.click(canvas.getByRole("button", { name: t("reactions.menu") }));
  },
};

export const HandRaised: Story = {
  args: { handRaised: true },
  play: async ({ canvas, args, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(canvas.getByRole("button", { name: t("reactions.menu") }));
    await userEvent.click(canvas.getByRole("button", { name: t("reactions.hand.lower") }));
    await expect(args.onHand).toHaveBeenCalledWith(false);
  },
};

export const NotConnected: Story = {
  args: { disabled: true },
  play: async ({ canvas, globals }) => {
    await userEvent.click(canvas.getByRole("button", { name: textsOf(globals).t("reactions.menu") }));
  },
};

/** Over a tile: second in the order of hands, and two reactions. */
export const OverATile: Story = {
  render: () => (
    <div style={{ width: 480, maxWidth: "100%" }}>
      <VideoTile
        connectionId="HANAKO"
        name="Hanako"
        stream={null}
        hasVideo={false}
        encryption={{ status: "encrypted" }}
        quality="poor"
        qualityCause="our-downlink"
      >
        <TileReactions
          hand={2}
          reactions={[
            { id: 1, kind: "thumbs-up" },
            { id: 2, kind: "party" },
          ]}
        />
      </VideoTile>
    </div>
  ),
  play: async ({ canvasElement }) => {
    const hand = canvasElement.querySelector(".sora-hand");
    await expect(collide(hand, canvasElement.querySelector(".sora-quality"))).toBe(false);
  },
};

export const OverATileInJapanese: Story = { ...OverATile, globals: { locale: "ja", theme: "dark" } };
