import { readFileSync } from "node:fs";
import { readArguments } from "../../../../dev-server/src/cli-arguments.ts";
import { parseStartFlags } from "../../../../scripts/lib/flags.mjs";
import { chooseSteps } from "../../../../scripts/lib/test-steps.mjs";
import { root } from "./pages.ts";

const { scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** The unknown scripts, steps and flags of this repository in a command line, or null. */
export function wrongCommand(line: string): string | null {
  const [, name = "", args = ""] =
    /^npm (?:run )?(start|test|(?<=run )[\w:-]+)(?: -- ([^#]*))?/u.exec(line.trim()) ?? [];
  if (name !== "" && !(name in scripts)) return `there is no script "${name}"`;
  const refused: string[] = [];
  const given = args.split(/\s+/u).filter(Boolean);
  if (name === "test") chooseSteps(given, (sentence) => refused.push(sentence));
  if (name === "start") {
    const request = readArguments(parseStartFlags(given, (sentence) => refused.push(sentence)).devServer);
    if (request.kind === "error") refused.push(request.message);
  }
  return refused[0] ?? null;
}
