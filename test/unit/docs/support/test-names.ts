import { readFileSync } from "node:fs";
import ts from "typescript";
import { root } from "./pages.ts";

const callers = ["test", "it", "describe"];

/** `test` of `test(…)`, `test.each(…)(…)` and the like. */
function caller(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) return caller(node.expression);
  return "";
}

/** The names of a file's tests as they are written there, or of its stories. */
export function testNames(path: string): Set<string> {
  const text = readFileSync(`${root}${path}`, "utf8");
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && callers.includes(caller(node.expression))) {
      const [name] = node.arguments;
      if (name && ts.isStringLiteralLike(name)) names.add(name.text);
    }
    if (/\.stories\.tsx$/u.test(path) && ts.isVariableStatement(node)) {
      const exported = node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
      for (const { name } of exported ? node.declarationList.declarations : []) names.add(name.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

export interface QuotedTest {
  /** Relative to the repository. */
  readonly file: string;
  readonly name: string;
}

/** Links of a page to tests and stories: `[name of the test](../test/unit/….test.ts)`. */
export function quotedTests(page: string, prose: string): QuotedTest[] {
  const links = prose.matchAll(/\[([^\]]+)\]\(([^)\s]+\.(?:test\.tsx?|stories\.tsx))\)/gu);
  return [...links].map(([, name = "", target = ""]) => ({
    file: new URL(target, `file:///${page}`).pathname.slice(1),
    name: name.replace(/\s+/gu, " "),
  }));
}
