import type { Meta, StoryObj } from "@storybook/react-vite";
import { useState } from "react";
import { type SafetyNumber, SafetyNumberDialog, type SafetyNumberDialogProps } from "react-sora-e2ee";
import { expect, fn, screen, userEvent, waitFor } from "storybook/test";

const safetyNumber: SafetyNumber = {
  digits: "782040464587681282323938771385367816879408825020723920533696",
  words: ["eager", "lucky", "coin", "myth", "double", "float", "valid", "patient"],
  emoji: [35, 62, 22, 58, 10, 25, 62, 61, 2, 28, 12, 60, 19, 16, 18, 57],
};

/** A button that opens it, as in an app. */
function Opener({ open: atFirst, onVerify, onClose, ...props }: SafetyNumberDialogProps) {
  const [open, setOpen] = useState(atFirst);
  const [verified, setVerified] = useState(props.verified);
  return (
    <div style={{ minHeight: 640 }}>
      <button type="button" className="sora-button" onClick={() => setOpen(true)}>
        Compare
      </button>
      <SafetyNumberDialog
        {...props}
        open={open}
        verified={verified}
        onVerify={(next) => {
          onVerify(next);
          setVerified(next);
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
  title: "Components/SafetyNumberDialog",
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
  play: async ({ args }) => {
    const opener = button("Compare");
    opener.focus();
    await userEvent.keyboard("{Enter}");
    const dialog = await screen.findByRole("dialog", { name: "Safety number with Taro" });
    await focused(screen.getByRole("heading", { name: "Safety number with Taro" }));
    await userEvent.tab();
    await focused(button("Close"));
    await userEvent.tab();
    await focused(radio("Numbers"));
    await userEvent.keyboard("{ArrowRight}");
    await focused(radio("Emoji"));
    await expect(radio("Emoji")).toBeChecked();
    await expect(screen.getByText("Volcano")).toBeVisible();
    await userEvent.keyboard("{ArrowRight}");
    await expect(screen.getByText("patient")).toBeVisible();
    await userEvent.tab();
    await focused(screen.getByText("What this means"));
    await userEvent.tab();
    await focused(button("They match"));
    await userEvent.tab();
    await focused(button("They do not match"));
    for (let presses = 0; presses < 4; presses++) {
      await userEvent.tab();
      await expect(opener).not.toHaveFocus();
    }
    await expect(args.onVerify).not.toHaveBeenCalled();
    button("Close").focus();
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(dialog).not.toHaveAttribute("open"));
    await focused(opener);
    await expect(args.onClose).toHaveBeenCalledOnce();
  },
};

export const ClosedWithEsc: Story = {
  args: { open: false },
  play: async ({ args }) => {
    await userEvent.click(button("Compare"));
    const dialog = await screen.findByRole<HTMLDialogElement>("dialog");
    // What the browser does for Esc; it takes no key from a script.
    dialog.requestClose();
    await waitFor(() => expect(args.onClose).toHaveBeenCalledOnce());
    await focused(button("Compare"));
    await userEvent.click(button("Compare"));
    await expect(await screen.findByRole("dialog")).toBeVisible();
  },
};

/** As an app does that renders it only while it is needed. */
export const TakenAwayWhileOpen: Story = {
  render: function Conditional(args) {
    const [shown, setShown] = useState(false);
    return (
      <>
        <button type="button" className="sora-button" onClick={() => setShown(true)}>
          Compare
        </button>
        {shown && <SafetyNumberDialog {...args} onClose={() => setShown(false)} />}
      </>
    );
  },
  play: async () => {
    await userEvent.click(button("Compare"));
    await focused(await screen.findByRole("heading", { name: "Safety number with Taro" }));
    await userEvent.click(button("Close"));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    await focused(button("Compare"));
  },
};

export const TheyMatch: Story = {
  play: async ({ args }) => {
    button("They match").focus();
    await userEvent.keyboard("{Enter}");
    await expect(args.onVerify).toHaveBeenCalledOnce();
    await expect(args.onVerify).toHaveBeenCalledWith(true);
    const told = await screen.findByText("You compared it with Taro: it matches.");
    await waitFor(() => expect(told.closest("[tabindex]")).toHaveFocus());
    await expect(screen.queryByRole("button", { name: "They match" })).not.toBeInTheDocument();
  },
};

export const TheyDoNotMatch: Story = {
  play: async ({ args }) => {
    button("They do not match").focus();
    await userEvent.keyboard("{Enter}");
    const told = await screen.findByText("Say nothing confidential in this call for now.");
    await waitFor(() => expect(told.closest("[tabindex]")).toHaveFocus());
    await expect(screen.queryByRole("button", { name: "They match" })).not.toBeInTheDocument();
    await expect(args.onVerify).not.toHaveBeenCalled();
  },
};

export const ComparedAgain: Story = {
  play: async ({ args }) => {
    await userEvent.click(button("They do not match"));
    await userEvent.click(button("Compare again"));
    await expect(radio("Numbers")).toBeVisible();
    await expect(button("They match")).toBeVisible();
    await expect(args.onVerify).not.toHaveBeenCalled();
  },
};

export const Verified: Story = { args: { verified: true } };

export const TakenBack: Story = {
  args: { verified: true },
  play: async ({ args }) => {
    await userEvent.click(button("Take this back"));
    await expect(args.onVerify).toHaveBeenCalledOnce();
    await expect(args.onVerify).toHaveBeenCalledWith(false);
    await expect(button("They match")).toBeVisible();
  },
};

export const KeyChanged: Story = {
  args: { changed: true },
  play: async () => {
    await expect(screen.getByRole("alert")).toHaveTextContent(
      "Taro's key has changed since you compared it.",
    );
  },
};

export const NotKnownYet: Story = {
  args: { safetyNumber: null },
  play: async () => {
    await expect(screen.getByText("There is no safety number yet.")).toBeVisible();
    await expect(screen.queryByRole("button", { name: "They match" })).not.toBeInTheDocument();
  },
};

const choose = (name: string) => {
  return async () => {
    await userEvent.click(radio(name));
  };
};

export const Emoji: Story = { play: choose("Emoji") };
export const Words: Story = { play: choose("Words") };
export const NumbersInJapanese: Story = {
  args: { name: "山田花子" },
  globals: { locale: "ja", theme: "dark" },
};
export const EmojiInJapanese: Story = {
  args: { name: "山田花子" },
  globals: { locale: "ja" },
  play: choose("絵文字"),
};
export const KeyChangedInJapanese: Story = {
  args: { name: "山田花子", changed: true },
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
