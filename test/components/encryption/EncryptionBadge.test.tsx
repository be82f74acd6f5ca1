import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { EncryptionBadge } from "../../../src/components/encryption/EncryptionBadge.tsx";

describe("EncryptionBadge", () => {
  it("gives the status in words, also when only its icon is visible", () => {
    const { rerender } = render(<EncryptionBadge encryption={{ status: "waiting" }} />);
    expect(screen.getByText("Not sending")).not.toHaveClass("sora-hidden");
    rerender(<EncryptionBadge encryption={{ status: "waiting" }} compact />);
    expect(screen.getByText("Not sending")).toHaveClass("sora-hidden");
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
  });

  it("is a button when there are details, and its name contains the visible text", () => {
    const onDetails = vi.fn();
    render(<EncryptionBadge encryption={{ status: "encrypted" }} onDetails={onDetails} />);
    const button = screen.getByRole("button", { name: "Encrypted: show details" });
    expect(button).toHaveTextContent("Encrypted");
    fireEvent.click(button);
    expect(onDetails).toHaveBeenCalledExactlyOnceWith();
  });
});
