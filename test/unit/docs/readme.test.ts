import { readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { frameFailures, type PeerEncryptionStatus, type SelfEncryptionStatus } from "../../../src/status.ts";
import { pages, readPage, root } from "./support/pages.ts";

const readmes = pages.filter(({ path }) => /^README(\.\w+)?\.md$/u.test(path));

const statuses: Record<PeerEncryptionStatus | SelfEncryptionStatus, true> = {
  exchanging: true,
  ready: true,
  encrypted: true,
  failing: true,
  unprotected: true,
  protected: true,
  waiting: true,
  blocked: true,
};

/** The names of all properties in a file's types whose names match. */
function properties(path: string, types: RegExp): Set<string> {
  const text = readFileSync(`${root}${path}`, "utf8");
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertySignature(node)) names.add(node.name.getText());
    ts.forEachChild(node, visit);
  };
  for (const statement of ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true).statements) {
    const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
    if (isType && types.test(statement.name.text)) visit(statement);
  }
  return names;
}

/** The code in the first column of every table of the page. */
function firstColumns(prose: string): string[] {
  return prose
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .flatMap((line) => [...(line.split("|")[1] ?? "").matchAll(/`(\w+)`/gu)].map(([, code = ""]) => code));
}

describe.each(readmes.map((page) => ({ ...page })))("$path", ({ blocks, prose }) => {
  const rows = firstColumns(prose);

  it("shows the example that is compiled", () => {
    const apps = blocks.filter(({ language }) => language === "tsx").map(({ code }) => `${code}\n`);
    expect(apps).toEqual([readFileSync(`${root}examples/app.tsx`, "utf8")]);
  });

  it("has a row for each status and each failure reason", () => {
    for (const status of Object.keys(statuses)) expect(rows).toContain(status);
    const failing = prose.split("\n").find((line) => line.startsWith("| `failing`"));
    for (const reason of frameFailures) expect(failing).toContain(`\`${reason}\``);
  });
});

it("docs/options.md has a row for each existing option of a call and of its hook", () => {
  const options = new Set([
    ...properties("src/call/types.ts", /^(BaseOptions|SendingMedia|SoraCallOptions)$/u),
    ...properties("src/hooks/useSoraE2EE.ts", /^UseSoraE2EEOptions$/u),
  ]);
  const described = firstColumns(readPage("docs/options.md").prose);
  expect(described.sort()).toEqual([...options].filter((name) => name !== "attempts").sort());
});
