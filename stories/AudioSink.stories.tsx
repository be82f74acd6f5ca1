import type { Meta, StoryObj } from "@storybook/react-vite";
import { useEffect, useState } from "react";
import { AudioSink, type AudioSinkProps, useI18n } from "react-sora-e2ee";
import { createGeneratedStream } from "react-sora-e2ee/testing";
import { expect, fn, userEvent, waitFor } from "storybook/test";
import { refuseSoundBeforeClick } from "./support/refuse-sound.ts";
import { textsOf } from "./support/surroundings.ts";

type ListenerProps = Omit<AudioSinkProps, "stream">;

/** A page with one peer's sound, and a button for browsers that refuse it before the first click. */
function Listener({ onBlocked, onUnblocked, ...props }: ListenerProps) {
  const { t } = useI18n();
  const [stream, setStream] = useState<MediaStream | null>(null);
  const [blocked, setBlocked] = useState(false);
  useEffect(() => {
    const generated = createGeneratedStream({ hue: null, toneHz: 220 });
    setStream(generated.stream);
    return () => {
      generated.release();
      setStream(null);
    };
  }, []);
  return (
    <>
      <AudioSink
        {...props}
        stream={stream}
        onBlocked={() => {
          setBlocked(true);
          onBlocked?.();
        }}
        onUnblocked={() => {
          setBlocked(false);
          onUnblocked?.();
        }}
      />
      {blocked ? (
        <button type="button" className="sora-button">
          {t("tile.play")}
        </button>
      ) : (
        <p>🔊 220 Hz</p>
      )}
    </>
  );
}

const meta = {
  title: "Tile/AudioSink",
  component: AudioSink as typeof Listener,
  render: (args) => <Listener {...args} />,
  args: { encryption: { status: "encrypted" }, volume: 0.05, onBlocked: fn(), onUnblocked: fn() },
} satisfies Meta<typeof Listener>;

export default meta;
type Story = StoryObj<typeof Listener>;

const audioOf = (canvas: HTMLElement) => canvas.querySelector("audio");

export const Playing: Story = {
  play: async ({ args, canvasElement }) => {
    await waitFor(() => expect(audioOf(canvasElement)?.paused).toBe(false));
    await expect(audioOf(canvasElement)?.muted).toBe(false);
    await expect(args.onBlocked).not.toHaveBeenCalled();
  },
};

export const Unprotected: Story = {
  args: { encryption: { status: "unprotected" } },
  play: async ({ canvasElement }) => {
    await expect(audioOf(canvasElement)?.srcObject).toBeNull();
  },
};

export const Refused: Story = {
  beforeEach: refuseSoundBeforeClick,
  play: async ({ args, canvas, canvasElement, globals }) => {
    const button = await canvas.findByRole("button", { name: textsOf(globals).t("tile.play") });
    await expect(args.onBlocked).toHaveBeenCalled();
    await userEvent.click(button);
    await waitFor(() => expect(args.onUnblocked).toHaveBeenCalled());
    await expect(audioOf(canvasElement)?.muted).toBe(false);
  },
};
