import { readFileSync } from "node:fs";
import { meetingParts } from "react-sora-e2ee";
import ts from "typescript";
import { expect, it } from "vitest";
import { readPage, root } from "./support/pages.ts";

const { prose } = readPage("docs/meeting.md");

/** The names in the first column of a table. */
function firstColumn(heading: string): string[] {
  const section = prose.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  return rows.flatMap((row) =>
    [...(row.split("|")[1] ?? "").matchAll(/`(\w+)`/gu)].map(([, name = ""]) => name),
  );
}

function membersOf(name: string): string[] {
  const path = `${root}src/meeting/types.ts`;
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  const found = source.statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === name,
  ) as ts.InterfaceDeclaration;
  return found.members.map((member) => member.name?.getText() ?? "");
}

it("docs/meeting.md has a row for each prop that only Meeting has, and no row for an unknown prop", () => {
  const props = membersOf("MeetingProps").filter((name) => name !== "role");
  expect(firstColumn("Props").sort()).toEqual(props.sort());
});

it("docs/meeting.md has a row for each part", () => {
  expect(firstColumn("Replacing parts").sort()).toEqual(Object.keys(meetingParts).sort());
});
