import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { I18nProvider } from "../../../src/components/common/I18nProvider.tsx";
import { ErrorNotice } from "../../../src/components/notices/ErrorNotice.tsx";
import { SoraE2EEError, soraE2EEErrorCodes } from "../../../src/errors.ts";
import { en, ja } from "../../../src/i18n/index.ts";

describe("ErrorNotice", () => {
  it.each(soraE2EEErrorCodes)("says what happened and what to do, in both languages: %s", (code) => {
    for (const [locale, messages] of Object.entries({ en, ja })) {
      const { container, unmount } = render(
        <I18nProvider locale={locale} messages={messages}>
          <ErrorNotice error={{ code }} />
        </I18nProvider>,
      );
      expect(screen.getByRole("alert")).toBe(container.firstElementChild);
      expect(container.firstElementChild).toHaveAttribute("data-sora-error", code);
      expect(screen.getByText(messages[`error.${code}.what`])).toBeInTheDocument();
      expect(screen.getByText(messages[`error.${code}.do`])).toBeInTheDocument();
      unmount();
    }
  });

  it("shows the technical sentence under Details", async () => {
    render(<ErrorNotice error={new SoraE2EEError("e2ee-disabled", "Set e2ee = true.")} />);
    await userEvent.click(screen.getByText("Details"));
    expect(screen.getByText("Set e2ee = true.")).toBeVisible();
  });

  it("offers only the actions that the app supports", async () => {
    const onRetry = vi.fn();
    const { rerender } = render(<ErrorNotice error={{ code: "aborted" }} />);
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
    rerender(<ErrorNotice error={{ code: "aborted" }} onRetry={onRetry} />);
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(onRetry).toHaveBeenCalledOnce();
  });
});
