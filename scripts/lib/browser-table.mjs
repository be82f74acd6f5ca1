// @ts-check
/** @typedef {"works" | "no-encoder" | "no-decoder" | "fails"} CallResult */
/** @typedef {"VP8" | "VP9" | "H264" | "AV1"} CallCodec */
/** @typedef {"en" | "ja"} Language */
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
  en: {
    from: "from → to",
    works: "yes",
    "no-encoder": "cannot send it",
    "no-decoder": "cannot show it",
    fails: "**fails**",
  },
  ja: {
    from: "送信側 → 受信側",
    works: "可",
    "no-encoder": "送信不可",
    "no-decoder": "表示不可",
    fails: "**失敗**",
  },
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
 * The table of the README in this language.
 * @param {readonly BrowserCall[]} calls
 * @param {Language} language
 */
export function browserTable(calls, language) {
  const say = words[language];
  return [
    `| ${[say.from, ...codecs].join(" | ")} |`,
    `|${"---|".repeat(codecs.length + 1)}`,
    ...calls.map(
      (call) => `| ${[keyOf(call), ...codecs.map((codec) => say[call.codecs[codec]])].join(" | ")} |`,
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
 * The README with the table between its marks.
 * @param {string} readme
 * @param {readonly BrowserCall[]} calls
 * @param {Language} language
 */
export function withBrowserTable(readme, calls, language) {
  return readme.replace(
    /(<!-- browsers: .*? -->)[\s\S]*?(<!-- \/browsers -->)/u,
    (_, begin, end) => `${begin}\n\n${browserTable(calls, language)}\n\n${end}`,
  );
}
