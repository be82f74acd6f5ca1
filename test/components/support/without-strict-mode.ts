import { configure, getConfig } from "@testing-library/react";
import { afterAll, beforeAll } from "vitest";

/** For tests that count renders, because StrictMode renders everything twice. */
export function withoutStrictMode(): void {
  const { reactStrictMode } = getConfig();
  beforeAll(() => configure({ reactStrictMode: false }));
  afterAll(() => configure({ reactStrictMode }));
}
