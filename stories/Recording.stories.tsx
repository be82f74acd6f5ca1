import type { Meta, StoryObj } from "@storybook/react-vite";
import {
  ControlBar,
  RecordButton,
  RecordingAnnouncer,
  RecordingConsentDialog,
  RecordingMark,
  type ShownOwnRecording,
} from "react-sora-e2ee";
import { expect, fn, userEvent } from "storybook/test";
import { textsOf } from "./support/surroundings.ts";

const off: ShownOwnRecording = {
  status: "off",
  since: null,
  bytes: 0,
  large: false,
  answers: [],
  error: null,
};
const since = new Date(2026, 4, 14, 10, 30).getTime();
const names = { HANAKO: "Hanako", TARO: "Taro", MIKA: "Mika" };
const answers = [
  { participant: "HANAKO", answer: "agreed" },
  { participant: "TARO", answer: "declined" },
  { participant: "MIKA", answer: "unanswered" },
] as const;
const ofHanako = {
  key: "1",
  from: "HANAKO",
  status: "recording",
  since,
  answer: null,
  confirmed: false,
} as const;

const meta = {
  title: "Recording/RecordingMark",
  component: RecordingMark,
  subcomponents: { RecordButton, RecordingConsentDialog, RecordingAnnouncer },
  args: { own: off, others: [], names, onAnswer: fn(), onProceed: fn(), onStop: fn() },
} satisfies Meta<typeof RecordingMark>;

export default meta;
type Story = StoryObj<typeof meta>;

export const NotAnsweredYet: Story = {
  args: { others: [ofHanako] },
  play: async ({ canvas, args, globals }) => {
    await userEvent.click(canvas.getByRole("button", { name: textsOf(globals).t("recording.answer") }));
    await expect(args.onAnswer).toHaveBeenCalledWith("1");
  },
};

/** Hanako's page has received one answer, and waits for the other one. */
export const Answered: Story = {
  args: {
    others: [
      { ...ofHanako, answer: "agreed", confirmed: true },
      { ...ofHanako, key: "2", from: "TARO", status: "asking", since: null, answer: "declined" },
    ],
  },
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await expect(canvas.getByText(t("recording.included"), { exact: false })).toBeVisible();
    await expect(canvas.getByText(t("recording.sending"), { exact: false })).toBeVisible();
    await expect(canvas.getAllByRole("button", { name: t("recording.change") })).toHaveLength(2);
  },
};

export const OwnAsking: Story = {
  args: { own: { ...off, status: "asking", answers } },
  play: async ({ canvas, args, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(canvas.getByRole("button", { name: t("recording.own.proceed") }));
    await expect(args.onProceed).toHaveBeenCalledOnce();
    await userEvent.click(canvas.getByRole("button", { name: t("recording.cancel") }));
    await expect(args.onStop).toHaveBeenCalledOnce();
  },
};

export const OwnRecording: Story = {
  args: { own: { ...off, status: "recording", since, bytes: 24_600_000, answers } },
  play: async ({ canvas, canvasElement, args, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(canvasElement.querySelector("summary") as HTMLElement);
    await expect(canvasElement.querySelectorAll("[data-answer]")).toHaveLength(3);
    await userEvent.click(canvas.getByRole("button", { name: t("recording.stop") }));
    await expect(args.onStop).toHaveBeenCalledOnce();
  },
};

export const OwnLarge: Story = {
  args: { own: { ...off, status: "recording", since, bytes: 612_000_000, large: true, answers } },
  play: async ({ canvas, globals }) => {
    await expect(canvas.getByRole("alert")).toHaveTextContent(textsOf(globals).t("recording.own.large"));
  },
};

export const Failed: Story = {
  args: { own: { ...off, error: { code: "recording-failed" } } },
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await expect(canvas.getByRole("alert")).toHaveTextContent(t("error.recording-failed.what"));
  },
};

export const Saving: Story = {
  args: { own: { ...off, status: "saving", since, bytes: 24_600_000 } },
};

export const InJapanese: Story = {
  args: { own: { ...off, status: "asking", answers }, others: [ofHanako] },
  globals: { locale: "ja", theme: "dark" },
};

const onAnswer = fn();
const onClose = fn();

/** The question for consent. Both answers look equally important. */
export const Consent: Story = {
  render: () => <RecordingConsentDialog open name="Hanako" status="asking" {...{ onAnswer, onClose }} />,
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(canvas.getByRole("button", { name: t("recording.decline") }));
    await expect(onAnswer).toHaveBeenLastCalledWith(false);
    await userEvent.click(canvas.getByRole("button", { name: t("recording.agree") }));
    await expect(onAnswer).toHaveBeenLastCalledWith(true);
    await userEvent.click(canvas.getByRole("button", { name: t("error.dismiss") }));
    await expect(onClose).toHaveBeenCalled();
  },
};

/** For a participant who joins during a recording. */
export const ConsentWhileRecording: Story = {
  render: () => <RecordingConsentDialog open name="花子" status="recording" {...{ onAnswer, onClose }} />,
  globals: { locale: "ja" },
};

const onStart = fn();
const onStop = fn();

/** The button in each state: off, asking, recording, saving, failed. */
export const Buttons: Story = {
  render: () => (
    <ControlBar>
      {(["off", "asking", "recording", "saving"] as const).map((status) => (
        <RecordButton key={status} recording={{ status, error: null }} {...{ onStart, onStop }} />
      ))}
      <RecordButton
        recording={{ status: "off", error: { code: "recording-declined" } }}
        {...{ onStart, onStop }}
      />
    </ControlBar>
  ),
  play: async ({ canvas, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(canvas.getByRole("button", { name: t("recording.start") }));
    await expect(onStart).toHaveBeenCalledOnce();
    await userEvent.click(canvas.getByRole("button", { name: t("recording.stop") }));
    await expect(onStop).toHaveBeenCalledOnce();
    const failed = canvas.getByRole("button", { name: new RegExp(t("recording.problem"), "u") });
    await expect(failed).toHaveAttribute(
      "title",
      `${t("error.recording-declined.what")} ${t("error.recording-declined.do")}`,
    );
  },
};
