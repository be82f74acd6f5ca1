/** The order of the columns. */
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

const nameOf = ({ browser, version }) => `${names[browser]} ${version}`;
const keyOf = ({ from, to }) => `${nameOf(from)} → ${nameOf(to)}`;

/** The calls known so far with those of another run, which take the place of calls between the same versions. */
export function mergeCalls(known, observed) {
  const merged = new Map([...known, ...observed].map((call) => [keyOf(call), call]));
  const byVersion = (a, b) =>
    b.from.version + b.to.version - a.from.version - a.to.version || keyOf(a).localeCompare(keyOf(b));
  return [...merged.values()].sort(byVersion);
}

/** The table of the README in this language. */
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

/** The versions of a browser in these calls, "150 and 156", oldest first. */
export function versionsOf(calls, browser) {
  const all = calls.flatMap(({ from, to }) => [from, to]).filter((each) => each.browser === browser);
  return [...new Set(all.map(({ version }) => version))].sort((a, b) => a - b);
}

/** The README with the table between its marks. */
export function withBrowserTable(readme, calls, language) {
  return readme.replace(
    /(<!-- browsers: .*? -->)[\s\S]*?(<!-- \/browsers -->)/u,
    (_, begin, end) => `${begin}\n\n${browserTable(calls, language)}\n\n${end}`,
  );
}
