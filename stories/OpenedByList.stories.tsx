import type { Meta, StoryObj } from "@storybook/react-vite";
import { type OpenedBy, OpenedByList, type OpenedByParticipant, TileOpenedBy } from "react-sora-e2ee";
import { expect, within } from "storybook/test";
import { GeneratedTile } from "./support/GeneratedTile.tsx";
import { textsOf } from "./support/surroundings.ts";

const id = (index: number) => `MEMBER${String(index).padStart(20, "0")}`;
const names = { [id(1)]: "Hanako", [id(2)]: "Taro", [id(3)]: "Kenji", [id(4)]: "Yuki" };

const one = (index: number, given: Partial<OpenedByParticipant> = {}): OpenedByParticipant => ({
  id: id(index),
  connectionIds: [id(index)],
  status: "opens",
  reason: null,
  media: { audio: "opens", video: "opens" },
  since: null,
  ...given,
});
const openedBy = (
  participants: readonly OpenedByParticipant[],
  status: OpenedBy["status"] = "told",
): OpenedBy => ({
  status,
  opened: participants.filter((participant) => participant.status === "opens").length,
  total: participants.length,
  participants,
});
const someCannot = openedBy([
  one(1),
  one(2, { status: "cannot", reason: "no-key" }),
  one(3, { status: "cannot", reason: "silent" }),
  one(4, { status: "does-not-say" }),
]);

/** The list, and our own tile with the same report. */
const meta = {
  title: "Encryption/OpenedByList",
  component: OpenedByList,
  args: { openedBy: openedBy([one(1), one(2), one(3)]), names },
  render: (args) => (
    <div style={{ display: "grid", gap: 24, maxWidth: 560 }}>
      <OpenedByList {...args} />
      <GeneratedTile
        local
        connectionId={id(0)}
        name="Noriko"
        hue={200}
        encryption={{ status: "protected" }}
        openedBy={args.openedBy}
        note={<TileOpenedBy {...args} />}
      />
    </div>
  ),
} satisfies Meta<typeof OpenedByList>;

export default meta;
type Story = StoryObj<typeof meta>;

const badgeOf = (canvas: HTMLElement) => canvas.querySelector(".sora-tile .sora-badge")?.textContent;

export const Everybody: Story = {
  play: async ({ canvasElement, globals }) => {
    const { t } = textsOf(globals);
    const status = t("encryption.protected");
    await expect(badgeOf(canvasElement)).toBe(t("opened.badge", { status, opened: 3, total: 3 }));
    await expect(canvasElement.querySelector(".sora-tile-opened")).toBeNull();
  },
};

/** Our own tile names the participants who cannot decrypt, with the reason. */
export const SomeCannot: Story = {
  args: { openedBy: someCannot },
  play: async ({ canvasElement, globals }) => {
    const { t } = textsOf(globals);
    const status = t("encryption.protected");
    await expect(badgeOf(canvasElement)).toBe(t("opened.badge", { status, opened: 1, total: 4 }));
    const tile = within(canvasElement.querySelector<HTMLElement>(".sora-tile") as HTMLElement);
    await expect(
      tile.getByText(t("opened.name.cannot", { name: "Taro", why: t("why.no-key") })),
    ).toBeVisible();
    await expect(
      tile.getByText(t("opened.name.cannot", { name: "Kenji", why: t("why.silent") })),
    ).toBeVisible();
    // The list says nothing about participants who send no receipts.
    await expect(tile.queryByText(/Yuki/u)).toBeNull();
  },
};

export const ManyCannot: Story = {
  args: {
    openedBy: openedBy([1, 2, 3, 4].map((index) => one(index, { status: "cannot", reason: "auth-failed" }))),
  },
};

export const EveryReason: Story = {
  args: {
    openedBy: openedBy([
      ...(
        [
          "no-key",
          "auth-failed",
          "replayed",
          "wrong-sender",
          "malformed",
          "other-agreement",
          "unprotected",
          "silent",
        ] as const
      ).map((reason, index) => one(index + 5, { status: "cannot", reason })),
      one(1, { status: "waiting" }),
      one(2, { status: "not-receiving" }),
      one(3, { status: "does-not-say" }),
    ]),
  },
};

export const OneDoesNotSay: Story = {
  args: { openedBy: openedBy([one(1), one(4, { status: "does-not-say" })]) },
};

/** Released SDKs, and older versions. */
export const NobodySays: Story = {
  args: { openedBy: openedBy([one(1, { status: "does-not-say" })], "silent") },
  play: async ({ canvasElement, globals }) => {
    await expect(badgeOf(canvasElement)).toBe(textsOf(globals).t("encryption.protected"));
  },
};

export const NobodyElse: Story = { args: { openedBy: openedBy([], "alone") } };

export const NotSending: Story = {
  args: { openedBy: openedBy([one(1, { status: "not-receiving" })], "idle") },
};

/** Without `dataChannelSignaling`, or with `receipts: false`. */
export const Off: Story = { args: { openedBy: openedBy([], "off") } };
