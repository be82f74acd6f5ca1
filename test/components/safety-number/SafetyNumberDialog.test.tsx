import { act, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { I18nProvider } from "../../../src/components/common/I18nProvider.tsx";
import {
  SafetyNumberDialog,
  type SafetyNumberDialogProps,
} from "../../../src/components/safety-number/SafetyNumberDialog.tsx";
import { ja } from "../../../src/i18n/index.ts";
import { openDialogsInJsdom } from "../support/dialogs.ts";

beforeEach(openDialogsInJsdom);

const safetyNumber = {
  digits: Array.from({ length: 12 }, (_, place) => String(10_000 + place)).join(""),
  words: ["eager", "lucky", "coin", "myth", "double", "float", "valid", "patient"],
  emoji: [0, 0, 63, ...Array.from({ length: 13 }, (_, place) => place + 1)],
};

function show(props: Partial<SafetyNumberDialogProps> = {}) {
  const onVerify = vi.fn();
  const onClose = vi.fn();
  const dialog = (more: Partial<SafetyNumberDialogProps>) => (
    <SafetyNumberDialog
      open
      name="Taro"
      safetyNumber={safetyNumber}
      verified={false}
      onVerify={onVerify}
      onClose={onClose}
      {...props}
      {...more}
    />
  );
  const { rerender } = render(dialog({}));
  return { onVerify, onClose, update: (more: Partial<SafetyNumberDialogProps>) => rerender(dialog(more)) };
}

const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));
const choose = (name: string) => userEvent.click(screen.getByRole("radio", { name }));
const items = (list: string) => within(screen.getByRole("list", { name: list })).getAllByRole("listitem");

describe("SafetyNumberDialog", () => {
  it("shows 12 groups of 5 digits, each read out digit by digit", () => {
    show();
    const groups = items("Numbers");
    expect(groups).toHaveLength(12);
    expect(groups[3]?.querySelector("[aria-hidden]")).toHaveTextContent("10003");
    expect(groups[3]?.querySelector(".sora-hidden")).toHaveTextContent("1 0 0 0 3");
  });

  it("shows the same number as emoji with names, and as words", async () => {
    show();
    await choose("Emoji");
    expect(items("Emoji").map((item) => item.textContent)).toEqual(
      expect.arrayContaining(["🐘Elephant", "🤖Robot", "🦒Giraffe"]),
    );
    expect(
      items("Emoji")
        .slice(0, 3)
        .map((item) => item.textContent),
    ).toEqual(["🐘Elephant", "🐘Elephant", "🤖Robot"]);
    await choose("Words");
    expect(items("Words").map((item) => item.textContent)).toEqual(safetyNumber.words);
  });

  it("keeps the number in the same order in languages of both directions", () => {
    show();
    expect(screen.getByRole("list", { name: "Numbers" })).toHaveAttribute("dir", "ltr");
  });

  it("verifies only when the person says that the numbers match", async () => {
    const { onVerify, update } = show();
    await press("They match");
    expect(onVerify.mock.calls).toEqual([[safetyNumber]]);
    expect(screen.queryByText(/it matches/u)).not.toBeInTheDocument();
    update({ verified: true });
    expect(screen.getByText("You compared it with Taro: it matches.")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "They match" })).not.toBeInTheDocument();
  });

  it("explains a difference, and does not verify", async () => {
    const { onVerify } = show();
    await press("They do not match");
    expect(screen.getByText(/somebody stands between you and Taro/u)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "They match" })).not.toBeInTheDocument();
    await press("Compare again");
    expect(screen.getByRole("button", { name: "They match" })).toBeInTheDocument();
    expect(onVerify).not.toHaveBeenCalled();
  });

  it("moves focus to the answer, because its button may be gone", async () => {
    show();
    await press("They do not match");
    expect(screen.getByText(/confidential/u).closest("[tabindex]")).toHaveFocus();
  });

  it("can take a verification back", async () => {
    const { onVerify } = show({ verified: true });
    await press("Take this back");
    expect(onVerify.mock.calls).toEqual([[null]]);
  });

  it("replaces a number that changes while it is shown with a warning, and does not verify", async () => {
    const another = { ...safetyNumber, digits: "9".repeat(60) };
    const { onVerify, update } = show();
    update({ safetyNumber: another });
    expect(screen.getByRole("alert")).toHaveTextContent("The keys changed while you were comparing.");
    expect(screen.getByRole("alert").closest("[tabindex]")).toHaveFocus();
    expect(screen.queryByRole("button", { name: "They match" })).not.toBeInTheDocument();
    expect(screen.queryByRole("list", { name: "Numbers" })).not.toBeInTheDocument();
    await press("Compare the new number");
    expect(items("Numbers")[0]).toHaveTextContent("9 9 9 9 9");
    expect(onVerify).not.toHaveBeenCalled();
    await press("They match");
    expect(onVerify.mock.calls).toEqual([[another]]);
  });

  it("shows the warning also when the number disappears, and offers no comparison", () => {
    const { update } = show();
    update({ safetyNumber: null });
    expect(screen.getByRole("alert")).toHaveTextContent("The keys changed while you were comparing.");
    expect(screen.getAllByRole("button")).toHaveLength(1);
  });

  it("shows no warning when the first number appears", () => {
    const { update } = show({ safetyNumber: null });
    update({ safetyNumber });
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
    expect(screen.getByRole("button", { name: "They match" })).toBeInTheDocument();
  });

  it("says that words and emoji are weaker than the numbers", async () => {
    show();
    expect(screen.getByText(/The numbers are the strongest form/u)).toBeInTheDocument();
  });

  it("warns about a key that changed after its comparison, until it is compared again", () => {
    const { update } = show({ changed: true });
    expect(screen.getByRole("alert")).toHaveTextContent("Taro's key has changed");
    update({ verified: true });
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  });

  it("has no answer buttons while there is no number", () => {
    show({ safetyNumber: null });
    expect(screen.getByText("There is no safety number yet.")).toBeInTheDocument();
    expect(screen.getAllByRole("button")).toHaveLength(1);
    expect(screen.queryByRole("radio")).not.toBeInTheDocument();
  });

  it("asks the app to close it on its button and on Esc", async () => {
    const { onClose } = show();
    await press("Close");
    expect(onClose).toHaveBeenCalledOnce();
    await act(async () => screen.getByRole<HTMLDialogElement>("dialog").close());
    expect(onClose).toHaveBeenCalledTimes(2);
  });

  it("does not report a close that the app itself caused", async () => {
    const { onClose, update } = show();
    await act(async () => update({ open: false }));
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    expect(onClose).not.toHaveBeenCalled();
  });

  it("starts a new comparison each time it opens", async () => {
    const { update } = show();
    await press("They do not match");
    await act(async () => update({ open: false }));
    update({ open: true });
    expect(screen.getByRole("button", { name: "They match" })).toBeInTheDocument();
    expect(screen.getByRole("heading", { level: 2 })).toHaveFocus();
  });

  it("is translated to Japanese", () => {
    render(
      <I18nProvider locale="ja" messages={ja}>
        <SafetyNumberDialog
          open
          name="花子"
          safetyNumber={safetyNumber}
          verified={false}
          onVerify={vi.fn()}
          onClose={vi.fn()}
        />
      </I18nProvider>,
    );
    expect(screen.getByRole("dialog", { name: "花子との安全番号" })).toBeInTheDocument();
  });
});
