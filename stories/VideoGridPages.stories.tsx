import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, waitFor, within } from "storybook/test";
import { GridRoom, type GridRoomProps, idOf } from "./support/GridRoom.tsx";
import { expectTidy, tilesIn } from "./support/grid-geometry.ts";
import { textsOf } from "./support/surroundings.ts";
import { watchVideos } from "./support/undisturbed.ts";

const meta = {
  title: "Grid/VideoGrid/Pages",
  component: GridRoom,
  args: { count: 22, maxTiles: 9, width: 960, height: 540 },
  render: (args: GridRoomProps) => <GridRoom key={args.count} {...args} />,
  play: async ({ canvas, canvasElement, globals }) => {
    const { t } = textsOf(globals);
    await expectTidy(canvasElement);
    await expect(canvas.getByRole("status")).toHaveTextContent(t("grid.page", { page: 1, pages: 3 }));
    await userEvent.click(canvas.getByRole("button", { name: t("grid.page.next") }));
    await expect(canvas.getByRole("status")).toHaveTextContent(t("grid.page", { page: 2, pages: 3 }));
    await expect(tilesIn(canvasElement)[0]).toHaveAttribute("data-sora-tile", idOf(9));
    await expectTidy(canvasElement);
  },
} satisfies Meta<typeof GridRoom>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Pages: Story = {};
export const Japanese: Story = { globals: { locale: "ja" } };
export const Dark: Story = { globals: { theme: "dark" } };
export const RightToLeft: Story = { globals: { direction: "rtl" } };

export const ByKeyboard: Story = {
  play: async ({ canvas, canvasElement, globals }) => {
    const { t } = textsOf(globals);
    const next = canvas.getByRole("button", { name: t("grid.page.next") });
    next.focus();
    await userEvent.keyboard("{Enter}{Enter} {Enter}");
    await expect(canvas.getByRole("status")).toHaveTextContent(t("grid.page", { page: 3, pages: 3 }));
    await expect(next).toHaveFocus();
    await expect(next).toHaveAttribute("aria-disabled", "true");
    await userEvent.tab({ shift: true });
    await userEvent.keyboard("{Enter}");
    await expect(canvas.getByRole("status")).toHaveTextContent(t("grid.page", { page: 2, pages: 3 }));
    await expectTidy(canvasElement);
  },
};

/** Pages are used when tiles would become too small to recognize people. */
export const OnAPhone: Story = {
  args: { count: 49, maxTiles: 49, width: 390, height: 700 },
  play: async ({ canvas, canvasElement }) => {
    await expectTidy(canvasElement);
    await expect(canvas.getByRole("status")).toBeVisible();
    for (const tile of tilesIn(canvasElement)) await expect(tile.clientWidth).toBeGreaterThanOrEqual(120);
  },
};

/** The page stays during joins and leaves, and the tiles that stay on it continue to play. */
export const PeopleComeAndGo: Story = {
  args: { controls: true },
  play: async ({ canvas, canvasElement, globals }) => {
    const { t } = textsOf(globals);
    const press = (name: string) => userEvent.click(within(canvasElement).getByRole("button", { name }));
    await press(t("grid.page.next"));
    await waitFor(() => expect(canvasElement.querySelectorAll("[data-picture]")).toHaveLength(9));
    const watched = watchVideos(tilesIn(canvasElement).slice(1));
    await press("Join");
    await press("First leaves");
    await expect(canvas.getByRole("status")).toHaveTextContent(t("grid.page", { page: 2, pages: 3 }));
    await expect(tilesIn(canvasElement)[0]).toHaveAttribute("data-sora-tile", idOf(10));
    await expect(canvasElement.querySelector("[data-visible]")).toHaveAttribute("data-visible", "9");
    await expectTidy(canvasElement);
    await watched.expectUndisturbed(tilesIn(canvasElement).slice(0, 8));
  },
};
