import { onTestFinished, vi } from "vitest";

/** Keeps an error that a test expects from a render out of the output. React 18 reports it to the window as well. */
export function expectRenderError(): void {
  const reports = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const prevent = (event: ErrorEvent): void => event.preventDefault();
  window.addEventListener("error", prevent);
  onTestFinished(() => {
    reports.mockRestore();
    window.removeEventListener("error", prevent);
  });
}
