import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import {
  EventLog,
  I18nProvider,
  ja,
  type ListedParticipant,
  ParticipantList,
  StatsPanel,
} from "react-sora-e2ee";
import { describe, expect, it } from "vitest";

const self: ListedParticipant = {
  local: true,
  connectionId: null,
  name: "Taro",
  role: "sendrecv",
  encryption: { status: "protected" },
};
const other = (name: string): ListedParticipant => ({
  connectionId: name,
  name,
  role: "sendrecv",
  encryption: { status: "encrypted" },
  verified: false,
});

describe("ParticipantList", () => {
  it("counts the participants and lists our own first", () => {
    render(<ParticipantList participants={[other("Hanako"), self]} />);
    expect(screen.getByRole("heading", { name: "2 people" })).toBeInTheDocument();
    const [first, second] = screen.getAllByRole("listitem");
    expect(first).toHaveTextContent("Taro (you)");
    expect(second).toHaveTextContent("Hanako");
  });

  it("describes each participant's devices and observed encryption in words", () => {
    const viewer = { ...other("Viewer"), role: "recvonly", encryption: { status: "ready" } } as const;
    const muted = { ...other("Hanako"), microphoneOff: true, verified: true };
    const broken = { ...other("Jiro"), encryption: { status: "failing", reason: "no-key" } } as const;
    render(
      <ParticipantList
        participants={[viewer as ListedParticipant, muted as ListedParticipant, broken as ListedParticipant]}
      />,
    );
    const [first, second, third] = screen.getAllByRole("listitem");
    expect(first).toHaveTextContent(/Only watches.*Ready/u);
    expect(first).not.toHaveTextContent(/Microphone/u);
    expect(second).toHaveTextContent(/Microphone off.*Encrypted.*Verified/u);
    expect(second, "what most people do is not said in every row").not.toHaveTextContent("Takes part");
    expect(third).toHaveTextContent(/Microphone on.*Cannot be opened/u);
    expect(third).not.toHaveTextContent("Verified");
  });

  it("renders the app's actions for each participant", () => {
    render(
      <ParticipantList
        participants={[other("Hanako")]}
        actions={({ name }) => <button type="button">{`Verify ${name}`}</button>}
      />,
    );
    const item = screen.getByRole("listitem");
    expect(within(item).getByRole("button", { name: "Verify Hanako" })).toBeInTheDocument();
  });

  it("finds a participant among many, also with full-width letters", async () => {
    const { rerender } = render(<ParticipantList participants={[self]} />);
    expect(screen.queryByRole("searchbox")).toBeNull();
    const crowd = Array.from({ length: 20 }, (_, index) => other(`Person ${index}`));
    rerender(<ParticipantList participants={[...crowd, other("Ｈａｎａｋｏ")]} />);
    await userEvent.type(screen.getByRole("searchbox", { name: "Find by name" }), "hanako");
    expect(screen.getAllByRole("listitem")).toHaveLength(1);
    expect(screen.getByRole("status")).toHaveTextContent("1 person found");
    await userEvent.type(screen.getByRole("searchbox"), "!");
    expect(screen.queryByRole("listitem")).toBeNull();
  });
});

const stats = {
  send: { bitRate: 1_243_000, packetLoss: null },
  receive: { bitRate: 384_200, packetLoss: 0.0123 },
  roundTripTime: 38,
};
const refused = { "no-key": 31, "auth-failed": 0, replayed: 1, "wrong-sender": 0, malformed: 1 };

/** As "name: value", by section. */
function numbers(): Record<string, string[]> {
  return Object.fromEntries(
    screen
      .getAllByRole("heading")
      .map((heading) => [
        heading.textContent,
        [...(heading.nextElementSibling?.querySelectorAll("dl > div") ?? [])].map(
          (row) => `${row.querySelector("dt")?.textContent}: ${row.querySelector("dd")?.textContent}`,
        ),
      ]),
  );
}

describe("StatsPanel", () => {
  it("shows each number with its unit, in the format of the language", () => {
    render(
      <StatsPanel
        stats={stats}
        keyId={1234}
        senders={[{ transformId: 1, kind: "audio", received: 5321, passed: 5320, dropped: 1 }]}
        receivers={[{ transformId: 2, kind: "video", received: 9, passed: 12_000, refused, waiting: 0 }]}
      />,
    );
    expect(numbers()).toEqual({
      Connection: ["Round trip: 38 ms", "Key ID: 1,234"],
      Sending: [
        "Bit rate: 1.2 Mb/s",
        "Packet loss: –Not known yet",
        "Frames sealed: 5,320",
        "Frames held back: 1",
      ],
      Receiving: ["Bit rate: 384 kb/s", "Packet loss: 1.2%", "Frames opened: 12,000", "Frames refused: 33"],
    });
  });

  it("says that the values are not known yet, and hides counts that it did not get", () => {
    render(<StatsPanel stats={null} />);
    expect(numbers().Sending).toEqual(["Bit rate: –Not known yet", "Packet loss: –Not known yet"]);
  });

  it("does not interrupt a screen reader", () => {
    const { container } = render(<StatsPanel stats={stats} />);
    expect(container.querySelector("[aria-live], [role=status], [role=alert], [role=log]")).toBeNull();
  });
});

describe("EventLog", () => {
  const at = Date.UTC(2026, 0, 15, 9, 30);
  const entries = Array.from({ length: 300 }, (_, id) => ({ id, at: at + id * 1000, text: `Event ${id}` }));

  it("shows the newest lines first, up to its limit", () => {
    const { container, rerender } = render(<EventLog entries={entries} />);
    const texts = () =>
      [...container.querySelectorAll("li")].map((item) => item.lastElementChild?.textContent);
    expect(texts()).toHaveLength(200);
    expect(texts()[0]).toBe("Event 299");
    rerender(<EventLog entries={entries} limit={2} />);
    expect(texts()).toEqual(["Event 299", "Event 298"]);
  });

  it("can be focused by keyboard, so that it can be scrolled", async () => {
    render(<EventLog entries={entries} />);
    await userEvent.tab();
    expect(screen.getByRole("region", { name: "What happened" })).toHaveFocus();
  });

  it("writes times in the format of the language", () => {
    render(
      <I18nProvider locale="ja" messages={ja}>
        <EventLog entries={entries.slice(0, 1)} />
      </I18nProvider>,
    );
    const time = screen.getByRole("listitem").querySelector("time");
    expect(time).toHaveAttribute("datetime", "2026-01-15T09:30:00.000Z");
    expect(time).toHaveTextContent(new Intl.DateTimeFormat("ja", { timeStyle: "medium" }).format(at));
  });

  it("gives an event the icon of the status that it reports", () => {
    const signOf = (detail: string) => {
      const { container, unmount } = render(
        <EventLog entries={[{ id: 1, at, text: "Hanako", kind: "encryption", detail }]} />,
      );
      const path = container.querySelector("li path")?.getAttribute("d");
      unmount();
      return path;
    };
    expect(new Set(["encrypted", "failing:no-key", "exchanging"].map(signOf)).size).toBe(3);
    expect(signOf("failing:no-key")).toBe(signOf("failing:replayed"));
  });
});
