import { cleanup, fireEvent, renderHook, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useShortcuts } from "react-sora-e2ee";
import { afterEach, describe, expect, it, vi } from "vitest";

afterEach(() => {
  cleanup();
  document.body.replaceChildren();
});

function open(enabled = true) {
  const m = vi.fn();
  const help = vi.fn();
  const { rerender } = renderHook(
    (given: boolean) => useShortcuts({ m, "?": help, x: undefined }, { enabled: given }),
    {
      initialProps: enabled,
    },
  );
  return { m, help, rerender };
}

describe("useShortcuts", () => {
  it("calls the function of a key, in lower and upper case", async () => {
    const { m, help } = open();
    await userEvent.keyboard("mM?x");
    expect(m).toHaveBeenCalledTimes(2);
    expect(help).toHaveBeenCalledOnce();
  });

  it.each([
    "<input aria-label=field>",
    "<textarea aria-label=field></textarea>",
    "<select aria-label=field><option>m</option></select>",
    "<div contenteditable tabindex=0 aria-label=field>text</div>",
    "<dialog open><button aria-label=field></button></dialog>",
    "<div role=dialog><button aria-label=field></button></div>",
  ])("ignores keys that are pressed in %s", (html) => {
    const { m } = open();
    document.body.insertAdjacentHTML("beforeend", html);
    fireEvent.keyDown(screen.getByLabelText("field"), { key: "m" });
    expect(m).not.toHaveBeenCalled();
  });

  it.each([{ ctrlKey: true }, { altKey: true }, { metaKey: true }, { repeat: true }, { isComposing: true }])(
    "ignores keys with %o",
    (how) => {
      const { m } = open();
      fireEvent.keyDown(document.body, { key: "m", ...how });
      expect(m).not.toHaveBeenCalled();
    },
  );

  it("ignores keys when it is turned off", async () => {
    const { m, rerender } = open(false);
    await userEvent.keyboard("m");
    expect(m).not.toHaveBeenCalled();
    rerender(true);
    await userEvent.keyboard("m");
    expect(m).toHaveBeenCalledOnce();
  });
});
