import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CallAnnouncer, type CallAnnouncerProps } from "../../../src/components/log/CallAnnouncer.tsx";

type Entry = CallAnnouncerProps["entries"][number];

const names = { a: "Taro", b: "Hanako", c: "Jiro" };
const joins = (id: number, connectionId: string): Entry => ({
  id,
  kind: "peer-joined",
  connectionId,
  detail: "peer-joined",
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const passes = (ms: number) => act(() => void vi.advanceTimersByTime(ms));

function follow(entries: readonly Entry[]) {
  let known: CallAnnouncerProps["names"] = names;
  const { rerender, unmount } = render(<CallAnnouncer entries={entries} names={known} />);
  return {
    unmount,
    happens: (more: readonly Entry[], now: CallAnnouncerProps["names"] = known) => {
      known = now;
      rerender(<CallAnnouncer entries={more} names={known} />);
    },
  };
}

describe("CallAnnouncer", () => {
  it("makes no announcement about events before it was mounted", () => {
    follow([joins(1, "a")]);
    passes(60_000);
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
    expect(screen.getByRole("alert")).toBeEmptyDOMElement();
  });

  it("announces new participants politely, in one sentence", () => {
    const { happens } = follow([]);
    happens([joins(1, "a")]);
    passes(500);
    happens([joins(1, "a"), joins(2, "b"), joins(3, "c")]);
    passes(500);
    expect(screen.getByRole("status")).toHaveTextContent(/^Taro and 2 others joined$/u);
    expect(screen.getByRole("alert")).toBeEmptyDOMElement();
  });

  it("announces a participant without encryption assertively", () => {
    const { happens } = follow([]);
    happens([{ id: 1, kind: "encryption", connectionId: "b", detail: "unprotected" }]);
    passes(1_000);
    expect(screen.getByRole("alert")).toHaveTextContent(/^Not encrypted: Hanako$/u);
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
  });

  it("uses the name of a peer that has already left", () => {
    const { happens } = follow([]);
    happens([{ id: 1, kind: "peer-left", connectionId: "c", detail: "peer-left" }], { a: "Taro" });
    passes(1_000);
    expect(screen.getByRole("status")).toHaveTextContent("Jiro left");
  });

  it("announces the same sentence again as a new one", () => {
    const { happens } = follow([]);
    const namesakes = { a: "Taro", b: "Taro" };
    happens([joins(1, "a")], namesakes);
    passes(1_000);
    const first = screen.getByText("Taro joined");
    happens([joins(1, "a"), joins(2, "b")], namesakes);
    passes(1_000);
    expect(screen.getByText("Taro joined")).not.toBe(first);
  });

  it("leaves no timer after the unmount", () => {
    const { happens, unmount } = follow([]);
    happens([joins(1, "a")]);
    unmount();
    expect(vi.getTimerCount()).toBe(0);
  });
});
