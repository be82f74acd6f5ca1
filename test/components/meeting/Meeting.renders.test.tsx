import { act, cleanup, render, waitFor } from "@testing-library/react";
import { en, I18nProvider, Meeting, type Messages, meetingParts, useMeeting } from "react-sora-e2ee";
import { createTestCall, createTestMedia } from "react-sora-e2ee/testing";
import { afterEach, describe, expect, it } from "vitest";
import { waitLimit } from "../../support/limits.ts";
import { openDialogsInJsdom } from "../support/dialogs.ts";
import { settle } from "../support/set-up-hook.ts";
import { withoutStrictMode } from "../support/without-strict-mode.ts";

withoutStrictMode();
afterEach(cleanup);

const ids = Array.from({ length: 30 }, (_, index) => `PEER${index}`);

/** A meeting with thirty peers. A tile reads its label once in each render. */
async function openCountedMeeting() {
  openDialogsInJsdom();
  const counts = { tiles: 0, readers: 0 };
  const messages = new Proxy<Messages>(en, {
    get: (texts, key: keyof Messages) => {
      if (key === "tile.label") counts.tiles += 1;
      return texts[key];
    },
  });
  function Banner() {
    useMeeting();
    counts.readers += 1;
    return null;
  }
  const parts = { ...meetingParts, Banner };
  const call = createTestCall({
    self: { connectionId: "SELF" },
    peers: ids.map((connectionId) => ({ connectionId, encryption: { status: "ready" } })),
  });
  const media = createTestMedia();
  render(
    <I18nProvider locale="en" messages={messages}>
      <Meeting call={call} media={media} parts={parts} autoJoin />
    </I18nProvider>,
  );
  await settle();
  const during = async (happens: () => void) => {
    Object.assign(counts, { tiles: 0, readers: 0 });
    await act(async () => happens());
    return counts;
  };
  return { call, during };
}

describe("a meeting renders", () => {
  it("no tile and no subscriber of useMeeting for a new line of the event log", async () => {
    const { call, during } = await openCountedMeeting();
    const { log } = call.store.getState();
    const counts = await during(() =>
      call.dispatch({ type: "refused", connectionId: "PEER0", code: "internal" }),
    );
    expect(call.store.getState().log.length).toBe(log.length + 1);
    expect(counts).toEqual({ tiles: 0, readers: 0 });
  });

  it("one tile and no subscriber of useMeeting for a new fact about one peer", async () => {
    const { call, during } = await openCountedMeeting();
    const counts = await during(() => call.script.observed("PEER1", { encryption: { status: "encrypted" } }));
    expect(counts).toEqual({ tiles: 1, readers: 0 });
  });

  it("only the tiles of the two speakers, and no subscriber of useMeeting, when the active speaker changes", async () => {
    const { call, during } = await openCountedMeeting();
    const speaking = async (connectionId: string) => {
      const speaker = () => document.querySelector<HTMLElement>("[data-speaking]")?.dataset.soraTile;
      await waitFor(() => expect(speaker()).toBe(connectionId), { timeout: waitLimit });
    };
    act(() => {
      call.script.sends("PEER1", { audio: true });
      call.script.sends("PEER2", { audio: true });
      call.script.speaks("PEER1", 0.2);
    });
    await speaking("PEER1");
    const counts = await during(() => call.script.speaks("PEER2", 1));
    await speaking("PEER2");
    // Each of the two renders twice at most: there may be no speaker in between.
    expect(counts.tiles).toBeGreaterThanOrEqual(2);
    expect(counts.tiles).toBeLessThanOrEqual(4);
    expect(counts.readers).toBe(0);
  });
});
