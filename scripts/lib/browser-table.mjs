// @ts-check
/** @typedef {"works" | "no-encoder" | "no-decoder" | "fails"} CallResult */
/** @typedef {"VP8" | "VP9" | "H264" | "AV1"} CallCodec */
/** @typedef {{ readonly browser: "chromium" | "firefox", readonly version: number }} BrowserVersion */
/**
 * What was observed of calls from one browser to another.
 * @typedef {{ readonly from: BrowserVersion, readonly to: BrowserVersion, readonly codecs: Readonly<Record<CallCodec, CallResult>> }} BrowserCall
 */

/**
 * The order of the columns.
 * @type {readonly CallCodec[]}
 */
export const codecs = ["VP8", "VP9", "H264", "AV1"];

const names = { chromium: "Chromium", firefox: "Firefox" };

const words = {
  from: "from → to",
  works: "yes",
  "no-encoder": "cannot send it",
  "no-decoder": "cannot show it",
  fails: "**fails**",
};

/** @param {BrowserVersion} version */
const nameOf = ({ browser, version }) => `${names[browser]} ${version}`;
/** @param {BrowserCall} call */
const keyOf = ({ from, to }) => `${nameOf(from)} → ${nameOf(to)}`;

/**
 * The calls known so far with those of another run, which take the place of calls between the same versions.
 * @param {readonly BrowserCall[]} known
 * @param {readonly BrowserCall[]} observed
 */
export function mergeCalls(known, observed) {
  const merged = new Map([...known, ...observed].map((call) => [keyOf(call), call]));
  const byVersion = (/** @type {BrowserCall} */ a, /** @type {BrowserCall} */ b) =>
    b.from.version + b.to.version - a.from.version - a.to.version || keyOf(a).localeCompare(keyOf(b));
  return [...merged.values()].sort(byVersion);
}

/**
 * The table of docs/browsers.md.
 * @param {readonly BrowserCall[]} calls
 */
export function browserTable(calls) {
  return [
    `| ${[words.from, ...codecs].join(" | ")} |`,
    `|${"---|".repeat(codecs.length + 1)}`,
    ...calls.map(
      (call) => `| ${[keyOf(call), ...codecs.map((codec) => words[call.codecs[codec]])].join(" | ")} |`,
    ),
  ].join("\n");
}

/**
 * The versions of a browser in these calls, oldest first.
 * @param {readonly BrowserCall[]} calls
 * @param {BrowserVersion["browser"]} browser
 */
export function versionsOf(calls, browser) {
  const all = calls.flatMap(({ from, to }) => [from, to]).filter((each) => each.browser === browser);
  return [...new Set(all.map(({ version }) => version))].sort((a, b) => a - b);
}

/**
 * The page with the table between its marks.
 * @param {string} page
 * @param {readonly BrowserCall[]} calls
 */
export function withBrowserTable(page, calls) {
  return page.replace(
    /(<!-- browsers: .*? -->)[\s\S]*?(<!-- \/browsers -->)/u,
    (_, begin, end) => `${begin}\n\n${browserTable(calls)}\n\n${end}`,
  );
}
