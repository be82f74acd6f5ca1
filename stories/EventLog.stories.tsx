import type { Meta, StoryObj } from "@storybook/react-vite";
import { EventLog, type EventToTell, eventText, useI18n } from "react-sora-e2ee";

const events: readonly EventToTell[] = [
  { kind: "phase", detail: "connecting" },
  { kind: "phase", detail: "connected" },
  { kind: "self-encryption", detail: "protected" },
  { kind: "member-joined", detail: "member-joined" },
  { kind: "encryption", detail: "encrypted" },
  { kind: "encryption", detail: "failing:no-key" },
  { kind: "verified", detail: "verified" },
  { kind: "refused", detail: "invalid-message" },
  { kind: "member-left", detail: "member-left" },
  { kind: "error", detail: "connection-lost" },
];

function Events({ events: shown }: { readonly events: readonly EventToTell[] }) {
  const i18n = useI18n();
  const entries = shown.map((event, id) => ({
    id,
    at: Date.UTC(2026, 0, 15, 9, 30, id),
    text: eventText(i18n, event, i18n.locale === "ja" ? "花子" : "Hanako"),
  }));
  return <EventLog entries={entries} />;
}

const meta = { title: "Components/EventLog", component: Events, args: { events } } satisfies Meta<
  typeof Events
>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Full: Story = {};
export const Empty: Story = { args: { events: [] } };
export const InJapanese: Story = { globals: { locale: "ja", theme: "dark" } };
