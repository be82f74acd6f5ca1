import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import decodeQR from "qr/decode.js";
import { afterEach, describe, expect, it, vi } from "vitest";
import { digitsInQr, qrText } from "../../../src/components/safety-number/qr-text.ts";
import { SafetyNumberQr } from "../../../src/components/safety-number/SafetyNumberQr.tsx";
import { SafetyNumberScanner } from "../../../src/components/safety-number/SafetyNumberScanner.tsx";
import { withoutStrictMode } from "../support/without-strict-mode.ts";

const digits = "782040464587681282323938771385367816879408825020723920533696";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("the QR code of a safety number", () => {
  it("gives the same number to a reader of QR codes", () => {
    render(<SafetyNumberQr name="Ben" digits={digits} />);
    const code = screen.getByRole("img", { name: "QR code of the safety number with Ben" });
    const size = Number(code.getAttribute("viewBox")?.split(" ")[2]);
    const squares = [...(code.lastElementChild?.getAttribute("d") ?? "").matchAll(/M(\d+) (\d+)/gu)];
    // QR readers need several pixels for each module.
    const scale = 4;
    const data = new Uint8ClampedArray((size * scale) ** 2 * 4).fill(255);
    for (const [, x, y] of squares) {
      for (let dy = 0; dy < scale; dy++) {
        for (let dx = 0; dx < scale; dx++) {
          const pixel = (Number(y) * scale + dy) * size * scale + Number(x) * scale + dx;
          data.fill(0, pixel * 4, pixel * 4 + 3);
        }
      }
    }
    expect(digitsInQr(decodeQR({ width: size * scale, height: size * scale, data }))).toBe(digits);
  });

  it("does not match any other code", () => {
    for (const text of [
      "",
      digits,
      "https://example.com",
      qrText("1"),
      `${qrText(digits)}0`,
      `${"X".repeat(21)}${digits}`,
    ]) {
      expect(digitsInQr(text), text).toBeNull();
    }
  });
});

describe("comparison by camera", () => {
  withoutStrictMode();

  const stop = vi.fn();

  function stub(codes: readonly string[], getUserMedia = async () => ({ getTracks: () => [{ stop }] })) {
    stop.mockClear();
    class BarcodeDetector {
      detect = async () => codes.map((rawValue) => ({ rawValue }));
    }
    vi.stubGlobal("BarcodeDetector", BarcodeDetector);
    vi.stubGlobal("navigator", Object.assign(Object.create(navigator), { mediaDevices: { getUserMedia } }));
  }

  async function scan() {
    const onScanned = vi.fn();
    render(<SafetyNumberScanner name="Ben" digits={digits} onScanned={onScanned} />);
    await userEvent.click(screen.getByRole("button", { name: "Scan Ben's code" }));
    await act(async () => undefined);
    return onScanned;
  }

  it("is not offered where the browser cannot read codes", () => {
    const { container } = render(<SafetyNumberScanner name="Ben" digits={digits} onScanned={vi.fn()} />);
    expect(container).toBeEmptyDOMElement();
  });

  it.each([
    ["the same number", digits, true],
    ["another number", "1".repeat(60), false],
  ])("reports %s, and closes the camera", async (_what, read, matches) => {
    stub([qrText(read)]);
    expect(await scan()).toHaveBeenCalledExactlyOnceWith(matches);
    expect(stop).toHaveBeenCalledOnce();
  });

  it("continues after a foreign code, until the person stops it", async () => {
    stub(["https://example.com"]);
    const onScanned = await scan();
    expect(await screen.findByText("This is no code of a safety number.")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Stop scanning" }));
    expect(stop).toHaveBeenCalledOnce();
    expect(onScanned).not.toHaveBeenCalled();
  });

  it("reports that the camera cannot be opened", async () => {
    stub([], () => Promise.reject(new Error("denied")));
    await scan();
    expect(await screen.findByText("The camera could not be opened.")).toBeVisible();
  });
});
