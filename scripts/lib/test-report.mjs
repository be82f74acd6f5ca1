// @ts-check
import { stripVTControlCharacters } from "node:util";

/** @typedef {{ readonly project: string, readonly file: string, readonly test: string, readonly message: string, readonly seen?: readonly string[] }} Failure */
/** @typedef {{ readonly name: string, readonly failures: readonly Failure[], readonly lines: readonly string[] }} FailedStep */

/**
 * A report fits into the last 40 lines of a run, together with the times of the steps and the last sentence.
 */
const most = 26;
const width = 160;
/** For the state of a page. */
const seenWidth = 800;

const short = (/** @type {string} */ text, limit = width) => {
  const line = stripVTControlCharacters(text).replace(/\s+/g, " ").trim();
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
};

/**
 * The failures of a step: a line for each test, a line for the reason and the state that the test saw, or the
 * step's own last lines.
 * @param {FailedStep} step
 */
function linesOf({ failures, lines }) {
  if (failures.length === 0) return lines.map((line) => short(line));
  return failures.flatMap(({ project, file, test, message, seen = [] }) => [
    short(`${project} ${file} > ${test}`.trim()),
    `  ${short(message)}`,
    ...seen.map((line) => `    ${short(line, seenWidth)}`),
  ]);
}

/**
 * The end of a run's output for the steps that failed.
 * @param {readonly FailedStep[]} failed
 */
export function reportFailures(failed) {
  // Each step has a heading.
  const room = Math.max(1, Math.floor(most / failed.length) - 1);
  return failed.flatMap((step) => {
    const all = linesOf(step);
    const left = all.length - room;
    const shown = left > 0 ? all.slice(0, room - 1) : all;
    const rest = left > 0 ? [`… and more: npm test -- ${step.name}`] : [];
    return [`What failed in ${step.name}:`, ...[...shown, ...rest].map((line) => `  ${line}`)];
  });
}

/**
 * The failures that a Vitest run wrote. Steps that are not Vitest runs have none.
 * @param {string} text
 * @returns {Failure[]}
 */
export function readFailures(text) {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}
