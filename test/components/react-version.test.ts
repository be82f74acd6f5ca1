import { renderHook } from "@testing-library/react";
import { useRef, version } from "react";
import { version as domVersion } from "react-dom";
import { describe, expect, it } from "vitest";

describe("the test setup", () => {
  it("renders with the React version that was asked for", () => {
    expect([version, domVersion].map((text) => text.split(".")[0])).toEqual(
      Array(2).fill(process.env.TEST_REACT),
    );
  });

  it("renders in StrictMode when that was asked for", () => {
    let renders = 0;
    renderHook(() => {
      renders += 1;
      return useRef(null);
    });
    expect(renders).toBe(process.env.TEST_STRICT_MODE === "true" ? 2 : 1);
  });
});
