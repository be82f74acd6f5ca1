import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import {
  ConnectionIndicator,
  type ConnectionQuality,
} from "../../../src/components/tile/ConnectionIndicator.tsx";
import { en } from "../../../src/i18n/index.ts";

const bars: readonly (readonly [ConnectionQuality, number])[] = [
  ["good", 3],
  ["fair", 2],
  ["poor", 1],
  ["lost", 0],
];

describe("ConnectionIndicator", () => {
  it.each(bars)("says %s in words and with %i bars", (quality, count) => {
    const { container } = render(<ConnectionIndicator quality={quality} />);
    expect(screen.getByText(en[`quality.${quality}`])).not.toHaveClass("sora-hidden");
    expect(container.querySelectorAll("[data-full]")).toHaveLength(count);
    expect(container.querySelectorAll("path")).toHaveLength(quality === "lost" ? 1 : 0);
  });

  it("shows bars only when it is compact, with the words for screen readers", () => {
    render(<ConnectionIndicator quality="poor" compact />);
    expect(screen.getByText("Poor connection")).toHaveClass("sora-hidden");
  });

  it("shows nothing while the quality is not known", () => {
    const { container } = render(<ConnectionIndicator quality={null} />);
    expect(container).toBeEmptyDOMElement();
  });
});
