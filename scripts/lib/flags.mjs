function parsePort(flag, text, refuse) {
  if (text === undefined || !/^\d{1,5}$/.test(text) || Number(text) > 65535) {
    refuse(`${flag} needs a port number from 0 (any free one) to 65535, not "${text ?? ""}".`);
  }
  return Number(text);
}

/** Splits `npm start`'s own flags from those that the dev server is to judge. */
export function parseStartFlags(args, refuse) {
  const parsed = { port: undefined, serverPort: undefined, devServer: [] };
  const own = { "--port": "port", "--server-port": "serverPort" };
  for (let i = 0; i < args.length; i++) {
    const [flag, inline] = args[i].split(/=(.*)/s);
    if (flag in own) parsed[own[flag]] = parsePort(flag, inline ?? args[++i], refuse);
    else parsed.devServer.push(args[i]);
  }
  return parsed;
}

/** Every flag, `npm start`'s own first. */
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
