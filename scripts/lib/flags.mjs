// @ts-check
/** @typedef {(sentence: string) => void} Refuse */
/** @typedef {{ port?: number, serverPort?: number, readonly devServer: string[] }} StartFlags */

/**
 * @param {string} flag
 * @param {string | undefined} text
 * @param {Refuse} refuse
 */
function parsePort(flag, text, refuse) {
  if (text === undefined || !/^\d{1,5}$/.test(text) || Number(text) > 65535) {
    refuse(`${flag} needs a port number from 0 (any free one) to 65535, not "${text ?? ""}".`);
  }
  return Number(text);
}

/**
 * Separates the flags of `npm start` from those of the dev server.
 * @param {readonly string[]} args
 * @param {Refuse} refuse
 */
export function parseStartFlags(args, refuse) {
  /** @type {StartFlags} */
  const parsed = { devServer: [] };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [flag = "", inline] = arg.split(/=(.*)/s);
    const port = () => parsePort(flag, inline ?? rest.shift(), refuse);
    if (flag === "--port") parsed.port = port();
    else if (flag === "--server-port") parsed.serverPort = port();
    else parsed.devServer.push(arg);
  }
  return parsed;
}

/**
 * Every flag, `npm start`'s own first.
 * @param {readonly string[]} devServerFlags
 */
export function usage(devServerFlags) {
  return [
    "npm start -- [flags]",
    "",
    "  --port N                        port of the page (default: the first free one from 5173 on; 0: any)",
    "  --server-port N                 port of the dev server (default: the first free one from 5180 on; 0: any)",
    ...devServerFlags,
    "  --help                          this text",
    "",
  ].join("\n");
}
