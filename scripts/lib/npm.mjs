// @ts-check
/**
 * The command that runs the npm of this process or of this machine, and the arguments that come first.
 * @returns {readonly [command: string, before: readonly string[]]}
 */
export function npmCommand() {
  const npm = process.env.npm_execpath;
  // Set by npm itself, but also by other package managers, which have other commands.
  if (npm && /npm-cli\.[cm]?js$/.test(npm)) return [process.execPath, [npm]];
  return [process.platform === "win32" ? "npm.cmd" : "npm", []];
}
