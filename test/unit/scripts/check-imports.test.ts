import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ForbiddenImport, findForbiddenImports } from "../../../scripts/check-imports.mjs";

/** A repository like ours in which every import rule is broken once: the rule, the file, and its import. */
const broken: readonly (readonly [rule: string, file: string, code: string])[] = [
  ["arrow-e2ee", "src/e2ee/to-store.ts", 'import "../store/fine.ts";'],
  ["arrow-e2ee", "src/e2ee/to-sora.ts", 'import type { Fine } from "../sora/fine.ts"; export type A = Fine;'],
  ["arrow-store", "src/store/to-call.ts", 'import "../call/fine.ts";'],
  ["arrow-components", "src/components/to-store.ts", 'import "../store/fine.ts";'],
  ["arrow-components", "src/components/to-hooks.ts", 'import "../hooks/fine.ts";'],
  ["arrow-sora", "src/sora/to-e2ee.ts", 'export * from "../e2ee/fine.ts";'],
  ["arrow-call", "src/call/to-hooks.ts", 'export const later = () => import("../hooks/fine.ts");'],
  ["arrow-hooks", "src/hooks/to-meeting.ts", 'import "../meeting/fine.ts";'],
  ["arrow-hooks", "src/hooks/to-components.ts", 'import "../components/fine.ts";'],
  ["arrow-meeting", "src/meeting/to-sora.ts", 'export type A = import("../sora/fine.ts").Fine;'],
  ["arrow-leaves", "src/i18n/to-store.ts", 'import "../store/fine.ts";'],
  ["arrow-leaves", "src/errors.ts", 'import "zustand";'],
  ["package-sora-js-sdk", "src/call/to-sdk.ts", 'import type { A } from "sora-js-sdk"; export type B = A;'],
  ["package-sora-js-sdk", "src/e2ee/to-sdk.ts", 'import "sora-js-sdk";'],
  ["package-react", "src/e2ee/to-react.ts", 'import "react";'],
  ["package-react", "src/call/to-react.ts", 'import "react/jsx-runtime";'],
  ["package-react-dom", "src/store/to-react-dom.ts", 'import "react-dom/client";'],
  ["package-zustand", "src/components/to-zustand.ts", 'import "zustand";'],
  ["package-noble-curves", "src/call/to-curves.ts", 'import "@noble/curves/ed25519.js";'],
  ["package-unknown", "src/hooks/to-unknown.ts", 'import "left-pad";'],
  ["package-unknown", "src/e2ee/to-node.ts", 'import "node:fs";'],
  ["core-without-react", "src/core.ts", 'export * from "./call/by-way-of.ts";'],
  ["own-name", "src/components/to-own-name.ts", 'import "react-sora-e2ee/core";'],
  ["library-alone", "src/call/to-dev-server.ts", 'import "../../dev-server/src/fine.ts";'],
  ["dev-server-alone", "dev-server/src/to-library.ts", 'import "../../src/e2ee/fine.ts";'],
];

const allowed: Record<string, string> = {
  "src/call/by-way-of.ts": 'import "../hooks/fine.ts";',
  "src/store/circle.ts": 'import "./circle-back.ts";',
  "src/store/circle-back.ts": 'import "./circle.ts";',
  "src/store/type-circle.ts": 'import type { B } from "./type-circle-back.ts"; export type A = B;',
  "src/store/type-circle-back.ts": 'import type { A } from "./type-circle.ts"; export type B = A | 1;',
  "src/status.ts": "export const fine = 1;",
  "src/sora/fine.ts": 'import "sora-js-sdk"; import "../status.ts"; export type Fine = 1;',
  "src/e2ee/fine.ts": 'import "@noble/curves/ed25519.js"; import "../status.ts";',
  "src/store/fine.ts": 'import "zustand/vanilla"; import "../status.ts";',
  "src/call/fine.ts": 'import "../store/fine.ts"; import "../sora/fine.ts"; import "../e2ee/fine.ts";',
  "src/components/fine.ts": 'import "react"; import "../status.ts";',
  "src/hooks/fine.ts": 'import "react"; import "../call/fine.ts"; import "../store/fine.ts";',
  "src/meeting/fine.ts": 'import "../components/fine.ts"; import "../hooks/fine.ts";',
  "dev-server/src/fine.ts": 'import "node:http";',
};

let house: string;
let found: ForbiddenImport[];

beforeAll(async () => {
  house = mkdtempSync(join(tmpdir(), "arrows-"));
  const files = [...broken.map(([, file, code]) => [file, code] as const), ...Object.entries(allowed)];
  for (const [file, code] of files) {
    mkdirSync(dirname(join(house, file)), { recursive: true });
    writeFileSync(join(house, file), code);
  }
  found = await findForbiddenImports(house, ["src", "dev-server/src"]);
});

afterAll(() => rmSync(house, { recursive: true, force: true }));

test.each(broken)("%s is reported for %s", (rule, file) => {
  expect(found.map((violation) => [violation.rule, violation.from])).toContainEqual([rule, file]);
});

test("imports that the layers allow are not reported", () => {
  const accused = new Set(found.filter(({ rule }) => rule !== "no-cycles").map(({ from }) => from));
  expect(Object.keys(allowed).filter((file) => accused.has(file))).toEqual(["src/call/by-way-of.ts"]);
});

test("circular imports of types are allowed, and of code are reported", () => {
  const circles = found.filter(({ rule }) => rule === "no-cycles").map(({ to }) => to);
  expect(circles.join()).toContain("circle-back.ts");
  expect(circles.join()).not.toContain("type-circle");
});
