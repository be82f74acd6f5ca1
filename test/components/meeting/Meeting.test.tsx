import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { en, I18nProvider, ja, Meeting, meetingParts, useMeeting, VideoTile } from "react-sora-e2ee";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useListedParticipants } from "../../../src/meeting/useListedParticipants.ts";
import { pretendToBeCurrentBrowser } from "../support/current-browser.ts";
import { openDialogsInJsdom } from "../support/dialogs.ts";
import { expectRenderError } from "../support/expected-render-error.ts";
import { createFakeCalls } from "../support/fake-calls.ts";
import { fakeDevices } from "../support/fake-devices.ts";
import { openMeeting, press, tiles } from "../support/meeting.tsx";
import { settle } from "../support/set-up-hook.ts";
import { withoutStrictMode } from "../support/without-strict-mode.ts";

let devices: ReturnType<typeof fakeDevices>;
beforeEach(() => {
  openDialogsInJsdom();
  devices = fakeDevices();
  pretendToBeCurrentBrowser();
});
afterEach(async () => {
  // While some devices are not released yet.
  cleanup();
  await settle();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const connection = { signalingUrls: "wss://sora.example.com/signaling", channelId: "weekly" };

describe("Meeting with props of an app in JavaScript", () => {
  it.each([
    ["sealedMessages", null],
    ["sealedMessages", 5],
    ["signalingNotifyMetadata", null],
    ["signalingNotifyMetadata", "text"],
    ["identity", null],
  ])("names the option %s when it is %j, and keeps the page", async (name, value) => {
    render(<Meeting {...connection} autoJoin chat reactions {...{ [name]: value }} />);
    await settle();
    const alert = screen.getByRole("alert");
    expect(alert.dataset.soraError).toBe("invalid-options");
    expect(alert.textContent).toContain(name);
  });

  it("counts undefined parts and null panels as missing", async () => {
    const none = { panels: null, parts: { Lobby: undefined, Controls: undefined } };
    render(<Meeting {...connection} autoJoin createCall={createFakeCalls().create} {...(none as object)} />);
    await settle();
    expect(screen.getByRole("button", { name: en["control.leave"] })).toBeTruthy();
  });
});

/** jsdom has no layout, and a grid without a size places nothing. */
function giveEveryElementASize(width: number, height: number): void {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      disconnect() {}
    },
  );
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(width);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(height);
}

function largestTiles(): (string | undefined)[] {
  const cells = [...document.querySelectorAll<HTMLElement>(".sora-grid-cell")];
  const widthOf = ({ style }: HTMLElement) => Number.parseFloat(style.width);
  const widest = Math.max(...cells.map(widthOf));
  return cells
    .filter((cell) => widthOf(cell) === widest)
    .map((cell) => cell.querySelector<HTMLElement>("[data-sora-tile]")?.dataset.soraTile);
}

describe("the lobby of a meeting", () => {
  it("opens devices for a preview, and connects only after the person joins", async () => {
    const { calls } = await openMeeting();
    expect(devices.live()).toHaveLength(2);
    expect(calls.made).toHaveLength(0);
    await press("Join");
    expect(calls.made).toHaveLength(1);
  });

  it("passes the name to the other participants and to the app", async () => {
    const onJoin = vi.fn();
    const { call } = await openMeeting({ onJoin, signalingNotifyMetadata: { team: 7 } });
    fireEvent.change(screen.getByLabelText("Your name"), { target: { value: "  Hanako\u202e " } });
    await press("Join");
    expect(onJoin).toHaveBeenCalledWith("Hanako");
    expect(call().options.signalingNotifyMetadata).toEqual({ team: 7, name: "Hanako" });
  });

  it("passes the options of a call on", async () => {
    const given = {
      relay: "signaling",
      engine: "built-in",
      agreement: "sora",
      metadata: { token: "secret" },
      connectionOptions: { spotlight: true },
      participant: { purpose: "screen" },
      allowAudioLevels: true,
      receipts: false,
    } as const;
    const { call } = await openMeeting({ autoJoin: true, ...given, identity: "none", reconnect: false });
    expect(call().options).toMatchObject({ ...given, identity: { type: "none" }, attempts: 0 });
  });

  it("is skipped by autoJoin, except when there is a problem, and then no device is opened", async () => {
    const { calls, unmount } = await openMeeting({ autoJoin: true });
    expect(calls.made).toHaveLength(1);
    unmount();
    const opened = devices.opened.length;
    const stopped = await openMeeting({
      autoJoin: true,
      problem: { code: "invalid-options", message: "No such relay." },
    });
    expect(stopped.calls.made).toHaveLength(0);
    expect(devices.opened).toHaveLength(opened);
    expect(screen.getByRole("button", { name: "Join" })).toHaveProperty("disabled", true);
    expect(screen.getByRole("alert").dataset.soraError).toBe("invalid-options");
  });

  it("opens no device for a person who only watches", async () => {
    const { call } = await openMeeting({ role: "recvonly" });
    expect(devices.asked).toEqual([]);
    await press("Join");
    expect(call().options).toMatchObject({ role: "recvonly" });
    expect(devices.asked).toEqual([]);
    expect(screen.queryByRole("button", { name: /microphone|camera/iu })).toBeNull();
  });
});

describe("a person who chooses to only watch", () => {
  it("has all devices released, in the lobby and in the call", async () => {
    const { rerender, call } = await openMeeting();
    expect(devices.live()).toHaveLength(2);
    rerender({ role: "recvonly" });
    await settle();
    expect(devices.live()).toEqual([]);
    rerender({ role: "sendrecv" });
    await settle();
    expect(devices.live()).toHaveLength(2);
    rerender({ role: "recvonly" });
    await press("Join");
    expect(call().options.role).toBe("recvonly");
    expect(devices.live()).toEqual([]);
  });
});

describe("the call of a meeting", () => {
  it("has a tile for each peer from the first moment, and removes it when the peer leaves", async () => {
    const { call, connected, joins } = await openMeeting({ autoJoin: true, name: "Ann" });
    await connected();
    await joins("BEN", "Ben");
    expect(tiles()).toEqual(["SELF", "BEN"]);
    expect(screen.getByRole("article", { name: "Ben: Exchanging keys" })).toBeTruthy();
    await act(async () => call().script.leaves("BEN"));
    expect(tiles()).toEqual(["SELF"]);
  });

  it("shows an invitation while no one else is present", async () => {
    const written = vi.fn(async () => undefined);
    vi.stubGlobal("navigator", Object.create(navigator, { clipboard: { value: { writeText: written } } }));
    const invitation = "https://meet.example.com/?channel=weekly";
    const { connected, joins } = await openMeeting({ autoJoin: true, invitation });
    await connected();
    await press("Copy invitation link");
    expect(written).toHaveBeenCalledWith(invitation);
    expect(screen.getByRole("button", { name: "Link copied" })).toBeTruthy();
    await joins("BEN", "Ben");
    expect(screen.queryByRole("link")).toBeNull();
    expect(screen.getByText("2 people in this call")).toBeTruthy();
  });

  it("shows the invitation link when the browser cannot copy it", async () => {
    const writeText = async () => Promise.reject(new DOMException("", "NotAllowedError"));
    vi.stubGlobal("navigator", Object.create(navigator, { clipboard: { value: { writeText } } }));
    const invitation = "https://meet.example.com/?channel=weekly";
    const { connected } = await openMeeting({ autoJoin: true, invitation });
    await connected();
    expect(screen.queryByLabelText("Invitation link")).toBeNull();
    await press("Copy invitation link");
    expect(screen.getByLabelText("Invitation link")).toHaveProperty("value", invitation);
    expect(screen.getByText(/^Could not copy/)).toBeTruthy();
  });

  it("turns a device off by releasing it", async () => {
    const { connected } = await openMeeting({ autoJoin: true });
    await act(() => settle());
    await connected();
    expect(devices.live()).toHaveLength(0);
    await act(async () => {
      fireEvent.click(screen.getByRole("button", { name: /^(Start|Stop) camera$/u }));
    });
    await settle();
    expect(devices.live().map(({ kind }) => kind)).toEqual(["video"]);
    await act(async () => {
      fireEvent.click(screen.getByRole("button", { name: /^(Start|Stop) camera$/u }));
    });
    expect(devices.live()).toHaveLength(0);
  });

  it("shows a shared screen large, unless a present participant is pinned", async () => {
    giveEveryElementASize(1280, 720);
    const { call, connected, joins } = await openMeeting({ autoJoin: true });
    await connected();
    await joins("BEN", "Ben");
    await joins("EVE", "Eve");
    await act(async () =>
      call().script.joins("SCREEN", { participant: { id: "eve", purpose: "screen" }, role: "sendonly" }),
    );
    expect(largestTiles()).toEqual(["SCREEN"]);
    await press("Pin Ben");
    expect(largestTiles()).toEqual(["BEN"]);
    await act(async () => call().script.leaves("BEN"));
    expect(largestTiles()).toEqual(["SCREEN"]);
  });

  it("sends the screen on a second connection of the same participant, which ends with the call", async () => {
    const { calls, connected } = await openMeeting({ autoJoin: true, name: "Ann" });
    await connected();
    await press("Share screen");
    await settle();
    expect(calls.made).toHaveLength(2);
    expect(calls.latest().options).toMatchObject({
      role: "sendonly",
      participant: { purpose: "screen" },
      signalingNotifyMetadata: { name: "Ann" },
    });
    await act(async () => calls.latest().connected());
    await press("Leave");
    await settle();
    expect(calls.open()).toEqual([]);
    expect(devices.live()).toEqual([]);
  });

  it("opens the safety number from a tile's badge and keeps the person's answer", async () => {
    const { call, connected, joins } = await openMeeting({ autoJoin: true });
    await connected();
    await joins("BEN", "Ben");
    await act(async () =>
      call().script.observed("BEN", {
        fingerprint: "aa",
        safetyNumber: { digits: "1".repeat(60), words: [], emoji: [] },
        encryption: { status: "encrypted" },
      }),
    );
    await press("Encrypted: show details for Ben");
    const dialog = screen.getByRole("dialog", { name: "Encryption of Ben" });
    await act(async () => {
      fireEvent.click(within(dialog).getByRole("button", { name: "Compare safety number" }));
    });
    await press("They match");
    expect(call().store.getState().peers.BEN?.verified).toBe(true);
    await press("Close");
    await act(async () => call().script.changesIdentity("BEN", "bb"));
    expect(screen.getByText("Ben's key has changed since you compared it.")).toBeTruthy();
  });

  it("has a chat when the app asks for one, counts unread messages, and names senders who have left", async () => {
    const { call, connected, joins } = await openMeeting({
      autoJoin: true,
      chat: true,
      sealedMessages: ["#app"],
    });
    expect(call().options.sealedMessages).toEqual(["#app", "#chat"]);
    await connected();
    await joins("BEN", "Ben");
    const data = new TextEncoder().encode("Shall we begin?");
    const message = { label: "#chat", from: "BEN", signedBy: "identity", data, addressed: false } as const;
    await act(async () => call().receives("sealed", message));
    await act(async () => call().script.leaves("BEN"));
    await press("Chat (1)");
    const panel = screen.getByRole("region", { name: "Chat" });
    expect(within(panel).getByText("Ben")).toBeTruthy();
    expect(within(panel).getByText("Shall we begin?")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Chat" })).toBeTruthy();
    fireEvent.change(within(panel).getByLabelText("Your message"), { target: { value: "Yes" } });
    await act(async () => {
      fireEvent.submit(within(panel).getByLabelText("Your message"));
    });
    expect(call().sent).toMatchObject([{ label: "#chat", data: "Yes", sealed: true }]);
  });

  it("takes what a person types who has opened the chat, and does not switch the microphone", async () => {
    const { connected } = await openMeeting({ autoJoin: true, chat: true });
    await connected();
    const user = userEvent.setup();
    await user.keyboard("c");
    const field = screen.getByRole("textbox", { name: "Your message" });
    expect(document.activeElement).toBe(field);
    await user.keyboard("hmm");
    expect(field).toHaveProperty("value", "hmm");
    expect(screen.getByRole("button", { name: "Unmute microphone" })).toBeTruthy();
  });

  it("returns the focus to the chat button when the key of the chat closes it", async () => {
    const { connected } = await openMeeting({ autoJoin: true, chat: true });
    await connected();
    const user = userEvent.setup();
    await user.keyboard("c");
    act(() => screen.getByRole("region", { name: "Chat" }).focus());
    await user.keyboard("c");
    expect(screen.queryByRole("region", { name: "Chat" })).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Chat" }));
  });

  it("takes and returns the focus in a shadow root, too", async () => {
    const host = document.body.appendChild(document.createElement("div"));
    const shadow = host.attachShadow({ mode: "open" });
    const container = shadow.appendChild(document.createElement("div"));
    const calls = createFakeCalls();
    render(
      <I18nProvider locale="en" messages={en}>
        <Meeting createCall={calls.create} {...connection} autoJoin chat />
      </I18nProvider>,
      { container },
    );
    await settle();
    await act(async () => {
      calls.latest().connected();
    });
    const user = userEvent.setup();
    await user.keyboard("c");
    const inside = within(container);
    const field = inside.getByRole("textbox", { name: "Your message" });
    expect(shadow.activeElement).toBe(field);
    await user.keyboard("cc");
    expect(field).toHaveProperty("value", "cc");
    act(() => inside.getByRole("region", { name: "Chat" }).focus());
    await user.keyboard("c");
    expect(inside.queryByRole("region", { name: "Chat" })).toBeNull();
    expect(shadow.activeElement).toBe(inside.getByRole("button", { name: "Chat" }));
    host.remove();
  });

  it("leaves the focus where it is when a chat appears outside of a panel", async () => {
    const { connected } = await openMeeting({
      autoJoin: true,
      chat: true,
      parts: { Stage: () => <meetingParts.Chat /> },
    });
    await connected();
    expect(screen.getByRole("textbox", { name: "Your message" })).toBeTruthy();
    expect(document.activeElement).toBe(document.body);
  });

  it("lists all participants", async () => {
    const { connected, joins } = await openMeeting({ autoJoin: true, name: "Ann" });
    await connected();
    await joins("BEN", "Ben");
    await press("People");
    const list = within(screen.getByRole("region", { name: "2 people" }));
    expect(list.getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual([
      expect.stringContaining("Ann (you)"),
      expect.stringContaining("Ben"),
    ]);
  });

  it("has no chat unless the app asks for one", async () => {
    const { call, connected } = await openMeeting({ autoJoin: true });
    await connected();
    expect(call().options.sealedMessages).toEqual([]);
    expect(screen.queryByRole("button", { name: "Chat" })).toBeNull();
  });
});

describe("the participants of a meeting", () => {
  // StrictMode renders twice, and creates memoized values twice.
  withoutStrictMode();

  it("are rendered again only when something shown about them changes", async () => {
    const lists = new Set<readonly unknown[]>();
    const Participants = () => {
      lists.add(useListedParticipants());
      return null;
    };
    const { call, connected, joins } = await openMeeting({ autoJoin: true, parts: { Participants } });
    await connected();
    await joins("BEN", "Ben");
    await press("People");
    const before = lists.size;
    await act(async () => call().script.changesKey("BEN"));
    expect(lists.size).toBe(before);
    await act(async () => call().script.observed("BEN", { encryption: { status: "encrypted" } }));
    expect(lists.size).toBe(before + 1);
  });
});

describe("the end of a meeting", () => {
  it("releases devices and connection, and the person can join again", async () => {
    const onLeave = vi.fn();
    const { calls, connected } = await openMeeting({ onLeave });
    await press("Join");
    await connected();
    await press("Leave");
    await settle();
    expect(screen.getByText("You left the call.")).toBeTruthy();
    expect(devices.live()).toEqual([]);
    expect(calls.open()).toEqual([]);
    expect(onLeave.mock.calls).toEqual([[{ reason: "left" }]]);
    const here = document.activeElement;
    expect(here?.contains(screen.getByText("You left the call."))).toBe(true);
    await press("Join again");
    await connected();
    expect(tiles()).toEqual(["SELF"]);
    expect(document.activeElement).toBe(here);
  });

  it("shows why the call failed, and leads back to the lobby", async () => {
    const onLeave = vi.fn();
    const onBack = vi.fn();
    const { call } = await openMeeting({ autoJoin: true, onLeave, onBack });
    await act(async () => call().script.fails("e2ee-disabled"));
    expect(screen.getByRole("alert").dataset.soraError).toBe("e2ee-disabled");
    expect(onLeave.mock.calls).toMatchObject([[{ reason: "failed", error: { code: "e2ee-disabled" } }]]);
    await press("Back to the start");
    await settle();
    expect(onBack).toHaveBeenCalledOnce();
    expect(devices.live()).toHaveLength(2);
  });

  it.each([
    ["en", "DISCONNECTED-API", "You were removed from the call."],
    ["ja", "DISCONNECTED-API", "サーバー側の操作により、通話から退出となりました。"],
    [
      "en",
      "LIFETIME-EXPIRED",
      "The time limit of your connection was reached, so the server ended the call.",
    ],
    ["ja", "LIFETIME-EXPIRED", "接続時間の上限に達したため、サーバーによって通話が終了しました。"],
    ["en", "MAINTENANCE", "The server ended the call for you."],
    ["ja", "MAINTENANCE", "サーバーによって通話が終了しました。"],
    ["en", "constructor", "The server ended the call for you."],
  ])("says in %s that the server ended the call with %s", async (locale, text, sentence) => {
    const onLeave = vi.fn();
    const { calls, connected, call } = await openMeeting(
      { autoJoin: true, onLeave },
      locale === "ja" ? ja : en,
    );
    await connected();
    await act(async () => call().script.endedByServer(1000, text));
    const status = within(screen.getByRole("status"));
    expect(status.getByText(sentence)).toBeTruthy();
    expect(status.getByText(text).closest("p")?.textContent).toContain("1000");
    expect(onLeave.mock.calls).toEqual([[{ reason: "ended-by-server", code: 1000, text }]]);
    await settle();
    expect(calls.made).toHaveLength(1);
    expect(calls.open()).toEqual([]);
    expect(devices.live()).toEqual([]);
  });

  it("says that the server gave no reason when there is none", async () => {
    const { connected, call } = await openMeeting({ autoJoin: true });
    await connected();
    await act(async () => call().script.endedByServer(1005, ""));
    expect(screen.getByText("The server gave no reason (code 1005).")).toBeTruthy();
  });

  it("says that the connection was lost", async () => {
    const onLeave = vi.fn();
    const { connected, call } = await openMeeting({ autoJoin: true, onLeave });
    await connected();
    await act(async () => call().script.fails("connection-lost"));
    expect(screen.getByRole("alert").dataset.soraError).toBe("connection-lost");
    expect(onLeave.mock.calls).toMatchObject([[{ reason: "lost", error: { code: "connection-lost" } }]]);
  });

  it("is not shown when changed options make another connection", async () => {
    const onLeave = vi.fn();
    const { calls, connected, rerender } = await openMeeting({ onLeave });
    await press("Join");
    await connected();
    rerender({ onLeave, metadata: { token: "new" } });
    await settle();
    expect(calls.made).toHaveLength(2);
    await connected();
    expect(onLeave).not.toHaveBeenCalled();
    expect(devices.live()).toHaveLength(2);
    expect(tiles()).toEqual(["SELF"]);
  });

  it("leaves no connection and no device open, at any moment of the unmount", async () => {
    for (const stage of ["lobby", "connecting", "connected"]) {
      const { calls, connected, unmount } = await openMeeting({ autoJoin: stage !== "lobby" });
      if (stage === "connected") await connected();
      unmount();
      await settle();
      expect(calls.open()).toEqual([]);
      expect(devices.live()).toEqual([]);
    }
  });
});

describe("the app's own parts and panels", () => {
  it("replace those of the meeting", async () => {
    const { connected, joins } = await openMeeting({
      autoJoin: true,
      parts: {
        Header: ({ title }) => <header>Room: {title}</header>,
        Controls: () => {
          const { leave } = useMeeting();
          return (
            <button type="button" onClick={leave}>
              Bye
            </button>
          );
        },
        Tile: ({ connectionId }) => (
          <VideoTile
            connectionId={connectionId}
            name="Somebody"
            stream={null}
            encryption={{ status: "ready" }}
          />
        ),
      },
    });
    await connected();
    await joins("BEN", "Ben");
    expect(screen.getByRole("banner").textContent).toBe("Room: weekly");
    expect(screen.getByRole("article", { name: /^Somebody:/ })).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Leave" })).toBeNull();
    await press("Bye");
    await settle();
    expect(screen.getByText("You left the call.")).toBeTruthy();
  });

  it("add captions to the meeting's tiles", async () => {
    const { connected, joins } = await openMeeting({
      autoJoin: true,
      parts: {
        Tile: (props) => <meetingParts.Tile {...props} captions={<p>Words of {props.connectionId}</p>} />,
        OwnTile: (props) => <meetingParts.OwnTile {...props} captions={<p>My words</p>} />,
      },
    });
    await connected();
    await joins("BEN", "Ben");
    const ben = screen.getByRole("article", { name: /^Ben:/ });
    expect(within(ben).getByText("Words of BEN")).toBeTruthy();
    expect(screen.getByText("My words")).toBeTruthy();
  });

  it("are opened and closed by buttons among the controls", async () => {
    const { connected } = await openMeeting({
      autoJoin: true,
      panels: [{ id: "notes", icon: "list", text: "Notes", content: <p>Nothing yet</p> }],
    });
    await connected();
    const button = screen.getByRole("button", { name: "Notes" });
    expect(button.getAttribute("aria-expanded")).toBe("false");
    await press("Notes");
    expect(screen.getByText("Nothing yet")).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByRole("region", { name: "Notes" }));
    await press("Close Notes");
    expect(screen.queryByText("Nothing yet")).toBeNull();
    expect(document.activeElement).toBe(button);
    await press("Notes");
    const pressEscape = (isComposing: boolean) =>
      act(async () => {
        fireEvent.keyDown(screen.getByText("Nothing yet"), { key: "Escape", isComposing });
      });
    // It ends the IME composition, for example in Japanese.
    await pressEscape(true);
    expect(screen.getByText("Nothing yet")).toBeTruthy();
    await pressEscape(false);
    expect(screen.queryByText("Nothing yet")).toBeNull();
    expect(document.activeElement).toBe(button);
  });

  it("useMeeting throws an error outside of a meeting that says where it works", () => {
    const Outside = () => <p>{useMeeting().name}</p>;
    expectRenderError();
    expect(() => render(<Outside />)).toThrow("inside the call of a <Meeting>");
  });
});

it("the meeting uses the surrounding language", async () => {
  const calls = createFakeCalls();
  render(
    <I18nProvider locale="ja" messages={ja}>
      <Meeting createCall={calls.create} {...connection} autoJoin />
    </I18nProvider>,
  );
  await settle();
  await act(async () => calls.latest().connected());
  expect(screen.getByRole("button", { name: "退出" })).toBeTruthy();
});
