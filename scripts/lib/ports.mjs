import { createServer } from "node:net";

function isFree(host, port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

function anyFree(host) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, host, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * A free port: the one that was asked for (`asked`, by the flag `flag`; 0 for any), else the first free one from
 * `preferred` on that is not in `taken`.
 */
export async function choosePort({ host, asked, flag, preferred, taken = [] }) {
  if (asked === 0) return anyFree(host);
  if (asked !== undefined) {
    if (!taken.includes(asked) && (await isFree(host, asked))) return asked;
    throw new Error(
      `Port ${asked} is in use. Choose another with "${flag} N", or leave ${flag} out to take a free one.`,
    );
  }
  for (let port = preferred; port < preferred + 100; port++) {
    if (!taken.includes(port) && (await isFree(host, port))) return port;
  }
  throw new Error(`Ports ${preferred} to ${preferred + 99} are all in use. Choose one with "${flag} N".`);
}
