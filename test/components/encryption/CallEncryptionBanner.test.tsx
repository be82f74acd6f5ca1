import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { I18nProvider } from "../../../src/components/common/I18nProvider.tsx";
import {
  CallEncryptionBanner,
  type CallEncryptionBannerProps,
} from "../../../src/components/encryption/CallEncryptionBanner.tsx";
import { ja } from "../../../src/i18n/index.ts";

type Encryption = CallEncryptionBannerProps["encryption"];

const names = { a: "Taro", b: "Hanako", c: "Jiro", d: "Sakura", e: "Ken" };
const fine: Encryption = {
  status: "encrypted",
  self: { status: "protected" },
  notEncrypted: [],
  settling: [],
};
const wrong = (...notEncrypted: string[]): Encryption => ({ ...fine, status: "not-encrypted", notEncrypted });

function show(encryption: Encryption, onShow?: (id: string) => void) {
  const { container } = render(
    <CallEncryptionBanner encryption={encryption} names={names} {...(onShow ? { onShow } : {})} />,
  );
  return container.firstElementChild as HTMLElement;
}

describe("CallEncryptionBanner", () => {
  it("shows one quiet line when everybody is encrypted", () => {
    const banner = show(fine);
    expect(banner).toHaveAttribute("data-tone", "quiet");
    expect(banner).toHaveTextContent(/^What you receive and send is encrypted\.$/u);
  });

  it("makes no claim about media that are not sent", () => {
    expect(show({ ...fine, self: { status: "waiting" } })).toHaveTextContent(
      /^What you receive is encrypted\. You are not sending\.$/u,
    );
  });

  it("makes no claim about others when only we send", () => {
    const banner = show({ ...fine, status: "alone", self: { status: "waiting" } });
    expect(banner).toHaveTextContent(/nothing to check yet/u);
    expect(banner).not.toHaveTextContent(/is encrypted/u);
  });

  it.each([
    [["a"], "Taro"],
    [["a", "b"], "Taro and Hanako"],
    [["a", "b", "c"], "Taro, Hanako, and Jiro"],
    [["a", "b", "c", "d", "e"], "Taro, Hanako, and 3 others"],
    [["unknown"], "Someone"],
  ])("names the participants who are not encrypted: %j", (ids, text) => {
    const banner = show(wrong(...ids), vi.fn());
    expect(banner).toHaveAttribute("data-tone", "bad");
    expect(banner).toHaveTextContent(
      `Not encrypted, or cannot be opened: ${text}Nothing of theirs is played`,
    );
    expect(banner).not.toHaveTextContent(/is encrypted/u);
  });

  it("renders extra content for each participant, also for those in the folded list", async () => {
    const onShow = vi.fn();
    show(wrong("a", "b", "c", "d", "e"), onShow);
    await userEvent.click(screen.getByRole("button", { name: "3 others" }));
    expect(screen.getByRole("button", { name: "Jiro: encryption details" })).toHaveFocus();
    await userEvent.click(screen.getByRole("button", { name: "Ken: encryption details" }));
    expect(onShow.mock.calls).toEqual([["e"]]);
    expect(screen.getAllByRole("button")).toHaveLength(5);
  });

  it("shows names without buttons when there is no extra content", () => {
    show(wrong("a", "b"));
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
  });

  it("names the participants not yet checked, beside those who are not encrypted", () => {
    const banner = show({ ...wrong("a"), settling: ["b"] });
    expect(banner).toHaveTextContent("Not checked yet: Hanako");
    expect(banner).toHaveTextContent("cannot be opened: Taro");
  });

  it("reports first that our own sending was stopped", () => {
    const banner = show({ ...fine, self: { status: "blocked" } });
    expect(banner).toHaveAttribute("data-tone", "bad");
    expect(banner).toHaveTextContent(/^Sending stopped/u);
  });

  it("lists names in the Japanese form", () => {
    const { container } = render(
      <I18nProvider locale="ja" messages={ja}>
        <CallEncryptionBanner
          encryption={wrong("a", "b", "c", "d")}
          names={{ a: "山田太郎", b: "佐藤花子", c: "次郎", d: "健" }}
          onShow={vi.fn()}
        />
      </I18nProvider>,
    );
    expect(container).toHaveTextContent("復号できません：山田太郎、佐藤花子、ほか 2 人");
  });
});
