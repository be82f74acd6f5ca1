import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactElement } from "react";
import { describe, expect, it, vi } from "vitest";
import { I18nProvider } from "../../../src/components/common/I18nProvider.tsx";
import { ContactList, type ContactListProps } from "../../../src/components/identity/ContactList.tsx";
import { DeviceIdentity } from "../../../src/components/identity/DeviceIdentity.tsx";
import { IdentityMark } from "../../../src/components/identity/IdentityMark.tsx";
import { IdentityWarning } from "../../../src/components/identity/IdentityWarning.tsx";
import { SoraE2EEError } from "../../../src/errors.ts";
import { ja } from "../../../src/i18n/index.ts";
import type { Contact } from "../../../src/protocol/identity.ts";

const at = (day: number) => new Date(2026, 0, day, 12).getTime();
const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));
const inJapanese = (children: ReactElement) => (
  <I18nProvider locale="ja" messages={ja}>
    {children}
  </I18nProvider>
);

describe("IdentityMark", () => {
  it.each<readonly [string, Parameters<typeof IdentityMark>[0], string]>([
    ["a person who compared", { verified: true, vouchedBy: null }, "Verified"],
    ["a login server with a name", { verified: true, vouchedBy: "demo login" }, "Vouched by demo login"],
    ["a login server without a name", { verified: true, vouchedBy: "" }, "Vouched"],
    ["a changed key", { verified: false, identity: "changed" }, "New device"],
    ["a statement that does not verify", { verified: false, identity: "invalid" }, "Not confirmed"],
  ])("gives what is known about a person in words, from %s", (_what, props, text) => {
    const { container } = render(<IdentityMark {...props} />);
    expect(container).toHaveTextContent(text);
    expect(container.querySelector("svg")).toHaveAttribute("aria-hidden", "true");
  });

  it("shows nothing when nothing is known about a person, or their key is not in use", () => {
    for (const identity of ["none", "new", "known", "verified"] as const) {
      const { container } = render(<IdentityMark identity={identity} verified={false} />);
      expect(container).toBeEmptyDOMElement();
    }
  });
});

describe("IdentityWarning", () => {
  it("says when the other device was verified, and offers to compare, to accept and to leave", async () => {
    const [onCompare, onAccept, onLeave] = [vi.fn(), vi.fn(), vi.fn()];
    render(<IdentityWarning name="Ben" since={at(15)} {...{ onCompare, onAccept, onLeave }} />);
    expect(screen.getByText(/Ben is here with another device/u)).toHaveTextContent("January 15, 2026");
    await press("Compare safety number");
    await press("Accept without comparing");
    await press("Leave the call");
    for (const called of [onCompare, onAccept, onLeave]) expect(called).toHaveBeenCalledOnce();
  });

  it("does not offer to accept when only a comparison helps", () => {
    render(<IdentityWarning name="Ben" since={null} onCompare={() => undefined} />);
    expect(screen.getAllByRole("button")).toHaveLength(1);
  });
});

const ben: Contact = {
  key: "b",
  label: "Ben",
  userId: null,
  firstSeen: at(1),
  lastSeen: at(9),
  verifiedAt: at(5),
  acceptedAt: null,
};
const unknown: Contact = { ...ben, key: "u", label: null, verifiedAt: null };

function showContacts(props: Partial<ContactListProps> = {}) {
  const functions = {
    onRename: vi.fn(),
    onForget: vi.fn(),
    onExport: vi.fn(),
    onImport: vi.fn(async () => 2),
  };
  render(<ContactList contacts={[ben, unknown]} {...functions} {...props} />);
  return functions;
}

describe("ContactList", () => {
  it("shows since when each person is known, and if they are verified", () => {
    showContacts({ names: { u: "Cleo" } });
    const [first, second] = screen.getAllByRole("listitem");
    expect(first).toHaveTextContent("Verified since Jan 5, 2026");
    expect(first).toHaveTextContent("First met Jan 1, 2026, last met Jan 9, 2026");
    expect(second).toHaveTextContent("Cleo");
    expect(second).toHaveTextContent("Not verified");
  });

  it("renames a person by keyboard alone", async () => {
    const { onRename } = showContacts();
    screen.getByRole("button", { name: "Rename Ben" }).focus();
    await userEvent.keyboard("{Enter}");
    const field = screen.getByRole("textbox", { name: "Your name for Ben" });
    expect(field).toHaveFocus();
    await userEvent.clear(field);
    await userEvent.type(field, "Benjamin{Enter}");
    expect(onRename).toHaveBeenCalledExactlyOnceWith("b", "Benjamin");
  });

  it("asks before it forgets a person", async () => {
    const { onForget } = showContacts();
    await press("Forget Ben");
    expect(screen.getByRole("alert")).toHaveTextContent("Forget Ben?");
    await press("Cancel");
    expect(onForget).not.toHaveBeenCalled();
    await press("Forget Ben");
    await press("Forget");
    expect(onForget).toHaveBeenCalledExactlyOnceWith("b");
  });

  it("reports how many people a file added, and a file that cannot be read", async () => {
    const { onImport } = showContacts();
    const choose = () =>
      userEvent.upload(
        document.querySelector<HTMLInputElement>("input[type=file]") ?? expect.fail("no field"),
        new File(["{}"], "people.json", { type: "application/json" }),
      );
    await choose();
    expect(await screen.findByText("Added 2 people.")).toBeVisible();
    onImport.mockRejectedValueOnce(new SoraE2EEError("contacts-file-invalid", "Bad."));
    await choose();
    expect(await screen.findByRole("alert")).toHaveTextContent("This file holds no list of people");
  });

  it("says that the list is empty, or why it cannot be read", () => {
    showContacts({ contacts: [] });
    expect(screen.getByText(/The list is empty/u)).toBeVisible();
    showContacts({ contacts: null, error: { code: "identity-storage-blocked" } });
    expect(screen.getByRole("alert")).toHaveTextContent(/does not let the page store/u);
  });

  it("is translated to Japanese", () => {
    render(inJapanese(<ContactList contacts={[ben]} onRename={vi.fn()} onForget={vi.fn()} />));
    expect(screen.getByRole("heading")).toHaveTextContent("知っている相手");
    expect(within(screen.getByRole("listitem")).getByText(/確認済み/u)).toBeVisible();
  });
});

describe("DeviceIdentity", () => {
  const identity = { kind: "device", key: "aa:bb", isNew: false } as const;

  it("shows the fingerprint, and asks before it forgets the device", async () => {
    const onForget = vi.fn(async () => undefined);
    render(<DeviceIdentity identity={identity} onForget={onForget} />);
    expect(screen.getByText("aa:bb")).toBeInTheDocument();
    await press("Forget this device");
    expect(onForget).not.toHaveBeenCalled();
    expect(screen.getByRole("alert")).toHaveTextContent("cannot be undone");
    await press("Forget this device");
    expect(await screen.findByText(/You are a new device from the next call on/u)).toBeVisible();
    expect(onForget).toHaveBeenCalledOnce();
  });

  it("gives the reason when the device could not be forgotten", async () => {
    const onForget = async () => {
      throw new SoraE2EEError("identity-storage-blocked", "Blocked.");
    };
    render(<DeviceIdentity identity={identity} onForget={onForget} />);
    await press("Forget this device");
    await press("Forget this device");
    expect(await screen.findByText(/does not let the page store/u)).toBeVisible();
  });

  it.each([
    ["that this browser is new", { ...identity, isNew: true }, /not used here before/u],
    [
      "that the identity ends with the call",
      { ...identity, kind: "session" as const },
      /until you close this page/u,
    ],
    ["that there is none", { kind: "none" as const, key: null, isNew: false }, /Other people cannot tell/u],
  ])("shows %s", (_what, own, text) => {
    render(<DeviceIdentity identity={own} onForget={async () => undefined} />);
    expect(screen.getByText(text)).toBeVisible();
  });
});
