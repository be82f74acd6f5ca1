// @ts-check
const wanted = [
  /^package\.json$/,
  /^README(\.ja)?\.md$/,
  /^LICENSE$/,
  /^CHANGELOG\.md$/,
  /^conformance\/[\w-]+\.mjs$/,
  /^test\/vectors\/[\w-]+\.json$/,
  /^dist\/styles\.css$/,
  /^dist\/(?!types\/)([\w-]+\/)*[\w-]+\.js(\.map)?$/,
  /^dist\/types\/([\w-]+\/)*[\w.-]+\.d\.ts$/,
];
const required = ["package.json", "README.md", "LICENSE"];
/**
 * npm runs these scripts when the package is installed, or warns that it does not. The files that they call are
 * not in the package.
 */
const atInstallation = ["preinstall", "install", "postinstall", "prepare"];
const machinePath = /(?:\/(?:home|Users|root|tmp|work|private|builds)\/|[A-Z]:\\)[\w.-]+/;

/**
 * Finds files that do not belong in the package, and missing files.
 * @param {ReadonlyMap<string, string>} files its texts by path
 * @returns {string[]}
 */
export function findWrongContents(files) {
  const found = [];
  for (const path of files.keys()) {
    if (!wanted.some((pattern) => pattern.test(path))) found.push(`${path} does not belong in the package.`);
  }
  for (const path of required) {
    if (!files.has(path)) found.push(`${path} is missing from the package.`);
  }
  const { scripts = {} } = JSON.parse(files.get("package.json") ?? "{}");
  for (const name of atInstallation) {
    if (name in scripts)
      found.push(`package.json has a "${name}" script, which npm runs at each installation.`);
  }
  for (const [path, text] of files) {
    if (path.endsWith(".js")) found.push(...findWrongMap(path, text, files));
  }
  return found;
}

/**
 * @param {string} path
 * @param {string} text
 * @param {ReadonlyMap<string, string>} files
 * @returns {string[]}
 */
function findWrongMap(path, text, files) {
  const [, name] = /^\/\/# sourceMappingURL=(\S+)$/m.exec(text) ?? [];
  if (name === undefined) {
    // An entry that only re-exports other modules has no code to map.
    return /^(?!import|export|"use client"|\s*$)/m.test(text) ? [`${path} has no source map.`] : [];
  }
  const map = files.get(path.replace(/[^/]+$/, name));
  if (map === undefined) return [`${path} names ${name}, which is not in the package.`];
  const { sources, sourcesContent = [] } = JSON.parse(map);
  return sources.flatMap((/** @type {string} */ source, /** @type {number} */ i) => [
    ...(sourcesContent[i] ? [] : [`${path}.map has no text of ${source}.`]),
    ...(/^([\w-]+:|\/)/.test(source) || machinePath.test(source)
      ? [`${path}.map names ${source}: a path of this machine.`]
      : []),
  ]);
}
