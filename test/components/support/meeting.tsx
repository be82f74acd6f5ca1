import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { en, I18nProvider, ja, Meeting, type MeetingProps, type Messages } from "react-sora-e2ee";
import { afterEach, beforeEach, vi } from "vitest";
import { pretendToBeCurrentBrowser } from "./current-browser.ts";
import { openDialogsInJsdom } from "./dialogs.ts";
import { createFakeCalls } from "./fake-calls.ts";
import { fakeDevices } from "./fake-devices.ts";
import { settle } from "./set-up-hook.ts";

const connection = { signalingUrls: "wss://sora.example.com/signaling", channelId: "weekly" };

/**
 * For test files that open meetings: gives each test a browser with devices, and restores everything
 * afterwards.
 */
export function setUpMeetings(): void {
  beforeEach(() => {
    openDialogsInJsdom();
    fakeDevices();
    pretendToBeCurrentBrowser();
  });
  afterEach(async () => {
    cleanup();
    await settle();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });
}

/** A meeting over calls without a network. */
export async function openMeeting(props: Partial<MeetingProps> = {}, messages: Messages = en) {
  const calls = createFakeCalls();
  const element = (given: Partial<MeetingProps>) => (
    <I18nProvider locale={messages === ja ? "ja" : "en"} messages={messages}>
      <Meeting createCall={calls.create} {...connection} {...given} />
    </I18nProvider>
  );
  const { unmount, rerender } = render(element(props));
  await settle();
  const call = () => calls.latest();
  const connected = async () => {
    await act(async () => {
      call().connected();
      call().dispatch({ type: "self-connected", connectionId: "SELF", clientId: null, present: [] });
    });
  };
  const joins = (connectionId: string, name: string) =>
    act(async () => call().script.joins(connectionId, { metadata: { name } }));
  return {
    calls,
    call,
    connected,
    joins,
    unmount,
    rerender: (next: Partial<MeetingProps>) => rerender(element(next)),
  };
}

export const press = (name: string | RegExp) =>
  act(async () => {
    fireEvent.click(screen.getByRole("button", { name }));
  });

export const tiles = () =>
  [...document.querySelectorAll<HTMLElement>("[data-sora-tile]")].map(({ dataset }) => dataset.soraTile);
