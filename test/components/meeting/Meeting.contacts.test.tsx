import { act, screen, within } from "@testing-library/react";
import type { IdentityOption } from "react-sora-e2ee";
import { createTestCall } from "react-sora-e2ee/testing";
import { describe, expect, it, vi } from "vitest";
import { openMeeting, press, setUpMeetings } from "../support/meeting.tsx";
import { settle } from "../support/set-up-hook.ts";

// Finding elements by their role takes long in jsdom when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

setUpMeetings();

async function withBen(identity: IdentityOption = "session") {
  const meeting = await openMeeting({ autoJoin: true, name: "Ann", identity });
  await meeting.connected();
  await meeting.joins("BEN", "Ben");
  const { script } = meeting.call();
  const happens = (event: () => void) => act(async () => event());
  await happens(() =>
    script.observed("BEN", { encryption: { status: "encrypted" }, keyId: 0, fingerprint: "f" }),
  );
  return { ...meeting, script, happens };
}

const tile = () => document.querySelector<HTMLElement>('[data-sora-tile="BEN"]');
const banner = () => document.querySelector<HTMLElement>(".sora-meeting-banner") ?? expect.fail("no banner");
const line = () =>
  [...document.querySelectorAll("[data-panel=participants] li")].find(({ textContent }) =>
    textContent?.includes("Ben"),
  );

describe("a participant who is vouched by a login server", () => {
  it("is marked with the login server's name on the tile, in the list and in the details", async () => {
    const { script, happens } = await withBen();
    const vouch = { status: "vouched", userId: "u", name: "Ben", by: "demo login" } as const;
    await happens(() => script.identifies("BEN", { status: "verified", by: "vouch", vouch }));
    expect(tile()).toHaveAttribute("data-identity", "verified");
    expect(tile()).toHaveTextContent("Vouched by demo login");
    await press("People");
    expect(line()).toHaveTextContent("Vouched by demo login");
    await press("Encrypted: show details for Ben");
    expect(screen.getByRole("dialog")).toHaveTextContent("demo login says that this is Ben.");
    await happens(() =>
      script.observed("BEN", { safetyNumber: { digits: "1".repeat(60), words: [], emoji: [] } }),
    );
    await press("Compare safety number");
    expect(screen.getByRole("button", { name: "They match" })).toBeVisible();
  });

  it("is shown with the reason when the login server's statement was refused", async () => {
    const { script, happens } = await withBen();
    const vouch = { status: "refused", code: "vouch-expired" } as const;
    await happens(() => script.identifies("BEN", { status: "new", vouch }));
    expect(tile()).not.toHaveTextContent(/Vouched|Verified/u);
    await press("Encrypted: show details for Ben");
    expect(screen.getByRole("dialog")).toHaveTextContent(
      "A login server's confirmation of this person has expired.",
    );
  });
});

describe("a participant whose identity is not confirmed", () => {
  it("is explained in the details, with the way to compare", async () => {
    const { script, happens } = await withBen();
    await happens(() => script.identifies("BEN", { status: "invalid" }));
    expect(tile()).toHaveTextContent("Not confirmed");
    await press("Encrypted: show details for Ben");
    expect(screen.getByRole("dialog")).toHaveTextContent(
      "Ben's device could not show that it is the one that it says it is.",
    );
    expect(screen.getByRole("button", { name: "Compare safety number" })).toBeVisible();
  });

  it("is explained when the connection itself does not confirm a verified person", async () => {
    const { script, happens } = await withBen();
    const verified = { status: "verified", by: "comparison", verifiedAt: 1 } as const;
    await happens(() => script.identifies("BEN", { ...verified, confirmed: false }));
    await press("Encrypted: show details for Ben");
    const said = "Ben's device says that this connection is its own, but the connection cannot confirm that.";
    expect(screen.getByRole("dialog")).toHaveTextContent(said);
  });
});

describe("a verified participant who joins with another device", () => {
  const changed = { status: "changed", previousVerifiedAt: new Date(2026, 0, 15, 12).getTime() } as const;

  it("causes a warning on the tile, in the banner and in the log, until the change is accepted", async () => {
    const { script, happens, call } = await withBen();
    await happens(() => script.identifies("BEN", changed));
    expect(tile()).toHaveTextContent("New device");
    expect(within(banner()).getByText(/another device than the one that you verified on/u)).toHaveTextContent(
      "January 15, 2026",
    );
    expect(call().store.getState().log.at(-1)).toMatchObject({ kind: "verified", detail: "changed" });
    await press("Accept without comparing");
    expect(within(banner()).queryByText(/another device/u)).toBeNull();
    // The key was first seen in this call.
    expect(tile()).toHaveAttribute("data-identity", "new");
  });

  it("can be ignored in the call", async () => {
    const { script, happens } = await withBen();
    await happens(() => script.identifies("BEN", changed));
    await press("Leave the call");
    expect(await screen.findByText("You left the call.")).toBeVisible();
  });

  it("can be compared from the banner", async () => {
    const { script, happens } = await withBen();
    await happens(() => script.identifies("BEN", changed));
    await press("Compare safety number");
    expect(screen.getByRole("dialog")).toHaveTextContent("Ben is here with another device");
  });
});

describe("a participant whose key is exchanged while somebody compares the number", () => {
  it("is not verified, and the dialog shows a warning in the place of the number", async () => {
    const { script, happens, call } = await withBen();
    const numberOf = (digit: string) =>
      ({ kind: "participant", digits: digit.repeat(60), words: [], emoji: [] }) as const;
    await happens(() => script.identifies("BEN", { status: "new", key: "genuine" }));
    await happens(() => script.observed("BEN", { safetyNumber: numberOf("1") }));
    await press("Encrypted: show details for Ben");
    await press("Compare safety number");
    await happens(() => {
      script.identifies("BEN", { status: "new", key: "forged" });
      script.observed("BEN", { safetyNumber: numberOf("2") });
    });
    const dialog = screen.getByRole("dialog");
    expect(within(dialog).getByRole("alert")).toHaveTextContent("The keys changed while you were comparing.");
    expect(screen.queryByRole("button", { name: "They match" })).toBeNull();
    expect(call().setVerified("BEN", "1".repeat(60))).toBe(false);
    expect(call().store.getState().peers.BEN?.verified).toBe(false);
  });
});

describe("two participants with the same name", () => {
  it("have tiles and lines of their own, and only the verified key is marked", async () => {
    const { script, happens, joins } = await withBen();
    await joins("EVE", "Ben");
    const encrypted = { encryption: { status: "encrypted" }, keyId: 0, fingerprint: "e" } as const;
    await happens(() => script.observed("EVE", encrypted));
    for (const id of ["BEN", "EVE"]) await happens(() => script.identifies(id, { status: "new" }));
    await act(settle);
    await happens(() => script.identifies("BEN", { status: "verified", by: "comparison", verifiedAt: 1 }));
    const marked = [...document.querySelectorAll<HTMLElement>("[data-sora-tile]")].map((each) => [
      each.dataset.soraTile,
      each.dataset.identity,
    ]);
    expect(marked.slice(1)).toEqual([
      ["BEN", "verified"],
      ["EVE", "new"],
    ]);
    await press("People");
    const bens = [...document.querySelectorAll("[data-panel=participants] li")].filter(({ textContent }) =>
      textContent?.includes("Ben"),
    );
    expect(bens.map(({ textContent }) => /Verified/u.test(textContent ?? ""))).toEqual([true, false]);
  });
});

describe("the panel with the known people", () => {
  it("is shown with a device identity, and hidden with an identity that ends with the call", async () => {
    await withBen();
    expect(screen.queryByRole("button", { name: "Known people" })).toBeNull();
  });

  it("shows the known people and this device", async () => {
    const { call } = await withBen({ type: "device", contacts: createTestCall().contacts });
    const key = Array.from({ length: 32 }, () => "ab").join(":");
    const times = { firstSeen: 1, lastSeen: 2, verifiedAt: 1, acceptedAt: null };
    await call().contacts.put({ key, label: "Cleo", userId: null, ...times });
    await press("Known people");
    expect(await screen.findByText("Cleo")).toBeVisible();
    expect(screen.getByRole("heading", { name: "People you know" })).toBeVisible();
    expect(screen.getByRole("heading", { name: "This device" })).toBeVisible();
  });
});

describe("a screen", () => {
  const screenOf = async (key: string) => {
    const { script, happens } = await withBen();
    await happens(() => script.identifies("BEN", { status: "new", key: "key" }));
    const participant = { id: "p", purpose: "screen" } as const;
    await happens(() => script.joins("SCREEN", { role: "sendonly", name: "Eve", participant }));
    await happens(() => script.identifies("SCREEN", { status: "new", key }));
    return document.querySelector('[data-sora-tile="SCREEN"] .sora-tile-name-text')?.textContent;
  };

  it("is named after the participant whose key it proved, not by its own announcement", async () => {
    expect(await screenOf("key")).toBe("Ben's screen");
  });

  it("is shown as unconfirmed under its announced name when it proved another key", async () => {
    expect(await screenOf("another key")).toBe("Eve's screen (unconfirmed)");
  });
});

describe("a message in the chat", () => {
  it.each([
    ["of a person is shown in full", "雪".repeat(2000), "雪".repeat(2000)],
    ["that is too long is cut", "雪".repeat(2001), `${"雪".repeat(2000)}…`],
    ["that fills the channel is cut", "a".repeat(200_000), `${"a".repeat(2000)}…`],
    ["is cut between characters", `a${"😀".repeat(1000)}`, `a${"😀".repeat(999)}…`],
  ])("%s", async (_what, sent, shown) => {
    const meeting = await openMeeting({ autoJoin: true, name: "Ann", chat: true });
    await meeting.connected();
    await meeting.joins("BEN", "Ben");
    await press("Chat");
    const data = new TextEncoder().encode(sent);
    await act(async () =>
      meeting
        .call()
        .receives("sealed", { label: "#chat", from: "BEN", addressed: false, signedBy: "identity", data }),
    );
    expect(document.querySelector(".sora-chat-text")?.textContent).toBe(shown);
  });

  it("is marked when it is signed with a key that the server could have exchanged", async () => {
    const meeting = await openMeeting({ autoJoin: true, name: "Ann", chat: true });
    await meeting.connected();
    await meeting.joins("BEN", "Ben");
    await press("Chat");
    const message = {
      label: "#chat",
      from: "BEN",
      addressed: false,
      data: new TextEncoder().encode("Hello"),
    };
    await act(async () => meeting.call().receives("sealed", { ...message, signedBy: "identity" }));
    expect(screen.queryByText(/less certain/u)).toBeNull();
    await act(async () => meeting.call().receives("sealed", { ...message, signedBy: "message-key" }));
    expect(screen.getByText(/less certain/u)).toBeVisible();
  });
});
