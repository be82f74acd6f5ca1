import type { Meta, StoryObj } from "@storybook/react-vite";
import { useEffect, useState } from "react";
import {
  type SafetyNumber,
  SafetyNumberDialog,
  type SafetyNumberDialogProps,
  useI18n,
} from "react-sora-e2ee";
import { expect, fn, screen, userEvent, waitFor } from "storybook/test";
import { textsOf } from "./support/surroundings.ts";

const safetyNumber: SafetyNumber = {
  digits: "782040464587681282323938771385367816879408825020723920533696",
  words: ["eager", "lucky", "coin", "myth", "double", "float", "valid", "patient"],
  emoji: [35, 62, 22, 58, 10, 25, 62, 61, 2, 28, 12, 60, 19, 16, 18, 57],
};

/** A button that opens it, as in an app. */
function Opener({ open: atFirst, onVerify, onClose, ...props }: SafetyNumberDialogProps) {
  const { t } = useI18n();
  const [open, setOpen] = useState(atFirst);
  const [verified, setVerified] = useState(props.verified);
  return (
    <div style={{ minHeight: 640 }}>
      <button type="button" className="sora-button" onClick={() => setOpen(true)}>
        {t("details.compare")}
      </button>
      <SafetyNumberDialog
        {...props}
        open={open}
        verified={verified}
        onVerify={(compared) => {
          onVerify(compared);
          setVerified(compared !== null);
        }}
        onClose={() => {
          onClose();
          setOpen(false);
        }}
      />
    </div>
  );
}

const meta = {
  title: "Identity/SafetyNumberDialog",
  component: Opener,
  args: {
    open: true,
    name: "Taro",
    safetyNumber,
    verified: false,
    changed: false,
    onVerify: fn(),
    onClose: fn(),
  },
  parameters: { docs: { story: { inline: false, iframeHeight: 680 } } },
} satisfies Meta<typeof Opener>;

export default meta;
type Story = StoryObj<typeof meta>;

const radio = (name: string) => screen.getByRole("radio", { name });
const button = (name: string) => screen.getByRole("button", { name });
const focused = (element: HTMLElement) => waitFor(() => expect(element).toHaveFocus());

export const Numbers: Story = {
  play: async () => {
    const groups = screen.getAllByRole("listitem").filter((item) => item.closest("ol"));
    await expect(groups).toHaveLength(12);
    await expect(groups[0]).toHaveTextContent("7 8 2 0 4");
  },
};

export const OpenedByKeyboard: Story = {
  args: { open: false },
  play: async ({ args, globals }) => {
    const { t } = textsOf(globals);
    const opener = button(t("details.compare"));
    opener.focus();
    await userEvent.keyboard("{Enter}");
    const dialog = await screen.findByRole("dialog", { name: t("safety.title", { name: "Taro" }) });
    await focused(screen.getByRole("heading", { name: t("safety.title", { name: "Taro" }) }));
    await userEvent.tab();
    await focused(button(t("error.dismiss")));
    await userEvent.tab();
    await focused(radio(t("safety.format.digits")));
    await userEvent.keyboard("{ArrowRight}");
    await focused(radio(t("safety.format.emoji")));
    await expect(radio(t("safety.format.emoji"))).toBeChecked();
    await expect(screen.getByText(t("emoji.volcano"))).toBeVisible();
    await userEvent.keyboard("{ArrowRight}");
    await expect(screen.getByText("patient")).toBeVisible();
    await userEvent.tab();
    await focused(screen.getByText(t("safety.meaning")));
    await userEvent.tab();
    await focused(button(t("safety.match")));
    await userEvent.tab();
    await focused(button(t("safety.differ")));
    for (let presses = 0; presses < 4; presses++) {
      await userEvent.tab();
      await expect(opener).not.toHaveFocus();
    }
    await expect(args.onVerify).not.toHaveBeenCalled();
    button(t("error.dismiss")).focus();
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(dialog).not.toHaveAttribute("open"));
    await focused(opener);
    await expect(args.onClose).toHaveBeenCalledOnce();
  },
};

export const ClosedWithEsc: Story = {
  args: { open: false },
  play: async ({ args, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(button(t("details.compare")));
    const dialog = await screen.findByRole<HTMLDialogElement>("dialog");
    // The browser's action for Esc, which a script cannot trigger by a key.
    dialog.requestClose();
    await waitFor(() => expect(args.onClose).toHaveBeenCalledOnce());
    await focused(button(t("details.compare")));
    await userEvent.click(button(t("details.compare")));
    await expect(await screen.findByRole("dialog")).toBeVisible();
  },
};

/** An app may mount the dialog only while it is needed. */
export const TakenAwayWhileOpen: Story = {
  render: function Conditional(args) {
    const { t } = useI18n();
    const [shown, setShown] = useState(false);
    return (
      <>
        <button type="button" className="sora-button" onClick={() => setShown(true)}>
          {t("details.compare")}
        </button>
        {shown && <SafetyNumberDialog {...args} onClose={() => setShown(false)} />}
      </>
    );
  },
  play: async ({ globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(button(t("details.compare")));
    await focused(await screen.findByRole("heading", { name: t("safety.title", { name: "Taro" }) }));
    await userEvent.click(button(t("error.dismiss")));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    await focused(button(t("details.compare")));
  },
};

export const TheyMatch: Story = {
  play: async ({ args, globals }) => {
    const { t } = textsOf(globals);
    button(t("safety.match")).focus();
    await userEvent.keyboard("{Enter}");
    await expect(args.onVerify).toHaveBeenCalledOnce();
    await expect(args.onVerify).toHaveBeenCalledWith(safetyNumber);
    const told = await screen.findByText(t("safety.verified.what", { name: "Taro" }));
    await waitFor(() => expect(told.closest("[tabindex]")).toHaveFocus());
    await expect(screen.queryByRole("button", { name: t("safety.match") })).not.toBeInTheDocument();
  },
};

export const TheyDoNotMatch: Story = {
  play: async ({ args, globals }) => {
    const { t } = textsOf(globals);
    button(t("safety.differ")).focus();
    await userEvent.keyboard("{Enter}");
    const told = await screen.findByText(t("safety.differ.what"));
    await waitFor(() => expect(told.closest("[tabindex]")).toHaveFocus());
    await expect(screen.queryByRole("button", { name: t("safety.match") })).not.toBeInTheDocument();
    await expect(args.onVerify).not.toHaveBeenCalled();
  },
};

export const ComparedAgain: Story = {
  play: async ({ args, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(button(t("safety.differ")));
    await userEvent.click(button(t("safety.again")));
    await expect(radio(t("safety.format.digits"))).toBeChecked();
    await expect(button(t("safety.match"))).toBeVisible();
    await expect(args.onVerify).not.toHaveBeenCalled();
  },
};

export const Verified: Story = { args: { verified: true } };

export const TakenBack: Story = {
  args: { verified: true },
  play: async ({ args, globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(button(t("safety.unverify")));
    await expect(args.onVerify).toHaveBeenCalledOnce();
    await expect(args.onVerify).toHaveBeenCalledWith(null);
    await expect(button(t("safety.match"))).toBeVisible();
  },
};

export const KeyChanged: Story = {
  args: { changed: true },
  play: async ({ globals }) => {
    const { t } = textsOf(globals);
    await expect(screen.getByRole("alert")).toHaveTextContent(t("safety.changed.what", { name: "Taro" }));
  },
};

/** The server replaced the key during the comparison. */
export const ChangedWhileComparing: Story = {
  render: function Changing(args) {
    const [shown, setShown] = useState(args.safetyNumber);
    useEffect(() => setShown({ ...safetyNumber, digits: "24680".repeat(12) }), []);
    return <SafetyNumberDialog {...args} safetyNumber={shown} />;
  },
  play: async ({ args, globals }) => {
    const { t } = textsOf(globals);
    const warning = await screen.findByRole("alert");
    await expect(warning).toHaveTextContent(t("safety.interrupted.what"));
    await waitFor(() => expect(warning.closest("[tabindex]")).toHaveFocus());
    await expect(screen.queryByRole("button", { name: t("safety.match") })).not.toBeInTheDocument();
    await expect(args.onVerify).not.toHaveBeenCalled();
  },
};

export const ComparedAfterAChange: Story = {
  ...ChangedWhileComparing,
  play: async ({ globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(await screen.findByRole("button", { name: t("safety.interrupted.show") }));
    const groups = screen.getAllByRole("listitem").filter((item) => item.closest("ol"));
    await expect(groups[0]).toHaveTextContent("2 4 6 8 0");
    await expect(button(t("safety.match"))).toBeVisible();
  },
};

export const NotKnownYet: Story = {
  args: { safetyNumber: null },
  play: async ({ globals }) => {
    const { t } = textsOf(globals);
    await expect(screen.getByText(t("safety.unknown.what"))).toBeVisible();
    await expect(screen.queryByRole("button", { name: t("safety.match") })).not.toBeInTheDocument();
  },
};

const choose = (form: "emoji" | "words"): Story["play"] & {} => {
  return async ({ globals }) => {
    await userEvent.click(radio(textsOf(globals).t(`safety.format.${form}`)));
  };
};

/** For the other person's camera. Where the browser can read codes, there is a button to scan theirs. */
export const QrCode: Story = {
  play: async ({ globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(radio(t("safety.qr")));
    await expect(screen.getByRole("img", { name: t("safety.qr.label", { name: "Taro" }) })).toBeVisible();
  },
};

export const Emoji: Story = { play: choose("emoji") };
export const Words: Story = { play: choose("words") };
export const NumbersInJapanese: Story = {
  args: { name: "山田花子" },
  globals: { locale: "ja", theme: "dark" },
};
export const EmojiInJapanese: Story = {
  args: { name: "山田花子" },
  globals: { locale: "ja" },
  play: choose("emoji"),
};
export const KeyChangedInJapanese: Story = {
  args: { name: "山田花子", changed: true },
  globals: { locale: "ja", theme: "dark" },
};
export const ChangedWhileComparingInJapanese: Story = {
  ...ChangedWhileComparing,
  args: { name: "山田花子" },
  globals: { locale: "ja", theme: "dark" },
};
export const RightToLeft: Story = {
  args: { name: "نورا" },
  globals: { direction: "rtl" },
  play: async () => {
    const groups = screen.getAllByRole("listitem").filter((item) => item.closest("ol"));
    const [first, second] = groups.map((group) => group.getBoundingClientRect().left);
    await expect(first).toBeLessThan(second ?? 0);
  },
};
export const LongName: Story = {
  args: { name: "Wolfeschlegelsteinhausenbergerdorff, Hubert Blaine, on behalf of the whole department" },
};
