import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, waitFor, within } from "storybook/test";
import { GridRoom, type GridRoomProps, idOf } from "./support/GridRoom.tsx";
import { areaOf, boxesIn, boxOf, expectBestGrid, expectTidy, tilesIn } from "./support/grid-geometry.ts";
import { textsOf } from "./support/surroundings.ts";
import { watchVideos } from "./support/undisturbed.ts";

const meta = {
  title: "Grid/VideoGrid/Pinned and spotlight",
  component: GridRoom,
  args: { count: 7, width: 1100, height: 560 },
  render: (args: GridRoomProps) => <GridRoom key={args.count} {...args} />,
} satisfies Meta<typeof GridRoom>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The large tiles are at least twice as wide as any other, and all others are on one side of them. */
async function expectStrip(canvas: HTMLElement, large: readonly string[], side: "side" | "below") {
  await expectTidy(canvas);
  const big = large.map((id) => boxOf(canvas, id));
  const small = tilesIn(canvas)
    .filter(({ dataset }) => !large.includes(dataset.soraTile ?? ""))
    .map((tile) => tile.getBoundingClientRect());
  const widestSmall = Math.max(...small.map(({ width }) => width));
  for (const { width } of big) await expect(width).toBeGreaterThanOrEqual(2 * widestSmall);
  const rightToLeft = getComputedStyle(canvas.querySelector("ul") ?? canvas).direction === "rtl";
  const far = Math.max(...big.map((box) => (side === "below" ? box.bottom : box.right)));
  const near = Math.min(...big.map((box) => box.left));
  for (const box of small) {
    if (side === "below") await expect(box.top).toBeGreaterThan(far);
    else if (rightToLeft) await expect(box.right).toBeLessThan(near);
    else await expect(box.left).toBeGreaterThan(far);
  }
}

export const Pinned: Story = {
  args: { pinned: [idOf(2)] },
  play: async ({ canvasElement }) => {
    await expectStrip(canvasElement, [idOf(2)], "side");
    const frame = canvasElement.querySelector(".sora-grid")?.getBoundingClientRect();
    await expect(areaOf(boxOf(canvasElement, idOf(2)))).toBeGreaterThan(
      0.55 * (frame ? areaOf(frame) : Number.NaN),
    );
  },
};

export const TwoPinned: Story = {
  args: { pinned: [idOf(2), idOf(4)] },
  play: ({ canvasElement }) => expectStrip(canvasElement, [idOf(2), idOf(4)], "below"),
};

export const PinnedOnAPhone: Story = {
  args: { pinned: [idOf(2)], width: 390, height: 760 },
  play: ({ canvasElement }) => expectStrip(canvasElement, [idOf(2)], "below"),
};

export const PinnedInALine: Story = {
  args: { pinned: [idOf(2)], width: 1100, height: 200 },
  play: ({ canvasElement }) => expectStrip(canvasElement, [idOf(2)], "side"),
};

export const PinnedOfTwo: Story = {
  args: { count: 2, pinned: [idOf(1)] },
  play: ({ canvasElement }) => expectStrip(canvasElement, [idOf(1)], "side"),
};

export const PinnedRightToLeft: Story = {
  ...Pinned,
  globals: { direction: "rtl" },
  play: ({ canvasElement }) => expectStrip(canvasElement, [idOf(2)], "side"),
};

export const PinnedOf49: Story = {
  args: { count: 49, pinned: [idOf(30)] },
  globals: { theme: "dark" },
  play: async ({ canvasElement, globals }) => {
    await expectStrip(canvasElement, [idOf(30)], "side");
    const next = textsOf(globals).t("grid.page.next");
    await userEvent.click(within(canvasElement).getByRole("button", { name: next }));
    await expectStrip(canvasElement, [idOf(30)], "side");
  },
};

export const Spotlight: Story = {
  args: { layout: "spotlight", spotlight: idOf(4) },
  play: ({ canvasElement }) => expectStrip(canvasElement, [idOf(4)], "side"),
};

/** Before any participant speaks, the first tile is large. */
export const SpotlightOnNobody: Story = {
  args: { layout: "spotlight", spotlight: null },
  play: ({ canvasElement }) => expectStrip(canvasElement, [idOf(0)], "side"),
};

/** A layout with tiles of one size keeps the order. */
export const PinnedInAGrid: Story = {
  args: { layout: "grid", pinned: [idOf(2)] },
  play: ({ canvasElement }) => expectBestGrid(canvasElement),
};

/** Pinning and unpinning move tiles on the screen, never in the document: every picture plays on. */
export const Pinning: Story = {
  args: { count: 5, controls: true },
  play: async ({ canvasElement }) => {
    const press = (name: string) => userEvent.click(within(canvasElement).getByRole("button", { name }));
    await waitFor(() => expect(canvasElement.querySelectorAll("[data-picture]")).toHaveLength(5));
    const watched = watchVideos(tilesIn(canvasElement));
    await press("Pin one more");
    await expectStrip(canvasElement, [idOf(1)], "side");
    await press("Pin one more");
    await expectStrip(canvasElement, [idOf(1), idOf(2)], "below");
    // The direction changes in the middle of a move.
    await press("Unpin");
    await press("Pin one more");
    await press("Resize");
    await expectStrip(canvasElement, [idOf(1)], "below");
    await press("Resize");
    await press("Unpin");
    await expectBestGrid(canvasElement);
    await expect(boxesIn(canvasElement)).toHaveLength(5);
    await watched.expectUndisturbed(tilesIn(canvasElement));
  },
};
