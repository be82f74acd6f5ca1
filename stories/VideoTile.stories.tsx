import type { Meta, StoryObj } from "@storybook/react-vite";
import { type ReactNode, useState } from "react";
import { EncryptionBadge, TileButton, useI18n, VideoTile } from "react-sora-e2ee";
import { expect, fn, userEvent, waitFor, within } from "storybook/test";
import { GeneratedTile, type GeneratedTileProps } from "./support/GeneratedTile.tsx";
import { refuseSoundBeforeClick } from "./support/refuse-sound.ts";
import { textsOf } from "./support/surroundings.ts";

const meta = {
  title: "Tile/VideoTile",
  // The documented story. The others have a picture and a width.
  component: VideoTile as unknown as typeof GeneratedTile,
  render: (args) => <GeneratedTile {...args} />,
  args: {
    connectionId: "7N3DEMEXXX0000000000000001",
    name: "Hanako Yamada",
    encryption: { status: "encrypted" },
    keyId: 3,
  },
} satisfies Meta<typeof GeneratedTile>;

export default meta;
type Story = StoryObj<typeof GeneratedTile>;

const tileOf = (canvas: HTMLElement) => canvas.querySelector<HTMLElement>("[data-sora-tile]");
const videoOf = (canvas: HTMLElement) => canvas.querySelector("video");

/** Peers of one story, each with an id of its own. */
const peer = (index: number) => `MEMBER${String(index).padStart(20, "0")}`;

function Several({ children, column = "240px" }: { readonly children: ReactNode; readonly column?: string }) {
  return (
    <div
      style={{
        display: "grid",
        gap: 12,
        gridTemplateColumns: `repeat(auto-fill, minmax(min(100%, ${column}), 1fr))`,
        alignItems: "start",
      }}
    >
      {children}
    </div>
  );
}

// The observed encryption.

export const Exchanging: Story = { args: { encryption: { status: "exchanging" }, keyId: null, hue: null } };

export const Ready: Story = { args: { encryption: { status: "ready" }, hue: null } };

export const Encrypted: Story = {
  play: async ({ canvasElement }) => {
    await waitFor(() => expect(tileOf(canvasElement)).toHaveAttribute("data-picture"));
    await expect(tileOf(canvasElement)).toHaveAttribute("data-encryption", "encrypted");
    await expect(tileOf(canvasElement)).toHaveAttribute("data-key-id", "3");
  },
};

export const EncryptedAndVerified: Story = { args: { verified: true } };

export const FailingNoKey: Story = {
  args: { encryption: { status: "failing", reason: "no-key" } },
  play: async ({ canvas, canvasElement, globals }) => {
    await expect(tileOf(canvasElement)).toHaveAttribute("data-encryption-reason", "no-key");
    await expect(canvas.getByText(textsOf(globals).t("failing.no-key"))).toBeVisible();
  },
};

export const FailingAuthentication: Story = {
  args: { encryption: { status: "failing", reason: "auth-failed" } },
};

export const FailingReplayed: Story = { args: { encryption: { status: "failing", reason: "replayed" } } };

export const FailingWrongSender: Story = {
  args: { encryption: { status: "failing", reason: "wrong-sender" } },
};

export const FailingMalformed: Story = { args: { encryption: { status: "failing", reason: "malformed" } } };

export const Unprotected: Story = {
  args: { encryption: { status: "unprotected" }, keyId: null },
  play: async ({ canvas, canvasElement, globals }) => {
    await expect(canvas.getByText(textsOf(globals).t("encryption.unprotected.detail"))).toBeVisible();
    await expect(videoOf(canvasElement)?.srcObject).toBeNull();
    await expect(tileOf(canvasElement)).not.toHaveAttribute("data-picture");
  },
};

export const OwnProtected: Story = {
  args: { local: true, encryption: { status: "protected" }, name: "Hanako", hue: 150 },
  play: async ({ canvasElement }) => {
    await expect(videoOf(canvasElement)?.muted).toBe(true);
    await expect(tileOf(canvasElement)).toHaveAttribute("data-local");
  },
};

export const OwnWaiting: Story = {
  args: { local: true, encryption: { status: "waiting" }, name: "Hanako", hue: 150 },
};

export const OwnBlocked: Story = {
  args: { local: true, encryption: { status: "blocked" }, name: "Hanako", hue: 150 },
};

// The state of a participant.

export const Speaking: Story = { args: { speaking: true, verified: true } };

export const MicrophoneOff: Story = { args: { microphoneOff: true, verified: true } };

export const CameraOff: Story = { args: { cameraOff: true, speaking: false } };

export const SpeakingWithoutVideo: Story = { args: { hasVideo: false, speaking: true } };

export const PoorConnection: Story = { args: { quality: "poor" } };

export const LostConnection: Story = { args: { quality: "lost", hasVideo: false } };

export const Reconnecting: Story = { args: { encryption: { status: "exchanging" }, reconnecting: true } };

export const Pinned: Story = { args: { pinned: true } };

/** All marks at once. None of them may cover another one. */
export const Crowded: Story = {
  args: {
    name: "Wolfeschlegelsteinhausenbergerdorff, Hubert Blaine",
    microphoneOff: true,
    cameraOff: true,
    verified: true,
    pinned: true,
    quality: "poor",
    onEncryptionDetails: fn(),
    actions: <TileButton icon="more" label="⋮" aria-expanded="true" />,
  },
};

// A screen.

export const Screen: Story = {
  args: { kind: "screen", hue: "screen", name: "Taro" },
  play: async ({ canvasElement }) => {
    await expect(tileOf(canvasElement)).toHaveAttribute("data-fit", "contain");
  },
};

export const OwnScreen: Story = {
  args: { kind: "screen", hue: "screen", name: "Taro", local: true, encryption: { status: "protected" } },
  play: async ({ canvasElement }) => {
    await expect(tileOf(canvasElement)).not.toHaveAttribute("data-mirror");
  },
};

/** A screen that claims to be Taro's, without a proof. */
export const ClaimedScreen: Story = {
  args: { kind: "screen", claimed: true, hue: "screen", name: "Taro" },
  play: async ({ canvasElement, globals }) => {
    const { t } = textsOf(globals);
    await expect(tileOf(canvasElement)).toHaveTextContent(t("tile.screen.claimed", { name: "Taro" }));
  },
};

export const ClaimedScreenInJapanese: Story = { ...ClaimedScreen, globals: { locale: "ja", theme: "dark" } };

export const ScreenBeforeItsPicture: Story = { args: { kind: "screen", hue: null, name: "Taro" } };

// Names.

const names = [
  "Hanako",
  "Wolfeschlegelsteinhausenbergerdorff, Hubert Blaine, on behalf of the whole department",
  "勅使河原 さくら",
  "寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末風来末",
  "محمد بن عبد الله الخوارزمي من قسم الهندسة المعمارية",
  "משה כהן (צוות)",
  "👩‍🚀 Amélie 🇫🇷",
  "김민수",
  "Dr. “Björk” Guðmundsdóttir (Reykjavík)",
] as const;

/** A long name is shortened, but not the marks beside it. Each name keeps its own text direction. */
export const Names: Story = {
  render: (args) => (
    <Several>
      {names.map((name, index) => (
        <GeneratedTile
          key={name}
          {...args}
          connectionId={peer(index)}
          name={name}
          width={undefined}
          hasVideo={index % 2 === 0}
          verified={index % 3 === 1}
        />
      ))}
      {names.slice(1, 5).map((name, index) => (
        <GeneratedTile
          key={name}
          {...args}
          connectionId={peer(20 + index)}
          name={name}
          width={undefined}
          local
          encryption={{ status: "protected" }}
          hue={150}
        />
      ))}
    </Several>
  ),
  play: async ({ canvasElement }) => {
    for (const tile of canvasElement.querySelectorAll("[data-sora-tile]")) {
      const box = tile.getBoundingClientRect();
      for (const part of tile.querySelectorAll(".sora-tile-name, .sora-tile-name *")) {
        const { left, right } = part.getBoundingClientRect();
        await expect(left).toBeGreaterThanOrEqual(box.left);
        await expect(right).toBeLessThanOrEqual(box.right);
      }
    }
  },
};

export const RightToLeft: Story = {
  ...Names,
  globals: { direction: "rtl" },
};

// Sizes and pictures.

const sizes = [120, 240, 480, 960] as const;

export const Sizes: Story = {
  render: (args) => (
    <div style={{ display: "flex", flexWrap: "wrap", gap: 16, alignItems: "flex-start" }}>
      {sizes.map((width) => (
        <div key={width} style={{ display: "grid", gap: 16, width, maxWidth: "100%" }}>
          <GeneratedTile
            {...args}
            connectionId={peer(width)}
            width={width}
            speaking
            verified
            quality="good"
          />
          <GeneratedTile
            {...args}
            connectionId={peer(width + 1)}
            width={width}
            hasVideo={false}
            microphoneOff
            quality="poor"
          />
          <GeneratedTile
            {...args}
            connectionId={peer(width + 2)}
            width={width}
            local={false}
            encryption={{ status: "failing", reason: "no-key" }}
          />
        </div>
      ))}
    </div>
  ),
};

export const OnAnyPicture: Story = {
  render: (args) => (
    <Several column="360px">
      {(["white", "black", "busy"] as const).map((hue, index) => (
        <GeneratedTile
          key={hue}
          {...args}
          connectionId={peer(index)}
          hue={hue}
          width={undefined}
          speaking
          verified
          pinned
          quality="poor"
          actions={<TileButton icon="more" label="⋮" aria-expanded="true" />}
        />
      ))}
      <GeneratedTile
        {...args}
        connectionId={peer(3)}
        hue="busy"
        width={undefined}
        local={false}
        encryption={{ status: "failing", reason: "auth-failed" }}
      />
    </Several>
  ),
};

export const Tiny: Story = { args: { width: 120, microphoneOff: true, verified: true } };

export const Large: Story = { args: { width: 1280, speaking: true, quality: "fair", verified: true } };

export const LargeFailing: Story = {
  args: { width: 1280, encryption: { status: "failing", reason: "auth-failed" } },
};

// The actions for a person.

/** The badge is a button when a callback is given. */
export const EncryptionDetails: Story = {
  args: { onEncryptionDetails: fn() },
  play: async ({ args, canvas, globals }) => {
    const { t } = textsOf(globals);
    const badge = canvas.getByRole("button", {
      name: t("badge.details.of", { status: t("encryption.encrypted"), name: args.name }),
    });
    await userEvent.tab();
    await expect(badge).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    await expect(args.onEncryptionDetails).toHaveBeenCalledOnce();
  },
};

const menuWords = {
  en: { more: "More", pin: "Pin" },
  ja: { more: "その他の操作", pin: "ピン留めする" },
};

function TileWithMenu(args: GeneratedTileProps) {
  const words = menuWords[useI18n().locale === "ja" ? "ja" : "en"];
  const [pinned, setPinned] = useState(false);
  const [open, setOpen] = useState(false);
  return (
    <GeneratedTile
      {...args}
      pinned={pinned}
      actions={
        <>
          <TileButton icon="pin" label={words.pin} aria-pressed={pinned} onClick={() => setPinned(!pinned)} />
          <TileButton icon="more" label={words.more} aria-expanded={open} onClick={() => setOpen(!open)} />
        </>
      }
    />
  );
}

/** With a mouse the buttons appear on pointing at the tile; with a keyboard, on focus; while a menu is open, they stay. */
export const Actions: Story = {
  render: (args) => <TileWithMenu {...args} />,
  play: async ({ canvas, canvasElement, globals }) => {
    const words = menuWords[globals.locale === "ja" ? "ja" : "en"];
    const shown = () =>
      getComputedStyle(canvasElement.querySelector(".sora-tile-actions") as Element).opacity;
    const hidesWithoutPointer = matchMedia("(hover: hover)").matches;
    await expect(shown()).toBe(hidesWithoutPointer ? "0" : "1");
    await userEvent.tab();
    await expect(canvas.getByRole("button", { name: words.pin })).toHaveFocus();
    await expect(shown()).toBe("1");
    await userEvent.keyboard(" ");
    await expect(tileOf(canvasElement)).toHaveAttribute("data-pinned");
    await userEvent.tab();
    await userEvent.keyboard("{Enter}");
    await userEvent.tab();
    await expect(canvas.getByRole("button", { name: words.more })).not.toHaveFocus();
    await expect(shown()).toBe("1");
  },
};

/**
 * A browser that refuses sound before the first click: the picture plays without sound, and any click starts
 * the sound.
 */
export const SoundRefused: Story = {
  beforeEach: refuseSoundBeforeClick,
  play: async ({ args, canvas, canvasElement, globals }) => {
    const button = await canvas.findByRole("button", {
      name: textsOf(globals).t("tile.play.of", { name: args.name }),
    });
    await waitFor(() => expect(tileOf(canvasElement)).toHaveAttribute("data-picture"));
    await expect(videoOf(canvasElement)?.muted).toBe(true);
    await userEvent.click(button);
    await waitFor(() => expect(button).not.toBeInTheDocument());
    await expect(videoOf(canvasElement)?.muted).toBe(false);
    await expect(videoOf(canvasElement)?.paused).toBe(false);
  },
};

// Replaced parts.

/** Captions come from the app. The library creates none, and only provides a place for them. */
export const Captions: Story = {
  args: { captions: <p lang="en">So that is what we decided last week.</p> },
  play: async ({ canvas, canvasElement }) => {
    await waitFor(() => expect(tileOf(canvasElement)).toHaveAttribute("data-picture"));
    const box = canvas.getByText(/last week/u).getBoundingClientRect();
    const foot = canvasElement.querySelector(".sora-tile-foot")?.getBoundingClientRect();
    await expect(box.bottom).toBeLessThanOrEqual(foot?.top ?? 0);
  },
};

/** Each part of a tile can be replaced. `className`, `style` and `data-*` are set on its root element. */
export const OwnPieces: Story = {
  args: {
    hasVideo: false,
    className: "my-tile",
    style: { borderRadius: 0 },
    badge: <EncryptionBadge encryption={{ status: "encrypted" }} compact />,
    avatar: (
      <span className="sora-avatar" aria-hidden="true">
        🦊
      </span>
    ),
    nameplate: (
      <span className="sora-badge">
        <bdi>@hanako</bdi>
      </span>
    ),
    children: (
      <span aria-hidden="true" style={{ position: "absolute", insetInlineEnd: 16, bottom: 16, fontSize: 32 }}>
        👏
      </span>
    ),
  },
  play: async ({ canvasElement }) => {
    const tile = tileOf(canvasElement);
    await expect(tile).toHaveClass("my-tile");
    await expect(tile).toHaveAttribute("data-encryption", "encrypted");
    await expect(within(canvasElement).getByText("@hanako")).toBeVisible();
  },
};
