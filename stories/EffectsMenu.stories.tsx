import type { Meta, StoryObj } from "@storybook/react-vite";
import { useState } from "react";
import { EffectsMenu, type EffectsMenuProps } from "react-sora-e2ee";
import { expect, userEvent } from "storybook/test";
import { off, on, opening } from "./support/devices.ts";
import { textsOf } from "./support/surroundings.ts";

function Menu({ chosen: initial, ...props }: Omit<EffectsMenuProps, "onChoose">) {
  const [chosen, setChosen] = useState(initial);
  return (
    <div style={{ maxWidth: 320, padding: 16, background: "var(--sora-surface)" }}>
      <EffectsMenu {...props} chosen={chosen} onChoose={setChosen} />
    </div>
  );
}

const meta = {
  title: "Devices/EffectsMenu",
  component: Menu,
  args: {
    which: "camera",
    effects: [
      { id: "blur", name: "Blurred background" },
      { id: "image", name: "Background picture" },
    ],
    chosen: null,
    device: on(null),
  },
} satisfies Meta<typeof Menu>;

export default meta;
type Story = StoryObj<typeof meta>;

const withProcessor = (
  processor: NonNullable<Extract<typeof meta.args.device, { status: "on" }>["processor"]>,
) => ({
  ...on(null),
  processor,
});

export const ByKeyboard: Story = {
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await expect(canvas.getByRole("group", { name: t("effects.camera") })).toBeVisible();
    await userEvent.tab();
    await expect(canvas.getByRole("radio", { name: t("effects.none") })).toBeChecked();
    await userEvent.keyboard("{ArrowDown}");
    await expect(canvas.getByRole("radio", { name: "Blurred background" })).toBeChecked();
    await userEvent.keyboard("{ArrowUp}");
    await expect(canvas.getByRole("radio", { name: t("effects.none") })).toBeChecked();
  },
};

export const Starting: Story = {
  args: { chosen: "blur", device: withProcessor({ status: "starting" }) },
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await expect(canvas.getByRole("status")).toHaveTextContent(t("effects.starting"));
  },
};

export const StartingWithTheCamera: Story = { ...Starting, args: { chosen: "blur", device: opening } };

export const Failed: Story = {
  args: {
    chosen: "blur",
    device: withProcessor({ status: "failed", error: { code: "processor-failed" } }),
  },
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await expect(canvas.getByRole("status")).toHaveTextContent(t("effects.camera.failed"));
  },
};

export const NotInThisBrowser: Story = {
  // The sentence is the app's own.
  parameters: { leftInEnglish: "allowed" },
  args: {
    which: "microphone",
    effects: [{ id: "noise", name: "Noise suppression", unavailable: "Use Chrome or Edge." }],
    device: off,
  },
  play: async ({ canvas }) => {
    const effect = canvas.getByRole("radio", { name: "Noise suppression" });
    await expect(effect).toBeDisabled();
    await expect(effect).toHaveAccessibleDescription("Use Chrome or Edge.");
  },
};

export const InJapanese: Story = {
  args: {
    ...Failed.args,
    effects: [
      { id: "blur", name: "背景をぼかす" },
      { id: "image", name: "背景画像" },
    ],
  },
  globals: { locale: "ja", theme: "dark" },
};
