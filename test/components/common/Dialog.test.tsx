import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Dialog } from "react-sora-e2ee";
import { expect, it, vi } from "vitest";

it("a dialog opens and closes in jsdom, which has no modal dialogs", async () => {
  const closed = vi.fn();
  const show = (open: boolean) => (
    <Dialog open={open} title="Shortcuts" onClose={closed}>
      <p>Keys</p>
    </Dialog>
  );
  expect(HTMLDialogElement.prototype.showModal).toBeUndefined();
  const { rerender } = render(show(true));
  expect(screen.getByRole("dialog", { name: "Shortcuts" })).toBeVisible();
  await userEvent.click(screen.getByRole("button"));
  expect(closed).toHaveBeenCalledOnce();
  rerender(show(false));
  expect(screen.queryByRole("dialog")).toBeNull();
});
