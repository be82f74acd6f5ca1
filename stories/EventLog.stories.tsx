import type { Meta, StoryObj } from "@storybook/react-vite";
import { EventLog, type EventToTell, eventText, useI18n } from "react-sora-e2ee";
import { expect, userEvent } from "storybook/test";
import { textsOf } from "./support/surroundings.ts";

const events: readonly EventToTell[] = [
  { kind: "phase", detail: "connecting" },
  { kind: "phase", detail: "connected" },
  { kind: "self-encryption", detail: "protected" },
  { kind: "peer-joined", detail: "peer-joined" },
  { kind: "encryption", detail: "encrypted" },
  { kind: "encryption", detail: "failing:no-key" },
  { kind: "verified", detail: "verified" },
  { kind: "verified", detail: "unverified" },
  { kind: "refused", detail: "invalid-message" },
  { kind: "peer-left", detail: "peer-left" },
  { kind: "error", detail: "connection-lost" },
];

interface EventsProps {
  readonly events: readonly EventToTell[];
  readonly height?: number;
}

function Events({ events: shown, height }: EventsProps) {
  const i18n = useI18n();
  const entries = shown.map((event, id) => ({
    ...event,
    id,
    at: Date.UTC(2026, 0, 15, 9, 30, id),
    text: eventText(i18n, event, i18n.locale === "ja" ? "花子" : "Hanako"),
  }));
  return (
    <div style={{ maxWidth: 420, height }}>
      <EventLog entries={entries} />
    </div>
  );
}

const meta = { title: "Log and statistics/EventLog", component: Events, args: { events } } satisfies Meta<
  typeof Events
>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Full: Story = {};
export const Empty: Story = { args: { events: [] } };

export const ReachableByKeyboard: Story = {
  args: { events: [...events, ...events, ...events], height: 160 },
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    const log = canvas.getByRole("region", { name: t("log.label") });
    await userEvent.tab();
    await expect(log).toHaveFocus();
    await expect(log.scrollHeight).toBeGreaterThan(log.clientHeight);
  },
};

export const InJapanese: Story = { globals: { locale: "ja", theme: "dark" } };
