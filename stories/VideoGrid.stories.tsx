import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, waitFor, within } from "storybook/test";
import { GridRoom, type GridRoomProps } from "./support/GridRoom.tsx";
import { expectBestGrid, expectTidy, settled, shortcomings, tilesIn } from "./support/grid-geometry.ts";
import { surroundingsOf } from "./support/surroundings.ts";
import { watchVideos } from "./support/undisturbed.ts";

const meta = {
  title: "Grid/VideoGrid",
  component: GridRoom,
  args: { count: 2, width: 960, height: 540 },
  argTypes: { count: { control: { type: "range", min: 1, max: 60 } } },
  // The participants are state, for stories with joins and leaves.
  render: (args: GridRoomProps) => <GridRoom key={args.count} {...args} />,
  play: async ({ canvasElement, args }) => {
    await expect(tilesIn(canvasElement)).toHaveLength(args.count);
    await expectBestGrid(canvasElement);
  },
} satisfies Meta<typeof GridRoom>;

export default meta;
type Story = StoryObj<typeof meta>;

export const One: Story = { args: { count: 1 } };
export const Two: Story = {};
export const Three: Story = { args: { count: 3 } };
export const Five: Story = { args: { count: 5 } };
export const Twelve: Story = { args: { count: 12 } };
export const TwentyFive: Story = { args: { count: 25, width: 1120, height: 630 } };
export const FortyNine: Story = { args: { count: 49, width: 1120, height: 630 } };

export const Narrow: Story = { args: { count: 3, width: 340, height: 640 } };
export const Wide: Story = { args: { count: 5, width: 1120, height: 260 } };
export const PortraitPhone: Story = { args: { count: 8, width: 390, height: 760 } };
export const Dark: Story = { args: { count: 5 }, globals: { theme: "dark" } };

export const RightToLeft: Story = {
  args: { count: 5 },
  globals: { direction: "rtl" },
  play: async ({ canvasElement }) => {
    await expectTidy(canvasElement);
    const [first, second] = tilesIn(canvasElement).map((tile) => tile.getBoundingClientRect());
    await expect(first?.top).toBe(second?.top);
    await expect(first?.left ?? 0).toBeGreaterThan(second?.right ?? 0);
  },
};

/** Without a given height, its height depends on its width and the screen. */
export const WithoutHeight: Story = {
  args: { count: 5, width: 640, height: "auto" },
  play: async ({ canvasElement }) => {
    await expectBestGrid(canvasElement);
    const grid = canvasElement.querySelector(".sora-grid");
    await expect(grid?.clientHeight).toBeGreaterThan(300);
  },
};

/** Half as many CSS pixels at double size, like a browser at 200 % zoom. */
export const At200Percent: Story = {
  args: { count: 5, width: 480, height: 270 },
  decorators: [(Story) => <div style={{ zoom: 2 }}>{Story()}</div>],
  play: ({ canvasElement }) => expectTidy(canvasElement),
};

async function press(canvasElement: HTMLElement, name: string): Promise<void> {
  await userEvent.click(within(canvasElement).getByRole("button", { name }));
}

/** Participants join one by one, and the earlier videos continue to play. */
function everyCount(width: number, height: number): Story {
  return {
    args: { count: 1, width, height, controls: true, minTileWidth: 40 },
    tags: ["!autodocs"],
    play: async ({ canvasElement, globals }) => {
      await waitFor(() => expect(tilesIn(canvasElement)[0]).toHaveAttribute("data-picture"));
      // Positions do not depend on theme and language, so the pass with the dark theme tests fewer of them.
      const last = surroundingsOf(globals).theme === "dark" ? 9 : 49;
      const watched = watchVideos(tilesIn(canvasElement));
      const join = within(canvasElement).getByRole("button", { name: "Join" });
      const wrong: string[] = [];
      for (let count = 1; count <= last; count++) {
        if (count > 1) join.click();
        await new Promise(requestAnimationFrame);
        for (const animation of document.getAnimations()) animation.finish();
        if (tilesIn(canvasElement).length !== count) wrong.push(`not ${count} tiles`);
        wrong.push(...shortcomings(canvasElement));
      }
      await expect(wrong).toEqual([]);
      await watched.expectUndisturbed(tilesIn(canvasElement).slice(0, 1));
    },
  };
}

export const EveryCountInAWideBox = everyCount(1100, 520);
export const EveryCountInANarrowBox = everyCount(320, 560);
export const EveryCountOnAPhone = everyCount(390, 760);
export const EveryCountInASquare = everyCount(600, 600);
export const EveryCountInALine = everyCount(1100, 140);

/** Tiles do not move on joins and leaves, and no video restarts. */
export const Joining: Story = {
  args: { count: 4, controls: true },
  play: async ({ canvasElement }) => {
    await waitFor(() => expect(canvasElement.querySelectorAll("[data-picture]")).toHaveLength(4));
    const watched = watchVideos(tilesIn(canvasElement).slice(1));

    const before = tilesIn(canvasElement)[3]?.getBoundingClientRect();
    const quiet = matchMedia("(prefers-reduced-motion: reduce)").matches;
    within(canvasElement).getByRole("button", { name: "Join" }).click();
    await waitFor(() => expect(tilesIn(canvasElement)).toHaveLength(5));
    const moving = canvasElement.querySelectorAll<HTMLElement>(".sora-grid-cell");
    const animations = [...moving].flatMap((cell) => cell.getAnimations());
    await expect(animations.length).toBe(quiet ? 0 : 5);
    for (const animation of animations) {
      animation.pause();
      animation.currentTime = 0;
    }
    // The first picture of the move is the last one before it.
    const begun = tilesIn(canvasElement)[3]?.getBoundingClientRect();
    for (const side of ["left", "top", "width", "height"] as const) {
      await expect(Math.abs((begun?.[side] ?? 0) - (before?.[side] ?? 0))).toBeLessThan(1);
    }
    for (const animation of animations) animation.finish();

    await press(canvasElement, "Join");
    await press(canvasElement, "First leaves");
    await press(canvasElement, "Resize");
    await settled();
    await press(canvasElement, "Resize");
    await press(canvasElement, "Last leaves");
    await expectTidy(canvasElement);
    await watched.expectUndisturbed(tilesIn(canvasElement).slice(0, 3));
  },
};
