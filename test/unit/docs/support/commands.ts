import { readFileSync } from "node:fs";
import { readArguments } from "../../../../dev-server/src/cli-arguments.ts";
import { parseStartFlags } from "../../../../scripts/lib/flags.mjs";
import { chooseSteps } from "../../../../scripts/lib/test-steps.mjs";
import { exists, root } from "./pages.ts";

/** Programs that are not ours: nothing is known of their arguments here. */
const others = ["git", "cd", "echo", "openssl", "curl"];
const ownToNpm = ["install", "i", "ci", "uninstall", "pack", "ls"];

const { scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

function wrongFlags(args: readonly string[]): string | null {
  let wrong: string | null = null;
  const { devServer } = parseStartFlags([...args], (message: string) => {
    wrong = message;
  });
  return wrong ?? wrongServerFlags(devServer);
}

function wrongServerFlags(args: readonly string[]): string | null {
  const request = readArguments(args);
  return request.kind === "error" ? request.message : null;
}

function wrongNpm([command = "", ...rest]: readonly string[]): string | null {
  const script = command === "run" ? rest.shift() : command;
  if (command !== "run" && ownToNpm.includes(command)) return null;
  if (script === undefined || !(script in scripts)) return `there is no script "${script}"`;
  const args = rest[0] === "--" ? rest.slice(1) : [];
  if (rest.length > 0 && rest[0] !== "--")
    return `npm keeps "${rest[0]}" to itself: "--" must come before it`;
  if (script === "start") return wrongFlags(args);
  if (script !== "test") return null;
  let refused: string | null = null;
  chooseSteps(args, (sentence) => {
    refused = sentence;
  });
  return refused;
}

function wrongNpx([tool, ...rest]: readonly string[]): string | null {
  const file = rest.find((word) => /\.(m?[jt]sx?|json)$/u.test(word));
  if (file !== undefined && !exists(file)) return `there is no ${file}`;
  return tool === "tsx" && file === "dev-server/src/cli.ts" ? wrongServerFlags(rest.slice(1)) : null;
}

/** What is wrong with a command line of the documentation, or null. */
export function wrongCommand(line: string): string | null {
  const words = line
    .replace(/(^|\s)#.*$/u, "")
    .trim()
    .replace(/^(\w+=\S*\s+)+/u, "")
    .split(/\s+/u);
  const [program = "", ...rest] = words;
  if (program === "" || others.includes(program)) return null;
  if (program === "npm") return wrongNpm(rest);
  if (program === "npx") return wrongNpx(rest);
  return program === "node" && exists(rest[0] ?? "") ? null : `nobody knows the command "${program}"`;
}
