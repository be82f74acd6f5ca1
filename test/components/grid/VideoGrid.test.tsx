import { act, fireEvent, render, screen, within } from "@testing-library/react";
import { memo, type ReactNode, useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { VideoGrid, type VideoGridProps } from "../../../src/components/grid/VideoGrid.tsx";
import { withoutStrictMode } from "../support/without-strict-mode.ts";

/** The size of every grid, because jsdom has no layout. */
const box = { width: 1280, height: 720 };
let resize: () => void;

beforeEach(() => {
  Object.assign(box, { width: 1280, height: 720 });
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockImplementation(() => box.width);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockImplementation(() => box.height);
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(onResize: () => void) {
        resize = onResize;
      }
      observe() {}
      disconnect() {}
    },
  );
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  Reflect.deleteProperty(HTMLElement.prototype, "animate");
});

function resizeTo(width: number, height: number) {
  Object.assign(box, { width, height });
  act(() => resize());
}

const ids = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `m${from + index}`);
const tile = (id: string) => <video key={id} data-id={id} muted />;
const grid = (keys: readonly string[], props: VideoGridProps = {}) => (
  <VideoGrid {...props}>{keys.map(tile)}</VideoGrid>
);

const videos = () => [...document.querySelectorAll("video")];
const shown = () => videos().map((video) => video.dataset.id ?? "");
const widthOf = (id: string) =>
  Number.parseFloat(document.querySelector<HTMLElement>(`li:has([data-id="${id}"])`)?.style.width ?? "");
const large = () => {
  const widest = Math.max(...shown().map(widthOf));
  return shown().filter((id) => widthOf(id) === widest);
};
const next = () => screen.getByRole("button", { name: "Next page" });
const previous = () => screen.getByRole("button", { name: "Previous page" });

describe("layouts of VideoGrid", () => {
  it("gives all tiles one size and keeps the order of the participants", () => {
    render(grid(ids(5)));
    expect(shown()).toEqual(ids(5));
    expect(new Set(shown().map(widthOf)).size).toBe(1);
  });

  it("makes every pinned tile large", () => {
    const { rerender } = render(grid(ids(6), { pinned: ["m3"] }));
    expect(large()).toEqual(["m3"]);
    rerender(grid(ids(6), { pinned: ["m4", "m1", "nobody"] }));
    expect(large()).toEqual(["m1", "m4"]);
    rerender(grid(ids(6), { pinned: [] }));
    expect(large()).toEqual(ids(6));
  });

  it("ignores pins in a layout of equal tiles", () => {
    render(grid(ids(6), { pinned: ["m3"], layout: "grid" }));
    expect(large()).toEqual(ids(6));
  });

  it("shows the active speaker large only in the speaker layout, and a pinned tile in its place", () => {
    const { rerender } = render(grid(ids(6), { spotlight: "m2" }));
    expect(large()).toEqual(ids(6));
    rerender(grid(ids(6), { spotlight: "m2", layout: "spotlight" }));
    expect(large()).toEqual(["m2"]);
    rerender(grid(ids(6), { spotlight: "m2", layout: "spotlight", pinned: ["m5"] }));
    expect(large()).toEqual(["m5"]);
  });

  it("keeps the last speaker large during silence, until that participant leaves", () => {
    const { rerender } = render(grid(ids(6), { layout: "spotlight" }));
    expect(large()).toEqual(["m0"]);
    rerender(grid(ids(6), { layout: "spotlight", spotlight: "m2" }));
    rerender(grid(ids(6), { layout: "spotlight", spotlight: null }));
    expect(large()).toEqual(["m2"]);
    rerender(grid(["m0", "m1", "m3"], { layout: "spotlight", spotlight: null }));
    expect(large()).toEqual(["m0"]);
  });

  it("shows all tiles large when all are pinned", () => {
    render(grid(ids(3), { pinned: ids(3) }));
    expect(large()).toEqual(ids(3));
  });

  it("renders a tile without a key, and renders nothing for null children", () => {
    render(
      <VideoGrid>
        {null}
        <video data-id="own" muted />
        {false}
        {ids(2).map(tile)}
      </VideoGrid>,
    );
    expect(shown()).toEqual(["own", "m0", "m1"]);
    expect(screen.getAllByRole("listitem")).toHaveLength(3);
  });
});

describe("elements in VideoGrid", () => {
  it("keeps elements and their position in the document when the layout changes", () => {
    const { rerender } = render(grid(ids(8)));
    const before = videos();
    const list = screen.getByRole("list", { name: "People in this call" });
    const seen: MutationRecord[] = [];
    const observer = new MutationObserver((records) => seen.push(...records));
    observer.observe(list, { childList: true, subtree: true });
    for (const props of [
      { pinned: ["m5"] },
      { pinned: ["m5", "m7"] },
      { layout: "spotlight", spotlight: "m6" },
      { layout: "spotlight", spotlight: "m1" },
      { layout: "grid" },
      { gap: 20, aspect: 1 },
    ] satisfies VideoGridProps[]) {
      rerender(grid(ids(8), props));
      expect(videos()).toEqual(before);
    }
    resizeTo(390, 844);
    resizeTo(2000, 300);
    expect(videos()).toEqual(before);
    expect([...seen, ...observer.takeRecords()]).toEqual([]);
  });

  it("keeps elements when participants join or leave, and when the page size changes", () => {
    const { rerender } = render(grid(ids(12), { maxTiles: 12 }));
    const kept = videos().slice(3, 6);
    rerender(grid(ids(20), { maxTiles: 12 }));
    rerender(grid(ids(17, 3), { maxTiles: 12 }));
    rerender(grid(ids(17, 3), { maxTiles: 4 }));
    rerender(grid(ids(17, 3), { maxTiles: 12 }));
    expect(videos().slice(0, 3)).toEqual(kept);
  });

  it("keeps elements when the grid is hidden", () => {
    render(grid(ids(60), { minTileWidth: 300 }));
    const before = videos();
    const width = widthOf("m0");
    resizeTo(0, 0);
    expect(videos()).toEqual(before);
    expect(widthOf("m0")).toBe(width);
  });
});

describe("pages of VideoGrid", () => {
  it("shows no page controls when one page is enough", () => {
    render(grid(ids(49)));
    expect(shown()).toHaveLength(49);
    expect(screen.queryByRole("navigation")).not.toBeInTheDocument();
  });

  it("mounts at most one page of tiles, and says which page is shown", () => {
    render(grid(ids(20), { maxTiles: 9 }));
    const line = screen.getByRole("navigation", { name: "Pages of people" });
    expect(shown()).toEqual(ids(9));
    expect(within(line).getByRole("status")).toHaveTextContent("Page 1 of 3");
    fireEvent.click(next());
    expect(shown()).toEqual(ids(9, 9));
    expect(within(line).getByRole("status")).toHaveTextContent("Page 2 of 3");
    fireEvent.click(next());
    expect(shown()).toEqual(ids(2, 18));
    fireEvent.click(previous());
    expect(shown()).toEqual(ids(9, 9));
  });

  it("tells a screen reader the number of people", () => {
    render(grid(ids(20), { maxTiles: 9 }));
    fireEvent.click(next());
    const [item] = screen.getAllByRole("listitem");
    expect(item).toHaveAttribute("aria-posinset", "10");
    expect(item).toHaveAttribute("aria-setsize", "20");
  });

  it("keeps the focus on a page button that becomes disabled", () => {
    render(grid(ids(10), { maxTiles: 9 }));
    const button = next();
    act(() => button.focus());
    fireEvent.click(button);
    expect(button).toHaveFocus();
    expect(button).toHaveAttribute("aria-disabled", "true");
    fireEvent.click(button);
    expect(shown()).toEqual(["m9"]);
  });

  it("moves the focus to the list when only one page is left", () => {
    const { rerender } = render(grid(ids(10), { maxTiles: 9 }));
    act(() => next().focus());
    rerender(grid(ids(9), { maxTiles: 9 }));
    expect(screen.getByRole("list")).toHaveFocus();
  });

  it("keeps the page when people join and leave", () => {
    const { rerender } = render(grid(ids(20), { maxTiles: 9 }));
    fireEvent.click(next());
    rerender(grid(ids(30), { maxTiles: 9 }));
    expect(shown()).toEqual(ids(9, 9));
    rerender(grid(ids(29, 1), { maxTiles: 9 }));
    expect(screen.getByRole("status")).toHaveTextContent("Page 2 of 4");
  });

  it("goes to the last page that is left, and does not jump back when there are more pages again", () => {
    const { rerender } = render(grid(ids(20), { maxTiles: 9 }));
    fireEvent.click(next());
    fireEvent.click(next());
    rerender(grid(ids(12), { maxTiles: 9 }));
    expect(screen.getByRole("status")).toHaveTextContent("Page 2 of 2");
    rerender(grid(ids(20), { maxTiles: 9 }));
    expect(screen.getByRole("status")).toHaveTextContent("Page 2 of 3");
  });

  it("keeps the first visible tile in view when the grid's size changes", () => {
    render(grid(ids(60), { minTileWidth: 300 }));
    fireEvent.click(next());
    const [first = ""] = shown();
    resizeTo(700, 500);
    expect(shown()).toContain(first);
    resizeTo(1280, 720);
    expect(shown()[0]).toBe(first);
  });

  it("adds pages when tiles would become too small", () => {
    box.width = 390;
    box.height = 700;
    render(grid(ids(49), { minTileWidth: 120 }));
    expect(shown().length).toBeLessThan(49);
    for (const id of shown()) expect(widthOf(id)).toBeGreaterThanOrEqual(120);
  });

  it("turns only the pages of the strip while a tile is pinned", () => {
    render(grid(ids(60), { pinned: ["m30"] }));
    expect(shown()).toContain("m30");
    expect(shown().length).toBeLessThanOrEqual(49);
    const before = shown();
    fireEvent.click(next());
    expect(shown()).toContain("m30");
    expect(shown().filter((id) => before.includes(id))).toEqual(["m30"]);
  });
});

describe("onVisibleChange", () => {
  it("reports the mounted tiles whenever they change, and only then", () => {
    const onVisibleChange = vi.fn();
    const { rerender } = render(grid(ids(5), { maxTiles: 3, onVisibleChange }));
    expect(onVisibleChange).toHaveBeenLastCalledWith(["m0", "m1", "m2"]);
    onVisibleChange.mockClear();
    rerender(grid(ids(6), { maxTiles: 3, onVisibleChange }));
    expect(onVisibleChange).not.toHaveBeenCalled();
    fireEvent.click(next());
    expect(onVisibleChange.mock.calls).toEqual([[["m3", "m4", "m5"]]]);
  });
});

describe("onVisibleChange as a new function in every render", () => {
  it("may set state of the app without an endless loop", () => {
    let renders = 0;
    function App() {
      renders += 1;
      const [visible, setVisible] = useState<readonly string[]>([]);
      return (
        <>
          <p>{visible.length} mounted</p>
          {grid(ids(5), { maxTiles: 3, onVisibleChange: (keys) => setVisible([...keys]) })}
        </>
      );
    }
    render(<App />);
    expect(screen.getByText("3 mounted")).toBeInTheDocument();
    expect(renders).toBeLessThan(10);
  });
});

describe("renders in VideoGrid", () => {
  withoutStrictMode();
  let renders: string[] = [];
  beforeEach(() => {
    renders = [];
  });
  const Counting = memo(function Counting({ id }: { readonly id: string }): ReactNode {
    renders.push(id);
    return <video data-id={id} muted />;
  });
  const counting = (keys: readonly string[], props: VideoGridProps = {}) => (
    <VideoGrid maxTiles={60} minTileWidth={50} {...props}>
      {keys.map((id) => (
        <Counting key={id} id={id} />
      ))}
    </VideoGrid>
  );

  it("renders once when someone joins 49 people, and renders no tile when someone leaves", () => {
    const { rerender } = render(counting(ids(49)));
    expect(renders).toHaveLength(49);
    renders = [];
    rerender(counting(ids(50)));
    expect(renders).toEqual(["m49"]);
    rerender(counting(ids(49, 1)));
    expect(renders).toEqual(["m49"]);
  });

  it("renders no tile when one becomes large or the box changes its size", () => {
    const { rerender } = render(counting(ids(12)));
    renders = [];
    rerender(counting(ids(12), { pinned: ["m7"] }));
    resizeTo(600, 900);
    expect(renders).toEqual([]);
  });
});

describe("motion in VideoGrid", () => {
  let reduced = false;
  const animate = vi.fn((_keyframes: PropertyIndexedKeyframes) => ({ cancel: () => undefined }));
  beforeEach(() => {
    reduced = false;
    animate.mockClear();
    Object.assign(HTMLElement.prototype, { animate });
    vi.stubGlobal("matchMedia", () => ({ matches: reduced }));
  });

  it("moves tiles that change places, by CSS transform only", () => {
    const { rerender } = render(grid(ids(4)));
    expect(animate).not.toHaveBeenCalled();
    rerender(grid(ids(5)));
    expect(animate).toHaveBeenCalledTimes(5);
    for (const [keyframes] of animate.mock.calls) expect(Object.keys(keyframes)).toEqual(["transform"]);
    animate.mockClear();
    rerender(grid(ids(5)));
    expect(animate).not.toHaveBeenCalled();
  });

  it("does not animate tiles that only follow the size of their box", () => {
    render(grid(ids(4)));
    resizeTo(1270, 714);
    expect(animate).not.toHaveBeenCalled();
    resizeTo(390, 844);
    expect(animate).toHaveBeenCalledTimes(4);
  });

  it("does not animate for people who prefer reduced motion", () => {
    reduced = true;
    const { rerender } = render(grid(ids(4)));
    rerender(grid(ids(5), { pinned: ["m2"] }));
    expect(animate).not.toHaveBeenCalled();
  });
});
