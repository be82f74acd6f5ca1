import { readdirSync, readFileSync } from "node:fs";
import { transform } from "lightningcss";
import { beforeAll, describe, expect, it } from "vitest";
import { describe as settingsOf } from "../../../dev-server/src/cli-arguments.ts";
import { wrongCommand } from "./support/commands.ts";
import { type CodeBlock, pages, root } from "./support/pages.ts";
import { createTypeCheck, syntaxErrors, type TypeCheck } from "./support/type-check.ts";

const settings = settingsOf({
  e2ee: false,
  signalingNotify: false,
  signalingNotifyConnectionId: false,
  signalingNotifyMetadata: false,
  dataChannelSignaling: false,
  dataChannelMessaging: false,
}).map((line) => line.split(" ")[0]);

const styles = readdirSync(`${root}src/styles`)
  .map((file) => readFileSync(`${root}src/styles/${file}`, "utf8"))
  .join("\n");

type Check = (block: CodeBlock) => string[];

const eachLine =
  (wrong: (line: string) => string | null): Check =>
  ({ page, line, code }) =>
    code.split("\n").flatMap((text, i) => {
      const found = wrong(text);
      return found === null ? [] : [`${page}:${line + i}: ${found}`];
    });

const at = ({ page, line }: CodeBlock, what: string): string => `${page}:${line}: ${what}`;

/** All languages of code blocks, with the check of each. */
const checks: Readonly<Record<string, Check | "types" | "nothing">> = {
  // Type-checked against the library's sources, all in one program.
  ts: "types",
  tsx: "types",
  js: "types",
  // Code against an SDK that is not installed, to compare with: parses.
  "js old": (block) => syntaxErrors(block),
  // Files of Jest's, which is not installed here: they are those that the package's tests run.
  "js jest": (block) => {
    const folder = `${root}test/package/testing-app/`;
    const files = readdirSync(folder).map((file) => readFileSync(`${folder}${file}`, "utf8").trim());
    return files.includes(block.code.trim()) ? [] : [at(block, "is no file of test/package/testing-app")];
  },
  // The scripts, test steps and flags of this repository exist. The package's tests run the commands of getting started.
  sh: (block) => (/getting-started\.md$/u.test(block.page) ? [] : eachLine(wrongCommand)(block)),
  // Lines of sora.conf: a setting that the dev server has, too, and that is on or off.
  ini: eachLine((line) => {
    const name = /^(\w+) = (true|false)$/u.exec(line.replace(/\s*;.*$/u, ""))?.[1];
    if (line.trim() === "" || line.startsWith(";")) return null;
    return settings.includes(name) ? null : `"${line}" is no setting that E2EE is concerned with`;
  }),
  json: (block) => {
    try {
      JSON.parse(block.code);
      return [];
    } catch (error) {
      return [at(block, String(error))];
    }
  },
  // Parses, and sets no variable and no class of ours that does not exist.
  css: (block) => {
    try {
      transform({ filename: block.page, code: new TextEncoder().encode(block.code) });
    } catch (error) {
      return [at(block, String(error))];
    }
    const names = [...block.code.matchAll(/--sora-[\w-]+|\.sora-[\w-]+/gu)].map(([name]) => name);
    return names
      .filter((name) => !styles.includes(name))
      .map((name) => at(block, `${name} is not in styles`));
  },
  // Drawings, formulas, output: read by people only.
  text: "nothing",
};

let typeCheck: TypeCheck;
beforeAll(() => {
  typeCheck = createTypeCheck();
});

const allBlocks = pages.flatMap(({ blocks }) => blocks);

describe("the documentation's code", () => {
  it("uses only languages that have a check", () => {
    const unknown = allBlocks.filter(({ language }) => !Object.hasOwn(checks, language));
    expect(unknown.map((block) => at(block, `"${block.language}"`))).toEqual([]);
  });

  it("compiles against the library", () => {
    const typed = allBlocks.filter(({ language }) => checks[language] === "types");
    expect(typed.length).toBeGreaterThan(20);
    expect(typeCheck(typed)).toEqual([]);
  });

  it.each(Object.keys(checks).filter((language) => typeof checks[language] === "function"))(
    "is valid %s",
    (language) => {
      const check = checks[language] as Check;
      expect(allBlocks.filter((block) => block.language === language).flatMap(check)).toEqual([]);
    },
  );

  it("names existing commands in its sentences, too", () => {
    const wrong = pages.flatMap(({ path, prose }) =>
      [...prose.matchAll(/`(np[mx] [^`]+)`/gu)].flatMap(({ 1: command = "", index }) => {
        // Brackets, and an ending ellipsis or star, stand for several commands.
        const found = /[…*[<]/u.test(command) ? null : wrongCommand(command);
        const line = prose.slice(0, index).split("\n").length;
        return found === null ? [] : [`${path}:${line}: ${command}: ${found}`];
      }),
    );
    expect(wrong).toEqual([]);
  });
});

describe("a wrong snippet", () => {
  const block = (language: string, code: string): CodeBlock => ({ page: "a.md", line: 10, language, code });

  it("is reported with its page and line", () => {
    const found = typeCheck([
      block("ts", "const call = createSoraCall({ signalingUrls, channelId });\nawait call.conect();"),
      block(
        "tsx",
        "const { phase } = useSoraE2EE({ signalingUrls, chanel: channelId });\nreturn <p>{phase}</p>;",
      ),
      block("ts", "useNothing();"),
      block("js", "const worker = new Worker("),
    ]);
    expect(found).toEqual([
      expect.stringContaining("a.md:11: Property 'conect' does not exist"),
      expect.stringContaining("a.md:10: "),
      expect.stringContaining("a.md:10: Cannot find name 'useNothing'"),
      expect.stringContaining("a.md:11: ')' expected"),
    ]);
  });

  it.each([
    ["sh", "npm run nothing", "there is no script"],
    ["sh", "npm start -- --no-encryption", "unknown argument"],
    ["sh", "npm test -- units", "Unknown step: units"],
    ["ini", "e2e = true", "is no setting"],
    ["js old", "connect(", "')' expected"],
    ["json", "{ a: 1 }", "SyntaxError"],
    ["css", ".sora-tyle { color: red }", ".sora-tyle is not in styles"],
    ["css", "a { color: }}", "SyntaxError"],
  ])("%s: %s", (language, code, what) => {
    const check = checks[language] as Check;
    expect(check(block(language, code))).toEqual([expect.stringContaining(what)]);
  });
});
