import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { en, ja } from "../../../src/i18n/index.ts";
import { frameFailures } from "../../../src/status.ts";
import { statuses } from "./support/statuses.ts";
import { quotedTests } from "./support/test-names.ts";

const page = new URL("../../../docs/encryption-status.md", import.meta.url);
const text = readFileSync(page, "utf8");

describe("docs/encryption-status.md", () => {
  it("links its statements to tests and stories", () => {
    expect(quotedTests("docs/encryption-status.md", text).length).toBeGreaterThan(20);
  });

  it("quotes the texts that people see", () => {
    for (const status of statuses) {
      const key = `encryption.${status}` as const;
      const row = text.split("\n").find((line) => line.startsWith(`| \`${status}\``));
      expect(row).toContain(`| ${en[key]} | ${ja[key]} |`);
    }
    for (const reason of frameFailures) {
      expect(text).toContain(`| \`${reason}\` | ${en[`why.${reason}`]} | ${ja[`why.${reason}`]} |`);
    }
  });
});
