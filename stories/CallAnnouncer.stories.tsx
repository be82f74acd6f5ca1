import type { Meta, StoryObj } from "@storybook/react-vite";
import { useState } from "react";
import { CallAnnouncer, type CallAnnouncerProps } from "react-sora-e2ee";
import { expect, userEvent, waitFor } from "storybook/test";
import { textsOf } from "./support/surroundings.ts";

type Entry = CallAnnouncerProps["entries"][number];

const names = { a: "Taro", b: "Hanako", c: "Jiro" };
const steps: Readonly<Record<string, readonly Omit<Entry, "id">[]>> = {
  "Three people join": ["a", "b", "c"].map((connectionId) => ({
    kind: "peer-joined",
    connectionId,
    detail: "peer-joined",
  })),
  "They are encrypted": ["a", "b", "c"].map((connectionId) => ({
    kind: "encryption",
    connectionId,
    detail: "encrypted",
  })),
  "Taro cannot be opened": [{ kind: "encryption", connectionId: "a", detail: "failing:no-key" }],
  "Hanako leaves": [{ kind: "peer-left", connectionId: "b", detail: "peer-left" }],
  "Sending stops": [{ kind: "self-encryption", connectionId: null, detail: "blocked" }],
};

function Call() {
  const [entries, setEntries] = useState<readonly Entry[]>([
    { id: 1, kind: "phase", connectionId: null, detail: "connected" },
  ]);
  return (
    <>
      <CallAnnouncer entries={entries} names={names} />
      <div lang="en" style={{ display: "flex", flexWrap: "wrap", gap: 8 }}>
        {Object.entries(steps).map(([title, happened]) => (
          <button
            key={title}
            type="button"
            className="sora-button"
            onClick={() =>
              setEntries((known) => [
                ...known,
                ...happened.map((entry, place) => ({ ...entry, id: known.length + place + 1 })),
              ])
            }
          >
            {title}
          </button>
        ))}
      </div>
    </>
  );
}

const meta = { title: "Log and statistics/CallAnnouncer", component: Call } satisfies Meta<typeof Call>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Default: Story = {
  play: async ({ canvas, globals }) => {
    const { t, locale } = textsOf(globals);
    const happens = (title: string) => userEvent.click(canvas.getByRole("button", { name: title }));
    const says = (role: "status" | "alert", text: string) =>
      waitFor(() => expect(canvas.getByRole(role)).toHaveTextContent(text));
    const all = new Intl.ListFormat(locale).format(["Taro", t("names.others", { count: 2 })]);
    await happens("Three people join");
    await says("status", t("announce.joined", { names: all }));
    await happens("They are encrypted");
    await says("status", t("announce.encrypted", { names: all }));
    await happens("Taro cannot be opened");
    await says("alert", t("announce.failing", { names: "Taro" }));
    await happens("Sending stops");
    await says("alert", t("announce.blocked"));
  },
};
