import { act, fireEvent, screen, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { openMeeting, press, setUpMeetings, tiles } from "../support/meeting.tsx";
import { settle } from "../support/set-up-hook.ts";

// Finding elements by their role takes long in jsdom when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

setUpMeetings();

const numberOf = (digit: string) => ({ digits: digit.repeat(60), words: [], emoji: [] });
const genuine = {
  encryption: { status: "encrypted" },
  keyId: 0,
  fingerprint: "genuine",
  safetyNumber: numberOf("1"),
} as const;
const forged = { ...genuine, fingerprint: "the server's", safetyNumber: numberOf("2") } as const;

async function withBen() {
  const meeting = await openMeeting({ autoJoin: true, name: "Ann" });
  await meeting.connected();
  await meeting.joins("BEN", "Ben");
  const script = () => meeting.call().script;
  const happens = (event: () => void) => act(async () => event());
  const ben = () => meeting.call().store.getState().peers.BEN;
  await happens(() => script().observed("BEN", genuine));
  return { ...meeting, script, happens, ben };
}

async function compareWithBen(): Promise<void> {
  await press("Encrypted: show details for Ben");
  await press("Compare safety number");
}

const tileOf = (id: string) => document.querySelector<HTMLElement>(`[data-sora-tile="${id}"]`);
const lines = () =>
  [...document.querySelectorAll("[data-panel=participants] li")].map((line) => line.textContent ?? "");

describe("a safety number on the screen", () => {
  it("is replaced by a warning when the peer's identity changes, and no peer is verified", async () => {
    const { script, happens, ben } = await withBen();
    await compareWithBen();
    await happens(() => script().observed("BEN", forged));
    const dialog = screen.getByRole("dialog");
    expect(within(dialog).getByRole("alert")).toHaveTextContent("The keys changed while you were comparing.");
    expect(screen.queryByRole("button", { name: "They match" })).toBeNull();
    expect(ben()?.verified).toBe(false);
  });

  it("is replaced by a warning when the peer leaves, and when another peer joins under its id", async () => {
    const { script, happens, joins, ben } = await withBen();
    await compareWithBen();
    await happens(() => script().leaves("BEN"));
    expect(within(screen.getByRole("dialog")).getByRole("alert")).toHaveTextContent(/keys changed/u);
    await joins("BEN", "Ben");
    await happens(() => script().observed("BEN", forged));
    expect(within(screen.getByRole("dialog")).getByRole("alert")).toHaveTextContent(/keys changed/u);
    expect(screen.queryByRole("button", { name: "They match" })).toBeNull();
    await press("Compare the new number");
    await press("They match");
    expect(ben()).toMatchObject({ verified: true, verifiedFingerprint: "the server's" });
  });

  it("is replaced by a warning when our own connection is lost", async () => {
    const { script, happens } = await withBen();
    await compareWithBen();
    await happens(() => script().loses());
    expect(within(screen.getByRole("dialog")).getByRole("alert")).toHaveTextContent(/keys changed/u);
  });

  it("verifies the key whose number was on the screen when a change arrives during the answer", async () => {
    const { call, happens, ben } = await withBen();
    await compareWithBen();
    const match = screen.getByRole("button", { name: "They match" });
    await happens(() => {
      call().script.observed("BEN", forged);
      // The page has not rendered the change yet.
      fireEvent.click(match);
    });
    expect(ben()).toMatchObject({ verified: false, verifiedFingerprint: null });
  });

  it("is closed when its peer leaves, and a new peer under the same id has to be compared again", async () => {
    const { script, happens, joins } = await withBen();
    await press("Encrypted: show details for Ben");
    await happens(() => script().leaves("BEN"));
    await joins("BEN", "Ben");
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

describe("a verified peer", () => {
  async function verified() {
    const meeting = await withBen();
    await meeting.happens(() => void meeting.call().setVerified("BEN", "genuine"));
    return meeting;
  }

  it("causes a warning, also for screen readers, when it leaves and comes back with another key", async () => {
    const { script, happens, joins } = await verified();
    expect(tileOf("BEN")?.dataset.verified).toBe("");
    vi.useFakeTimers({ shouldAdvanceTime: true });
    await happens(() => script().leaves("BEN"));
    await joins("BEN", "Ben");
    expect(tileOf("BEN")?.dataset.verified).toBeUndefined();
    await happens(() => script().observed("BEN", forged));
    await happens(() => script().leaves("BEN"));
    await joins("BEN", "Ben");
    await act(() => vi.advanceTimersByTimeAsync(5_000));
    vi.useRealTimers();
    const spoken = screen.getAllByRole("alert").map((alert) => alert.textContent);
    expect(spoken).toContain("The key has changed since you compared it: Ben");
    expect(screen.getByText("Ben's key has changed since you compared it.")).toBeVisible();
  });

  it("is never shown as verified and not encrypted on one tile", async () => {
    const { script, happens } = await verified();
    await happens(() => script().loses());
    expect(tileOf("BEN")?.dataset.verified).toBeUndefined();
    await happens(() => script().reconnects(["BEN"]));
    expect(tileOf("BEN")?.dataset.verified).toBeUndefined();
    const none = { keyId: null, fingerprint: null, safetyNumber: null };
    await happens(() => script().observed("BEN", { encryption: { status: "unprotected" }, ...none }));
    expect(tileOf("BEN")?.dataset).toMatchObject({ encryption: "unprotected" });
    expect(tileOf("BEN")?.dataset.verified).toBeUndefined();
    expect(tileOf("BEN")?.textContent).not.toContain("Verified");
    expect(screen.getByText("Ben's key has changed since you compared it.")).toBeVisible();
  });

  it("is verified again after a reconnect with the same key", async () => {
    const { script, happens } = await verified();
    await happens(() => script().loses());
    await happens(() => script().reconnects(["BEN"]));
    await happens(() => script().observed("BEN", genuine));
    expect(tileOf("BEN")?.dataset.verified).toBe("");
  });
});

describe("a peer that holds keys", () => {
  const screenOf = (id: string, name: string) =>
    ({ participant: { id, purpose: "screen" }, role: "sendonly", metadata: { name } }) as const;

  it("is listed and counted, with any bundle or participant claim", async () => {
    const { call, script, happens } = await withBen();
    await happens(() => {
      call().dispatch({ type: "self-participant", participantId: "ann" });
      script().joins("GHOST 1", { bundleId: "SELF", role: "recvonly", metadata: { name: "Ann" } });
      script().joins("GHOST 2", { bundleId: "BEN", metadata: { name: "Ben" } });
      script().joins("GHOST 3", screenOf("ann", "Ann"));
    });
    await press("People");
    expect(lines()).toHaveLength(5);
    expect(screen.getByText("5 people in this call")).toBeVisible();
    expect(tiles()).toEqual(["SELF", "BEN", "GHOST 1", "GHOST 2", "GHOST 3"]);
  });

  it("ends the notice that we are alone, also when it claims to be our own screen", async () => {
    const meeting = await openMeeting({ autoJoin: true, name: "Ann" });
    await meeting.connected();
    expect(screen.getByText("You are the only one here.")).toBeVisible();
    await act(async () => {
      meeting.call().dispatch({ type: "self-participant", participantId: "ann" });
      meeting.call().script.joins("GHOST", screenOf("ann", "Ann"));
    });
    expect(screen.queryByText("You are the only one here.")).toBeNull();
  });

  it("is a participant of its own when it only claims to be a screen, and is marked as a claim", async () => {
    const { script, happens } = await withBen();
    await happens(() => {
      script().joins("EVE", { participant: { id: "eve", purpose: "camera" }, metadata: { name: "Eve" } });
      script().joins("SCREEN", screenOf("eve", "Somebody else"));
    });
    expect(tileOf("SCREEN")).toHaveAccessibleName("Somebody else's screen (unconfirmed): Exchanging keys");
    expect(tileOf("SCREEN")?.dataset.kind).toBe("screen");
    await press("People");
    expect(screen.getByText("4 people in this call")).toBeVisible();
    expect(lines()[3]).toContain("Somebody else's screen (unconfirmed)");
    await happens(() => script().observed("SCREEN", genuine));
    await happens(() => script().leaves("EVE"));
    expect(screen.getByText("3 people in this call")).toBeVisible();
  });

  it("has its own line and tile when it proved to be a participant's screen, and counts as a screen", async () => {
    const { script, happens } = await withBen();
    const statement = {
      status: "proven",
      key: "e",
      publicKey: "",
      purpose: "camera",
      confirmed: true,
      vouch: null,
    } as const;
    await happens(() => {
      script().joins("EVE", { participant: { id: "eve", purpose: "camera" }, metadata: { name: "Eve" } });
      script().joins("SCREEN", screenOf("eve", "Somebody else"));
      for (const id of ["EVE", "SCREEN"]) script().observed(id, { ...genuine, statement });
    });
    expect(tileOf("SCREEN")).toHaveAccessibleName("Eve's screen: Encrypted");
    await press("People");
    expect(screen.getByText("3 people in this call, 1 screen")).toBeVisible();
    expect(screen.getByRole("region", { name: "3 people, 1 screen" })).toBeVisible();
    expect(lines()[3]).toContain("Eve's screen");
  });

  it("loses the mark of a claim once its own safety number was compared", async () => {
    const { call, script, happens } = await withBen();
    await happens(() => {
      script().joins("EVE", { participant: { id: "eve", purpose: "camera" }, metadata: { name: "Eve" } });
      script().joins("SCREEN", screenOf("eve", "Eve"));
    });
    await happens(() => script().observed("SCREEN", { ...genuine, fingerprint: "screen" }));
    await happens(() => void call().setVerified("SCREEN", "screen"));
    expect(tileOf("SCREEN")).toHaveAccessibleName("Eve's screen: Encrypted");
  });
});

describe("our own screen", () => {
  it("has a tile marked as ours, no line among the others, and no second tile for a lost connection", async () => {
    const { calls, happens } = await withBen();
    const main = calls.latest();
    await press("Share screen");
    await settle();
    const second = calls.latest();
    const connects = (connectionId: string, fingerprint: string) => {
      second.dispatch({ type: "self-fingerprint", fingerprint });
      second.dispatch({ type: "self-connected", connectionId, clientId: null, present: [] });
    };
    const comesBack = (connectionId: string, fingerprint: string) => {
      const participant = { id: "ann", purpose: "screen" } as const;
      main.script.joins(connectionId, { participant, role: "sendonly", metadata: { name: "Ann" } });
      main.script.observed(connectionId, { encryption: { status: "encrypted" }, fingerprint });
    };
    await happens(() => connects("SCREEN 1", "11"));
    await happens(() => comesBack("SCREEN 1", "11"));
    expect(tileOf("SCREEN 1")).toHaveAccessibleName("Ann's screen: Encrypted");
    expect(screen.getByText("2 people in this call")).toBeVisible();
    await happens(() => second.script.loses());
    await happens(() => connects("SCREEN 2", "22"));
    await happens(() => comesBack("SCREEN 2", "22"));
    await happens(() => main.script.leaves("SCREEN 1"));
    expect(tiles()).toEqual(["SELF", "BEN", "SCREEN 2"]);
    expect(screen.getByText("2 people in this call")).toBeVisible();
  });
});
