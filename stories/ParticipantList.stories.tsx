import type { Meta, StoryObj } from "@storybook/react-vite";
import { type ListedParticipant, ParticipantList, type ParticipantListProps } from "react-sora-e2ee";
import { expect, fn, userEvent } from "storybook/test";
import { textsOf } from "./support/surroundings.ts";

const self: ListedParticipant = {
  local: true,
  connectionId: "SELF",
  name: "Taro",
  role: "sendrecv",
  encryption: { status: "protected" },
};

const others: readonly ListedParticipant[] = [
  {
    connectionId: "HANAKO",
    name: "Hanako Yamada",
    role: "sendrecv",
    microphoneOff: true,
    encryption: { status: "encrypted" },
    verified: true,
  },
  {
    connectionId: "JIRO",
    name: "勅使河原 次郎（営業本部・東日本第二営業部）",
    role: "sendrecv",
    encryption: { status: "failing", reason: "no-key" },
    verified: false,
  },
  {
    connectionId: "VIEWER",
    name: "Viewer",
    role: "recvonly",
    encryption: { status: "ready" },
    verified: false,
  },
  {
    connectionId: "BRIDGE",
    name: "Wolfeschlegelsteinhausenbergerdorff, Hubert Blaine",
    role: "sendonly",
    encryption: { status: "unprotected" },
    verified: false,
  },
];

const waiting: readonly ListedParticipant[] = [
  { ...self, hand: 2, quality: "poor", qualityCause: "our-downlink" },
  {
    connectionId: "HANAKO",
    name: "Hanako Yamada",
    role: "sendrecv",
    hand: 1,
    quality: "poor",
    qualityCause: "both",
    encryption: { status: "encrypted" },
    verified: true,
  },
];

const crowd: readonly ListedParticipant[] = Array.from({ length: 30 }, (_, index) => ({
  connectionId: `P${index}`,
  name: `Person ${index + 1}`,
  role: "sendrecv",
  encryption: { status: "encrypted" },
  verified: false,
}));

function Listed({ width = 360, ...props }: ParticipantListProps & { readonly width?: number }) {
  return (
    <div style={{ maxWidth: width }}>
      <ParticipantList {...props} />
    </div>
  );
}

const meta = {
  title: "Participants/ParticipantList",
  component: Listed,
  args: { participants: [...others, self] },
} satisfies Meta<typeof Listed>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Everybody: Story = {
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await expect(canvas.getByRole("heading", { name: t("participants.count", { count: 5 }) })).toBeVisible();
    await expect(canvas.getAllByRole("listitem")[0]).toHaveTextContent(t("tile.you", { name: "Taro" }));
  },
};

const screens: readonly ListedParticipant[] = [
  {
    connectionId: "SCREEN",
    name: "Hanako Yamada",
    kind: "screen",
    role: "sendonly",
    encryption: { status: "encrypted" },
    verified: false,
  },
  {
    connectionId: "UNKNOWN",
    name: "Released SDK",
    role: null,
    encryption: { status: "ready" },
    verified: false,
  },
];

/** A screen that claims a participant, and a participant without a known role. */
export const ClaimedScreen: Story = {
  args: { participants: [self, ...others.slice(0, 1), ...screens] },
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    const name = "Hanako Yamada";
    const [, , screen, unknown] = canvas.getAllByRole("listitem");
    await expect(screen).toHaveTextContent(t("tile.screen.claimed", { name }));
    await expect(screen).toHaveTextContent(t("participants.screen.claimed", { name }));
    await expect(unknown).not.toHaveTextContent(t("participants.recvonly"));
    await expect(canvas.getByRole("heading")).toHaveTextContent(t("participants.screens", { count: 1 }));
  },
};

export const ClaimedScreenInJapanese: Story = { ...ClaimedScreen, globals: { locale: "ja", theme: "dark" } };

/** Each row keeps all its facts inside, also the long ones. */
export const RaisedHandsOnPoorConnections: Story = {
  args: { participants: waiting, width: 330 },
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    const rows = canvas.getAllByRole("listitem");
    await expect(rows[0]).toHaveTextContent(t("reactions.hand.place", { place: 2 }));
    await expect(rows[1]).toHaveTextContent(t("reactions.hand.place", { place: 1 }));
    for (const row of rows) {
      const edge = row.getBoundingClientRect().right;
      for (const part of row.querySelectorAll("*"))
        await expect(part.getBoundingClientRect().right).toBeLessThanOrEqual(edge + 0.5);
    }
  },
};

export const RaisedHandsOnPoorConnectionsInJapanese: Story = {
  ...RaisedHandsOnPoorConnections,
  globals: { locale: "ja", theme: "dark" },
};

const onVerify = fn();

export const WithActions: Story = {
  parameters: { leftInEnglish: "allowed" },
  args: {
    actions: (person) =>
      !person.local && (
        <button type="button" className="sora-button" data-quiet="" onClick={() => onVerify(person.name)}>
          Verify <span className="sora-hidden">{person.name}</span>
        </button>
      ),
  },
  play: async ({ canvas }) => {
    canvas.getByRole("button", { name: "Verify Hanako Yamada" }).focus();
    await userEvent.keyboard("{Enter}");
    await expect(onVerify).toHaveBeenCalledWith("Hanako Yamada");
  },
};

export const Alone: Story = { args: { participants: [self] } };

export const Crowd: Story = {
  args: { participants: [self, ...crowd] },
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.tab();
    await userEvent.keyboard("person 12");
    await expect(canvas.getAllByRole("listitem")).toHaveLength(1);
    await expect(canvas.getByRole("status")).toHaveTextContent(t("participants.found", { count: 1 }));
  },
};

export const InJapanese: Story = { globals: { locale: "ja", theme: "dark" } };
export const Narrow: Story = { ...WithActions, args: { ...WithActions.args, width: 272 } };
export const RightToLeft: Story = {
  args: { participants: [self, ...others] },
  globals: { direction: "rtl" },
};
