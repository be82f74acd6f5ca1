import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");

describe("the README's code", () => {
  it("is the example that is compiled", () => {
    const blocks = [...read("README.md").matchAll(/^```tsx\n(.*?)^```$/gmsu)].map(([, code]) => code);
    expect(blocks).toEqual([read("examples/meeting.tsx")]);
  });
});
