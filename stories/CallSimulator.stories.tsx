import type { Meta, StoryObj } from "@storybook/react-vite";
import { encryptionDetail, eventText, type FrameFailure, frameFailures } from "react-sora-e2ee";
import { expect, userEvent, waitFor, within } from "storybook/test";
import { simulateDevices } from "./support/simulated-devices.ts";
import { everybody } from "./support/simulator/participants.ts";
import { Simulator } from "./support/simulator/Simulator.tsx";
import { type SimulatorTextKey, simulatorTexts } from "./support/simulator/texts.ts";
import { surroundingsOf, textsOf } from "./support/surroundings.ts";

const meta = {
  title: "Call simulator",
  component: Simulator,
  args: { others: 3, auto: false, speed: 1 },
  argTypes: {
    others: { control: { type: "range", min: 0, max: everybody.length } },
    speed: { control: { type: "range", min: 0.5, max: 5, step: 0.5 } },
  },
  beforeEach: simulateDevices,
  parameters: { layout: "fullscreen", docs: { story: { inline: false, height: "900px" } } },
} satisfies Meta<typeof Simulator>;

export default meta;
type Story = StoryObj<typeof meta>;
type Globals = Readonly<Record<string, unknown>>;

const [hanako, taro] = everybody.map(({ connectionId }) => connectionId) as [string, string];
const [hanakosName, tarosName] = everybody.map(({ name }) => name) as [string, string];

const tileOf = (canvas: HTMLElement, id: string) =>
  canvas.querySelector<HTMLElement>(`[data-sora-tile="${id}"]`);
const tilesOf = (canvas: HTMLElement) => [...canvas.querySelectorAll("[data-sora-tile]")];

/** Causes events as a person does: with the simulator's buttons. */
function remote(canvasElement: HTMLElement, globals: Globals) {
  const texts = simulatorTexts[surroundingsOf(globals).locale];
  const panel = within(within(canvasElement).getByRole("complementary", { name: texts.panel }));
  return {
    choose: (connectionId: string) =>
      userEvent.selectOptions(panel.getByRole("combobox", { name: texts.who }), connectionId),
    press: (text: SimulatorTextKey) => userEvent.click(panel.getByRole("button", { name: texts[text] })),
  };
}

export const Playground: Story = {};

export const JoinsAndLeaves: Story = {
  play: async ({ canvas, canvasElement, globals }) => {
    const i18n = textsOf(globals);
    const { press } = remote(canvasElement, globals);
    await waitFor(() => expect(tilesOf(canvasElement)).toHaveLength(4));
    await press("joins");
    await waitFor(() => expect(tilesOf(canvasElement)).toHaveLength(5));
    await press("leaves");
    await waitFor(() => expect(tileOf(canvasElement, hanako)).toBeNull());
    await userEvent.click(canvas.getByRole("button", { name: i18n.t("meeting.events") }));
    const log = within(canvas.getByRole("region", { name: i18n.t("log.label") }));
    await expect(
      log.getByText(eventText(i18n, { kind: "peer-left", detail: "" }, hanakosName)),
    ).toBeVisible();
  },
};

export const MediaCannotBeOpened: Story = {
  play: async ({ canvasElement, globals, step }) => {
    const i18n = textsOf(globals);
    const { choose, press } = remote(canvasElement, globals);
    await choose(taro);
    for (const reason of frameFailures satisfies readonly FrameFailure[]) {
      await step(reason, async () => {
        await press(reason);
        const tile = tileOf(canvasElement, taro);
        await expect(tile).toHaveAttribute("data-encryption-reason", reason);
        await expect(tile).toHaveTextContent(encryptionDetail(i18n, { status: "failing", reason }));
      });
    }
    await expect(tileOf(canvasElement, hanako)).toHaveAttribute("data-encryption", "encrypted");
    await expect(canvasElement.querySelector(".sora-banner")).toHaveTextContent(tarosName);
    await press("encrypted");
    await expect(tileOf(canvasElement, taro)).toHaveAttribute("data-encryption", "encrypted");
    await expect(canvasElement.querySelector(".sora-banner")).toHaveAttribute("data-status", "encrypted");
  },
};

export const KeyChanges: Story = {
  play: async ({ canvasElement, globals }) => {
    const { press } = remote(canvasElement, globals);
    await waitFor(() => expect(tileOf(canvasElement, hanako)).toHaveAttribute("data-key-id", "0"));
    await press("changesKey");
    await expect(tileOf(canvasElement, hanako)).toHaveAttribute("data-key-id", "1");
    await expect(tileOf(canvasElement, hanako)).toHaveAttribute("data-encryption", "encrypted");
  },
};

export const VerifiedPersonChangesIdentity: Story = {
  play: async ({ canvas, canvasElement, globals, step }) => {
    const i18n = textsOf(globals);
    const { t } = i18n;
    const { press } = remote(canvasElement, globals);
    await step("compared in person", async () => {
      const name = t("badge.details.of", { name: hanakosName, status: t("encryption.encrypted") });
      await userEvent.click(await canvas.findByRole("button", { name }));
      await userEvent.click(await canvas.findByRole("button", { name: t("details.compare") }));
      await userEvent.click(await canvas.findByRole("button", { name: t("safety.match") }));
      await userEvent.click(canvas.getByRole("button", { name: t("error.dismiss") }));
      await waitFor(() => expect(tileOf(canvasElement, hanako)).toHaveAttribute("data-verified"));
    });
    await step("a warning as soon as the key is another one", async () => {
      await press("changesIdentity");
      await expect(tileOf(canvasElement, hanako)).not.toHaveAttribute("data-verified");
      const changed = t("safety.changed.what", { name: hanakosName });
      await expect(canvas.getByText(changed)).toBeVisible();
      await userEvent.click(canvas.getByRole("button", { name: t("meeting.events") }));
      const log = within(canvas.getByRole("region", { name: t("log.label") }));
      const said = eventText(i18n, { kind: "verified", detail: "changed" }, hanakosName);
      await expect(log.getByText(said)).toBeVisible();
    });
    await step("and the dialog says it too", async () => {
      await userEvent.click(canvas.getByRole("button", { name: t("details.compare") }));
      await userEvent.click(
        within(await canvas.findByRole("dialog")).getByRole("button", { name: t("details.compare") }),
      );
      await expect(
        within(await canvas.findByRole("dialog")).getByText(t("safety.changed.what", { name: hanakosName })),
      ).toBeVisible();
    });
  },
};

export const ConnectionIsLostAndBack: Story = {
  play: async ({ canvas, canvasElement, globals }) => {
    const { t } = textsOf(globals);
    const { press } = remote(canvasElement, globals);
    await press("loses");
    await expect(
      canvas.getByText(t("phase.reconnecting"), { selector: ".sora-meeting-status p" }),
    ).toBeVisible();
    await expect(tileOf(canvasElement, hanako)).toHaveAttribute("data-reconnecting");
    await press("reconnects");
    await waitFor(() =>
      expect(tileOf(canvasElement, hanako)).toHaveAttribute("data-encryption", "encrypted"),
    );
    await expect(tileOf(canvasElement, hanako)).not.toHaveAttribute("data-reconnecting");
    await expect(tilesOf(canvasElement)).toHaveLength(4);
  },
};

export const OwnSendingIsBlocked: Story = {
  play: async ({ canvasElement, globals }) => {
    const { t } = textsOf(globals);
    const { press } = remote(canvasElement, globals);
    await press("blocked");
    const own = canvasElement.querySelector("[data-local][data-sora-tile]");
    await expect(own).toHaveAttribute("data-encryption", "blocked");
    await expect(own).toHaveTextContent(t("encryption.blocked.detail"));
    await expect(canvasElement.querySelector(".sora-banner")).toHaveTextContent(t("encryption.blocked"));
    await press("protected");
    await expect(own).toHaveAttribute("data-encryption", "protected");
  },
};

export const SomebodySpeaks: Story = {
  play: async ({ canvasElement, globals }) => {
    const { choose, press } = remote(canvasElement, globals);
    await choose(taro);
    await press("speaks");
    await waitFor(() => expect(tileOf(canvasElement, taro)).toHaveAttribute("data-speaking"));
    await expect(tileOf(canvasElement, hanako)).not.toHaveAttribute("data-speaking");
    await press("microphone");
    await expect(tileOf(canvasElement, taro)).toHaveAttribute("data-microphone-off");
    await expect(tileOf(canvasElement, taro)).not.toHaveAttribute("data-speaking");
  },
};

export const CameraIsTurnedOff: Story = {
  play: async ({ canvasElement, globals }) => {
    const { choose, press } = remote(canvasElement, globals);
    await choose(taro);
    const tile = tileOf(canvasElement, taro);
    await waitFor(() => expect(tile).toHaveAttribute("data-picture"));
    await press("camera");
    await expect(tile, "the browser's last picture is covered").not.toHaveAttribute("data-picture");
    await expect(tile).toHaveAttribute("data-camera-off");
    await expect(canvasElement.querySelector(`[data-sora-tile="${taro}"] > .sora-avatar`)).toBeVisible();
    await expect(tile).toHaveAttribute("data-encryption", "encrypted");
    await press("camera");
    await expect(tile).toHaveAttribute("data-picture");
  },
};

export const EndsByAnError: Story = {
  play: async ({ canvas, canvasElement, globals }) => {
    const { t } = textsOf(globals);
    const { press } = remote(canvasElement, globals);
    await press("ends");
    await expect(canvas.getByText(t("error.connection-lost.what"))).toBeVisible();
    await expect(tilesOf(canvasElement)).toHaveLength(0);
    await userEvent.click(canvas.getByRole("button", { name: t("error.retry") }));
    await waitFor(() => expect(tilesOf(canvasElement)).toHaveLength(1));
  },
};

/** Shows nearly all events once in half a minute, repeatedly. */
export const ByItself: Story = {
  args: { auto: true, others: 3 },
};
