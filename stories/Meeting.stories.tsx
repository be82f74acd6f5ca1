import type { Meta, StoryObj } from "@storybook/react-vite";
import { type CallEnding, Meeting, SoraE2EEError } from "react-sora-e2ee";
import { expect, fn, userEvent, waitFor, within } from "storybook/test";
import { collide } from "./support/geometry.ts";
import { SimulatedMeetingCall } from "./support/SimulatedMeetingCall.tsx";
import { simulateDevices } from "./support/simulated-devices.ts";
import { everybody } from "./support/simulator/participants.ts";
import { textsOf } from "./support/surroundings.ts";

const meta = {
  title: "Meeting",
  component: SimulatedMeetingCall,
  subcomponents: { Meeting },
  args: {
    others: 2,
    name: "Noriko",
    autoJoin: true,
    invitation: "https://meet.example.com/?channel=weekly",
    onJoin: fn(),
    onLeave: fn(),
  },
  argTypes: { others: { control: { type: "range", min: 0, max: everybody.length } } },
  parameters: { layout: "fullscreen", docs: { story: { inline: false, height: "720px" } } },
  beforeEach: simulateDevices,
} satisfies Meta<typeof SimulatedMeetingCall>;

export default meta;
type Story = StoryObj<typeof meta>;
type Globals = Readonly<Record<string, unknown>>;

const tilesOf = (canvas: HTMLElement) => [...canvas.querySelectorAll<HTMLElement>("[data-sora-tile]")];
const everyoneIsThere = (canvas: HTMLElement, others: number) =>
  waitFor(() => expect(tilesOf(canvas)).toHaveLength(others + 1));
const open = async (canvas: HTMLElement, name: string) => {
  await userEvent.click(await within(canvas).findByRole("button", { name }));
};
const boxOf = (element: Element | null) => element?.getBoundingClientRect().toJSON();

export const InTheLobby: Story = {
  args: { autoJoin: false },
  play: async ({ canvas, canvasElement, globals, args }) => {
    const { t } = textsOf(globals);
    await waitFor(() => expect(canvasElement.querySelector(".sora-preview")).toHaveAttribute("data-picture"));
    await userEvent.type(canvas.getByRole("textbox", { name: t("lobby.name") }), " 2{Enter}");
    await expect(args.onJoin).toHaveBeenCalledWith("Noriko 2");
    await everyoneIsThere(canvasElement, 2);
  },
};

export const Lobby: Story = { args: { autoJoin: false } };

export const Alone: Story = {
  args: { others: 0 },
  play: async ({ canvas, canvasElement, globals, args }) => {
    const { t } = textsOf(globals);
    await everyoneIsThere(canvasElement, 0);
    await expect(canvas.getByRole("link", { name: t("meeting.second") })).toHaveAttribute(
      "href",
      args.invitation ?? "",
    );
  },
};

export const Two: Story = { args: { others: 1 } };

export const Five: Story = { args: { others: 4 } };

export const Twelve: Story = {
  args: { others: 11 },
  play: async ({ canvasElement }) => {
    await everyoneIsThere(canvasElement, 11);
  },
};

/** When others join and leave, only the tiles move. */
export const NothingElseMoves: Story = {
  args: { others: 1 },
  play: async ({ canvasElement, globals }) => {
    await everyoneIsThere(canvasElement, 1);
    const { t } = textsOf(globals);
    const places = () =>
      [".sora-meeting-header", ".sora-banner", ".sora-grid", ".sora-controls"].map((selector) =>
        boxOf(canvasElement.querySelector(selector)),
      );
    const before = places();
    await open(canvasElement, t("meeting.participants"));
    await within(canvasElement).findByRole("region", { name: t("meeting.participants") });
    await open(canvasElement, t("meeting.panel.close", { panel: t("meeting.participants") }));
    await waitFor(() => expect(places()).toEqual(before));
  },
};

const withPanel =
  (panel: "meeting.participants" | "meeting.chat" | "meeting.events"): NonNullable<Story["play"]> =>
  async ({ canvasElement, globals }) => {
    const { t } = textsOf(globals);
    await open(canvasElement, t(panel));
    await within(canvasElement).findByRole("region", { name: t(panel) });
  };

export const Participants: Story = { args: { others: 4 }, play: withPanel("meeting.participants") };

export const Events: Story = { args: { others: 4 }, play: withPanel("meeting.events") };

/** Chosen in the menu: one large tile, the others below. */
export const SpeakerLayout: Story = {
  args: { others: 4, reactions: true },
  play: async ({ canvasElement, globals }) => {
    const { t } = textsOf(globals);
    await everyoneIsThere(canvasElement, 4);
    await open(canvasElement, t("control.more"));
    await open(canvasElement, t("layout.speaker"));
    const widths = () =>
      [...canvasElement.querySelectorAll(".sora-grid-cell")].map(
        (cell) => cell.getBoundingClientRect().width,
      );
    await waitFor(() => expect(Math.max(...widths())).toBeGreaterThan(1.8 * Math.min(...widths())));
  },
};

export const HandAndReaction: Story = {
  args: { others: 2, reactions: true },
  play: async ({ canvas, canvasElement, globals }) => {
    const { t } = textsOf(globals);
    await everyoneIsThere(canvasElement, 2);
    await open(canvasElement, t("reactions.menu"));
    await open(canvasElement, t("reactions.hand.raise"));
    await expect(await canvas.findByText(t("reactions.hand.place", { place: 1 }))).toBeInTheDocument();
    await open(canvasElement, t("reactions.menu"));
    await open(canvasElement, t("reactions.party"));
    await waitFor(() => expect(canvasElement.querySelector("[data-reaction=party]")).not.toBeNull());
  },
};

export const Shortcuts: Story = {
  args: { others: 1 },
  play: async ({ canvas, canvasElement, globals }) => {
    const { t } = textsOf(globals);
    await everyoneIsThere(canvasElement, 1);
    await userEvent.keyboard("?");
    await expect(await canvas.findByRole("dialog", { name: t("shortcuts.title") })).toBeVisible();
  },
};

export const Chat: Story = {
  args: { others: 2, chat: true },
  play: async (context) => {
    await withPanel("meeting.chat")(context);
    const { t } = textsOf(context.globals);
    const panel = within(context.canvas.getByRole("region", { name: t("meeting.chat") }));
    await userEvent.type(panel.getByRole("textbox"), "2 + 2 = 4{Enter}");
    await expect(await panel.findByText("2 + 2 = 4")).toBeVisible();
    await expect(panel.getByRole("textbox")).toHaveValue("");
  },
};

async function openDetails(canvas: HTMLElement, globals: Globals) {
  const { t } = textsOf(globals);
  const [, other] = everybody.map(({ name }) => name);
  const name = other ?? "";
  await open(canvas, t("badge.details.of", { status: t("encryption.encrypted"), name }));
  return within(canvas).findByRole("dialog", { name: t("details.label", { name }) });
}

export const SafetyNumber: Story = {
  args: { others: 2 },
  play: async ({ canvasElement, globals }) => {
    const { t } = textsOf(globals);
    const details = await openDetails(canvasElement, globals);
    await userEvent.click(within(details).getByRole("button", { name: t("details.compare") }));
    await userEvent.click(await within(canvasElement).findByRole("button", { name: t("safety.match") }));
    await within(canvasElement).findByText(t("safety.verified.what", { name: everybody[1]?.name ?? "" }));
  },
};

/** A connection that claims to be a screen and proves no participant key has its own tile and its own line. */
export const SharedScreen: Story = {
  args: {
    others: 2,
    afterStart: ({ call: { script } }) => {
      const [first] = everybody;
      const metadata = { name: first?.name ?? "" };
      const purposes = { camera: first?.connectionId ?? "", screen: "SCREEN00000000000000000001" };
      script.joins(purposes.camera, { participant: { id: "p", purpose: "camera" }, metadata });
      script.joins(purposes.screen, {
        participant: { id: "p", purpose: "screen" },
        role: "sendonly",
        metadata,
      });
      script.sends(purposes.screen, { hue: 120 });
      script.observed(purposes.screen, { encryption: { status: "encrypted" }, keyId: 0 });
    },
  },
  play: async ({ canvasElement, globals }) => {
    const { t } = textsOf(globals);
    await everyoneIsThere(canvasElement, 3);
    await open(canvasElement, t("meeting.participants"));
    const panel = within(
      await within(canvasElement).findByRole("region", { name: t("meeting.participants") }),
    );
    await expect(panel.getAllByRole("listitem")).toHaveLength(4);
    await expect(panel.getAllByRole("listitem")[3]).toHaveTextContent(
      t("participants.screen.claimed", { name: everybody[0]?.name ?? "" }),
    );
  },
};

export const OnePersonFails: Story = {
  args: { others: 3, afterStart: ({ fails }) => fails(everybody[1]?.connectionId ?? "", "no-key") },
};

export const AfterTheCall: Story = {
  play: async ({ canvas, canvasElement, globals, args }) => {
    const { t } = textsOf(globals);
    await everyoneIsThere(canvasElement, 2);
    await userEvent.click(canvas.getByRole("button", { name: t("control.leave") }));
    await canvas.findByText(t("meeting.left"));
    await expect(args.onLeave).toHaveBeenCalledWith({ reason: "left" });
    await userEvent.click(canvas.getByRole("button", { name: t("meeting.rejoin") }));
    await everyoneIsThere(canvasElement, 0);
    await userEvent.click(canvas.getByRole("button", { name: t("control.leave") }));
    await canvas.findByText(t("meeting.left"));
  },
};

/** The page after a call says why the call is over. */
const endsWith = (ending: CallEnding, shown: (i18n: ReturnType<typeof textsOf>) => string): Story => ({
  args: { afterStart: ({ ends }) => ends(ending) },
  play: async ({ canvas, canvasElement, globals }) => {
    const i18n = textsOf(globals);
    await waitFor(() =>
      expect(canvasElement.querySelector(`[data-ending="${ending.reason}"]`)).toHaveTextContent(shown(i18n)),
    );
    const again = i18n.t("error" in ending ? "error.retry" : "meeting.rejoin");
    await expect(canvas.getByRole("button", { name: again })).toBeVisible();
    await expect(canvas.getByRole("button", { name: i18n.t("meeting.back") })).toBeVisible();
  },
});

const endedByServer = (text: string): CallEnding => ({ reason: "ended-by-server", code: 1000, text });

export const EndedRemoved = endsWith(endedByServer("DISCONNECTED-API"), ({ t }) =>
  t("meeting.ended.removed"),
);
export const EndedTimeLimit = endsWith(endedByServer("LIFETIME-EXPIRED"), ({ t }) =>
  t("meeting.ended.lifetime"),
);
export const EndedByServer = endsWith(endedByServer("MAINTENANCE"), ({ t }) =>
  t("meeting.ended.reason", { code: "1000" }),
);
export const EndedWithoutReason = endsWith({ reason: "ended-by-server", code: 1005, text: "" }, ({ t }) =>
  t("meeting.ended.no-reason", { code: "1005" }),
);
export const EndedLost = endsWith(
  { reason: "lost", error: new SoraE2EEError("connection-lost", "The connection broke.") },
  ({ t }) => t("error.connection-lost.what"),
);
export const EndedFailed = endsWith(
  { reason: "failed", error: new SoraE2EEError("worker-crashed", "The worker stopped.") },
  ({ t }) => t("error.worker-crashed.what"),
);

/** As wide as a phone, in CSS pixels. */
const onPhone = (width: number): Pick<Story, "decorators"> => ({
  decorators: [
    (Story) => (
      <div style={{ width, maxWidth: "100%" }}>
        <Story />
      </div>
    ),
  ],
});

/** On a phone, the panel replaces the tiles. */
export const Narrow: Story = {
  args: { others: 3 },
  ...onPhone(390),
  play: async (context) => {
    const { t } = textsOf(context.globals);
    const status = context.canvasElement.querySelector(".sora-meeting-status > p");
    await waitFor(() => expect(status).toHaveTextContent(/4/u));
    await expect(collide(context.canvasElement.querySelector(".sora-banner-line p"), status)).toBe(false);
    // One row of icons. The menu contains the controls that do not fit.
    const tops = [...context.canvasElement.querySelectorAll(".sora-controls .sora-control")].map(
      (button) => button.getBoundingClientRect().top,
    );
    await expect(new Set(tops).size).toBe(1);
    await open(context.canvasElement, t("control.more"));
    await withPanel("meeting.participants")(context);
  },
};

/** All buttons of the row are inside the window, and at least this wide. */
const wholeRow = (width: number, buttonWidth: number): Story => ({
  args: { others: 1, reactions: true, chat: true },
  ...onPhone(width),
  play: async ({ canvasElement, globals }) => {
    await everyoneIsThere(canvasElement, 1);
    const { t } = textsOf(globals);
    const row = within(canvasElement.querySelector<HTMLElement>(".sora-controls") ?? canvasElement);
    const leave = row.getByRole("button", { name: t("control.leave") });
    await waitFor(() => expect(canvasElement.querySelector("[data-compact]")).not.toBeNull());
    const meeting = canvasElement.querySelector(".sora-meeting")?.getBoundingClientRect();
    const boxes = row.getAllByRole("button").map((button) => button.getBoundingClientRect());
    await expect(Math.min(...boxes.map((box) => box.width))).toBeGreaterThanOrEqual(buttonWidth);
    await expect(Math.min(...boxes.map((box) => box.left))).toBeGreaterThanOrEqual(
      meeting?.left ?? Number.NaN,
    );
    await expect(leave.getBoundingClientRect().right).toBeLessThanOrEqual(meeting?.right ?? Number.NaN);
    await expect(new Set(boxes.map((box) => box.bottom)).size).toBeLessThanOrEqual(2);
  },
});

export const SmallPhone: Story = wholeRow(360, 44);

export const SmallestPhone: Story = wholeRow(320, 38);

/** On a phone, the sentence above has all its words, and the notice leaves the name free. */
export const AloneOnPhone: Story = {
  args: { others: 0 },
  ...onPhone(390),
  play: async ({ canvasElement }) => {
    await everyoneIsThere(canvasElement, 0);
    const notice = await waitFor(() => {
      const found = canvasElement.querySelector(".sora-meeting-alone");
      if (!found) throw new Error("The notice is not shown yet.");
      return found;
    });
    const name = canvasElement.querySelector("[data-local] .sora-tile-foot");
    await expect(notice.getBoundingClientRect().top).toBeGreaterThanOrEqual(
      name?.getBoundingClientRect().bottom ?? Number.NaN,
    );
    const sentence = canvasElement.querySelector(".sora-banner-line p");
    await expect(sentence?.scrollWidth).toBe(sentence?.clientWidth);
  },
};
