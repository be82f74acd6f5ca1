import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../../../", import.meta.url)).replaceAll("\\", "/");

export interface CodeBlock {
  readonly page: string;
  /** The line number of the first line of code, from 1. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
}

export interface Page {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
  /** The text without code blocks, line by line as before. */
  readonly prose: string;
  readonly blocks: readonly CodeBlock[];
}

/** The output of `npm run api` and `npm run docs`. */
const written = /^docs\/(api|reference)\//u;

function markdownFiles(): string[] {
  const top = readdirSync(root).filter((file) => file.endsWith(".md"));
  const inDocs = readdirSync(`${root}docs`, { recursive: true, encoding: "utf8" })
    .map((file) => `docs/${file.replaceAll("\\", "/")}`)
    .filter((file) => file.endsWith(".md") && !written.test(file));
  return [...top, ...inDocs, "dev-server/README.md"].sort();
}

export function readPage(path: string): Page {
  const text = readFileSync(`${root}${path}`, "utf8");
  const blocks: CodeBlock[] = [];
  const prose: string[] = [];
  let open: { readonly line: number; readonly language: string; readonly code: string[] } | null = null;
  for (const [index, line] of text.split("\n").entries()) {
    const fence = /^\s*```(.*)$/u.exec(line);
    if (fence && open) {
      blocks.push({ page: path, line: open.line, language: open.language, code: open.code.join("\n") });
      open = null;
    } else if (fence) open = { line: index + 2, language: fence[1] ?? "", code: [] };
    else if (open) open.code.push(line);
    prose.push(fence || open ? "" : line);
  }
  if (open) throw new Error(`${path}:${open.line}: this code block has no end.`);
  return { path, text, prose: prose.join("\n"), blocks };
}

/** Everything that people read in the repository, Markdown only. */
export const pages: readonly Page[] = markdownFiles().map(readPage);

export const exists = (path: string): boolean => existsSync(`${root}${path}`);
