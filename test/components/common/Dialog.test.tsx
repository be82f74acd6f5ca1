import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Dialog } from "react-sora-e2ee";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

const prototype = HTMLDialogElement.prototype;
let before: PropertyDescriptorMap;

// Other tests add them to jsdom, and test files can share a window.
beforeEach(() => {
  before = Object.getOwnPropertyDescriptors(prototype);
  for (const name of ["showModal", "close"]) Reflect.deleteProperty(prototype, name);
});
afterEach(() => {
  Object.defineProperties(prototype, before);
});

it("a dialog opens and closes where dialogs cannot be modal, as in jsdom", async () => {
  const closed = vi.fn();
  const show = (open: boolean) => (
    <Dialog open={open} title="Shortcuts" onClose={closed}>
      <p>Keys</p>
    </Dialog>
  );
  const { rerender } = render(show(true));
  expect(screen.getByRole("dialog", { name: "Shortcuts" })).toBeVisible();
  await userEvent.click(screen.getByRole("button"));
  expect(closed).toHaveBeenCalledOnce();
  rerender(show(false));
  expect(screen.queryByRole("dialog")).toBeNull();
});
