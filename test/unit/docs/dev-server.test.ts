import { expect, it } from "vitest";
import { USAGE } from "../../../dev-server/src/cli-arguments.ts";
import { readPage } from "./support/pages.ts";

it("dev-server/README.md has a row for each existing flag", () => {
  const { prose } = readPage("dev-server/README.md");
  const flags = [...USAGE.matchAll(/^ {2}(--[\w-]+)/gmu)].map(([, flag]) => flag);
  const rows = [...prose.matchAll(/^\| `(--[\w-]+)/gmu)].map(([, flag]) => flag);
  expect(rows.sort()).toEqual(flags.filter((flag) => flag !== "--help").sort());
});
