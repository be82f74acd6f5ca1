import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readPage } from "./support/pages.ts";

const types = (file: string) =>
  readFileSync(
    fileURLToPath(new URL(`../../../node_modules/sora-js-sdk/dist/${file}.d.ts`, import.meta.url)),
    "utf8",
  );

/** The public members that a declaration has, by name. */
function members(file: string, declaration: RegExp): string[] {
  const body = declaration.exec(types(file))?.[1];
  if (body === undefined) throw new Error(`the SDK's ${file} has no ${declaration}`);
  const names = [...body.matchAll(/^ {4}(?:(private|protected) )?(?:readonly |get )?(\w+)[?(:<]/gmu)];
  return names
    .filter(([, hidden, name]) => hidden === undefined && name !== "constructor")
    .map(([, , name]) => name!);
}

const body = (head: string) => new RegExp(`${head} \\{\\n([\\s\\S]*?)^\\}`, "mu");

const offered: Readonly<Record<string, readonly string[]>> = {
  "Connection options": members("types", body("export interface ConnectionOptions")),
  "Methods and properties of a connection": [
    ...members("base", body("export default class ConnectionBase")),
    ...members("publisher", body("export default class ConnectionPublisher extends ConnectionBase")),
    ...members("subscriber", body("export default class ConnectionSubscriber extends ConnectionBase")),
    ...members("messaging", body("export default class ConnectionMessaging extends ConnectionBase")),
  ],
  Events: members("types", body("export interface Callbacks")),
  Notifications: [...types("types").matchAll(/event_type: "([\w.]+)"/gu)].map(([, name]) => name!),
  "The module": [
    ...members("sora", body("declare const _default:")),
    ...members("sora", body("declare class SoraConnection")).filter(
      (name) => !["signalingUrlCandidates", "debug", "signalingUrl"].includes(name),
    ),
  ],
};

const { prose } = readPage("docs/sdk.md");
const sections = new Map(
  prose
    .split(/^## /mu)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf("\n")), section] as const),
);

describe("docs/sdk.md", () => {
  it.each(Object.entries(offered))("%s: each name of the SDK has exactly one row", (title, names) => {
    const rows = [...(sections.get(title) ?? "").matchAll(/^\| `([\w.]+)` \|/gmu)].map(([, name]) => name!);
    expect(names.length).toBeGreaterThan(5);
    expect(rows.toSorted()).toEqual([...new Set(names)].toSorted());
  });

  it("each row says passed, wrapped or refused, and each refusal gives its reason", () => {
    const rows = [...prose.matchAll(/^\| `[\w.]+` \| ([^|]*) \| ([^|]*)\|$/gmu)];
    expect(rows.length).toBeGreaterThan(100);
    for (const [row, verdict, remark] of rows) {
      expect(["passed", "wrapped", "refused"], row).toContain(verdict);
      if (verdict !== "passed") expect(remark?.trim(), row).not.toBe("");
    }
  });
});
