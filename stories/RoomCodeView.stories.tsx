import type { Meta, StoryObj } from "@storybook/react-vite";
import { useState } from "react";
import { type RoomCode, RoomCodeView, type RoomCodeViewProps } from "react-sora-e2ee";
import { expect, userEvent } from "storybook/test";
import { textsOf } from "./support/surroundings.ts";

const code: RoomCode = { digits: "782040464587681282323938771385", emoji: [35, 62, 22, 58, 10, 25] };
const next: RoomCode = { digits: "367816879408825020723920533696", emoji: [62, 61, 2, 28, 12, 60] };

/** With a button that adds a participant. */
function Room(props: RoomCodeViewProps) {
  const [joined, setJoined] = useState(false);
  return (
    <>
      <RoomCodeView code={joined ? next : props.code} size={props.size + (joined ? 1 : 0)} />
      <button type="button" className="sora-button" onClick={() => setJoined(true)}>
        +1
      </button>
    </>
  );
}

const meta = {
  title: "Encryption/RoomCodeView",
  component: RoomCodeView,
  args: { code, size: 5 },
} satisfies Meta<typeof RoomCodeView>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Shown: Story = {
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await expect(canvas.getByRole("region", { name: t("room.title") })).toBeVisible();
    await expect(canvas.getByRole("list", { name: t("safety.format.digits") }).children).toHaveLength(6);
    await expect(canvas.getByRole("list", { name: t("safety.format.emoji") }).children).toHaveLength(6);
    await expect(canvas.getByRole("status")).toBeEmptyDOMElement();
  },
};

export const Alone: Story = { args: { size: 1 } };

export const NoGroupYet: Story = { args: { code: null, size: 0 } };

export const SomebodyJoins: Story = {
  render: (args) => <Room {...args} />,
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(canvas.getByRole("button", { name: "+1" }));
    await expect(canvas.getByRole("status")).toHaveTextContent(t("room.changed"));
    await expect(canvas.getByText("36781")).toBeVisible();
  },
};
