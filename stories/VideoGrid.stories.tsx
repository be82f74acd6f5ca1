import type { Meta, StoryObj } from "@storybook/react-vite";
import { VideoGrid } from "react-sora-e2ee";
import { expect, waitFor } from "storybook/test";
import { GeneratedTile } from "./support/GeneratedTile.tsx";

interface GridStoryProps {
  readonly count: number;
  readonly width: number;
  readonly height: number;
}

const names = ["Hanako", "Taro", "Amélie", "さくら", "Björn", "李娜", "Olu", "Noa", "Ivan"];

function GridStory({ count, width, height }: GridStoryProps) {
  return (
    <div style={{ width, height }}>
      <VideoGrid>
        {Array.from({ length: count }, (_, index) => (
          <GeneratedTile
            // biome-ignore lint/suspicious/noArrayIndexKey: the members of this story are numbers
            key={index}
            connectionId={`MEMBER${String(index).padStart(20, "0")}`}
            name={names[index % names.length] ?? ""}
            encryption={{ status: "encrypted" }}
            hue={count > 9 ? null : index * 40}
            width={undefined}
          />
        ))}
      </VideoGrid>
    </div>
  );
}

const meta = {
  title: "Components/VideoGrid",
  component: GridStory,
  args: { count: 2, width: 960, height: 540 },
  argTypes: { count: { control: { type: "range", min: 1, max: 49 } } },
  play: async ({ canvasElement, args }) => {
    const frame = canvasElement.querySelector(".sora-grid")?.getBoundingClientRect();
    await waitFor(() => expect(boxesIn(canvasElement)).toHaveLength(args.count));
    for (const box of boxesIn(canvasElement)) {
      await expect(box.left).toBeGreaterThanOrEqual((frame?.left ?? 0) - 1);
      await expect(box.right).toBeLessThanOrEqual((frame?.right ?? 0) + 1);
      await expect(box.top).toBeGreaterThanOrEqual((frame?.top ?? 0) - 1);
      await expect(box.bottom).toBeLessThanOrEqual((frame?.bottom ?? 0) + 1);
      await expect(box.width / box.height).toBeCloseTo(16 / 9, 1);
    }
  },
} satisfies Meta<typeof GridStory>;

export default meta;
type Story = StoryObj<typeof meta>;

function boxesIn(canvas: HTMLElement): DOMRect[] {
  return [...canvas.querySelectorAll("[data-sora-tile]")].map((tile) => tile.getBoundingClientRect());
}

export const One: Story = { args: { count: 1 } };
export const Two: Story = { args: { count: 2 } };
export const Three: Story = { args: { count: 3 } };
export const Five: Story = { args: { count: 5 } };
export const Nine: Story = { args: { count: 9 } };
export const FortyNine: Story = { args: { count: 49 } };
export const Narrow: Story = { args: { count: 3, width: 340, height: 640 } };
export const Wide: Story = { args: { count: 5, width: 1200, height: 260 } };
