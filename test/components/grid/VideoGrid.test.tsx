import { act, fireEvent, render, screen, within } from "@testing-library/react";
import { memo, type ReactNode, useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { VideoGrid, type VideoGridProps } from "../../../src/components/grid/VideoGrid.tsx";
import { withoutStrictMode } from "../support/without-strict-mode.ts";

/** Of every grid; jsdom has no layout. */
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
  it("gives all tiles one size, in the order they came in", () => {
    render(grid(ids(5)));
    expect(shown()).toEqual(ids(5));
    expect(new Set(shown().map(widthOf)).size).toBe(1);
  });

  it("makes pinned tiles large, as many as there are", () => {
    const { rerender } = render(grid(ids(6), { pinned: ["m3"] }));
    expect(large()).toEqual(["m3"]);
    rerender(grid(ids(6), { pinned: ["m4", "m1", "nobody"] }));
    expect(large()).toEqual(["m1", "m4"]);
    rerender(grid(ids(6), { pinned: [] }));
    expect(large()).toEqual(ids(6));
  });

  it("has no pinned tile in a layout of equal tiles", () => {
    render(grid(ids(6), { pinned: ["m3"], layout: "grid" }));
    expect(large()).toEqual(ids(6));
  });

  it("shows the speaker large only in a layout for that, and whoever is pinned instead", () => {
    const { rerender } = render(grid(ids(6), { spotlight: "m2" }));
    expect(large()).toEqual(ids(6));
    rerender(grid(ids(6), { spotlight: "m2", layout: "spotlight" }));
    expect(large()).toEqual(["m2"]);
    rerender(grid(ids(6), { spotlight: "m2", layout: "spotlight", pinned: ["m5"] }));
    expect(large()).toEqual(["m5"]);
  });

  it("keeps the last speaker large through a silence, until that one leaves", () => {
    const { rerender } = render(grid(ids(6), { layout: "spotlight" }));
    expect(large()).toEqual(["m0"]);
    rerender(grid(ids(6), { layout: "spotlight", spotlight: "m2" }));
    rerender(grid(ids(6), { layout: "spotlight", spotlight: null }));
    expect(large()).toEqual(["m2"]);
    rerender(grid(["m0", "m1", "m3"], { layout: "spotlight", spotlight: null }));
    expect(large()).toEqual(["m0"]);
  });

  it("shows everyone large when everyone is pinned", () => {
    render(grid(ids(3), { pinned: ids(3) }));
    expect(large()).toEqual(ids(3));
  });

  it("shows a tile without a key too, and nothing for what is not there", () => {
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
  it("stay the same, and where they are in the document, whatever the layout", () => {
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

  it("stay the same when others join and leave, and when pages become larger or smaller", () => {
    const { rerender } = render(grid(ids(12), { maxTiles: 12 }));
    const kept = videos().slice(3, 6);
    rerender(grid(ids(20), { maxTiles: 12 }));
    rerender(grid(ids(17, 3), { maxTiles: 12 }));
    rerender(grid(ids(17, 3), { maxTiles: 4 }));
    rerender(grid(ids(17, 3), { maxTiles: 12 }));
    expect(videos().slice(0, 3)).toEqual(kept);
  });

  it("stay as they are when the box is hidden", () => {
    render(grid(ids(60), { minTileWidth: 300 }));
    const before = videos();
    const width = widthOf("m0");
    resizeTo(0, 0);
    expect(videos()).toEqual(before);
    expect(widthOf("m0")).toBe(width);
  });
});

describe("pages of VideoGrid", () => {
  it("are not there as long as one is enough", () => {
    render(grid(ids(49)));
    expect(shown()).toHaveLength(49);
    expect(screen.queryByRole("navigation")).not.toBeInTheDocument();
  });

  it("mount no more than may be shown, and say which page it is", () => {
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

  it("tell a screen reader how many people there are", () => {
    render(grid(ids(20), { maxTiles: 9 }));
    fireEvent.click(next());
    const [item] = screen.getAllByRole("listitem");
    expect(item).toHaveAttribute("aria-posinset", "10");
    expect(item).toHaveAttribute("aria-setsize", "20");
  });

  it("leave the focus on a button that leads nowhere any more", () => {
    render(grid(ids(10), { maxTiles: 9 }));
    const button = next();
    act(() => button.focus());
    fireEvent.click(button);
    expect(button).toHaveFocus();
    expect(button).toHaveAttribute("aria-disabled", "true");
    fireEvent.click(button);
    expect(shown()).toEqual(["m9"]);
  });

  it("give the focus to the people when there is but one page left", () => {
    const { rerender } = render(grid(ids(10), { maxTiles: 9 }));
    act(() => next().focus());
    rerender(grid(ids(9), { maxTiles: 9 }));
    expect(screen.getByRole("list")).toHaveFocus();
  });

  it("stay the same when people join and leave", () => {
    const { rerender } = render(grid(ids(20), { maxTiles: 9 }));
    fireEvent.click(next());
    rerender(grid(ids(30), { maxTiles: 9 }));
    expect(shown()).toEqual(ids(9, 9));
    rerender(grid(ids(29, 1), { maxTiles: 9 }));
    expect(screen.getByRole("status")).toHaveTextContent("Page 2 of 4");
  });

  it("lead to the last one left, and not back when there are more again", () => {
    const { rerender } = render(grid(ids(20), { maxTiles: 9 }));
    fireEvent.click(next());
    fireEvent.click(next());
    rerender(grid(ids(12), { maxTiles: 9 }));
    expect(screen.getByRole("status")).toHaveTextContent("Page 2 of 2");
    rerender(grid(ids(20), { maxTiles: 9 }));
    expect(screen.getByRole("status")).toHaveTextContent("Page 2 of 3");
  });

  it("keep the first visible tile in view when the room changes", () => {
    render(grid(ids(60), { minTileWidth: 300 }));
    fireEvent.click(next());
    const [first = ""] = shown();
    resizeTo(700, 500);
    expect(shown()).toContain(first);
    resizeTo(1280, 720);
    expect(shown()[0]).toBe(first);
  });

  it("become more where tiles would be too small", () => {
    box.width = 390;
    box.height = 700;
    render(grid(ids(49), { minTileWidth: 120 }));
    expect(shown().length).toBeLessThan(49);
    for (const id of shown()) expect(widthOf(id)).toBeGreaterThanOrEqual(120);
  });

  it("turn the strip alone while someone is pinned", () => {
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
  it("tells which tiles are mounted, whenever that changes and only then", () => {
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

describe("an onVisibleChange that is another function in every render", () => {
  it("may set a state of the app", () => {
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

  it("are one when someone joins 49 people, and none when someone leaves", () => {
    const { rerender } = render(counting(ids(49)));
    expect(renders).toHaveLength(49);
    renders = [];
    rerender(counting(ids(50)));
    expect(renders).toEqual(["m49"]);
    rerender(counting(ids(49, 1)));
    expect(renders).toEqual(["m49"]);
  });

  it("are none of a tile when it becomes large or the box changes its size", () => {
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

  it("is of tiles that get another place, by transform alone", () => {
    const { rerender } = render(grid(ids(4)));
    expect(animate).not.toHaveBeenCalled();
    rerender(grid(ids(5)));
    expect(animate).toHaveBeenCalledTimes(5);
    for (const [keyframes] of animate.mock.calls) expect(Object.keys(keyframes)).toEqual(["transform"]);
    animate.mockClear();
    rerender(grid(ids(5)));
    expect(animate).not.toHaveBeenCalled();
  });

  it("is not there while tiles only follow the size of their box", () => {
    render(grid(ids(4)));
    resizeTo(1270, 714);
    expect(animate).not.toHaveBeenCalled();
    resizeTo(390, 844);
    expect(animate).toHaveBeenCalledTimes(4);
  });

  it("is not there for people who do not want any", () => {
    reduced = true;
    const { rerender } = render(grid(ids(4)));
    rerender(grid(ids(5), { pinned: ["m2"] }));
    expect(animate).not.toHaveBeenCalled();
  });
});
