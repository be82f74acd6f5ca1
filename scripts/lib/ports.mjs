// @ts-check
import { createServer } from "node:net";

/**
 * @typedef {object} PortChoice
 * @property {string} host
 * @property {number} [asked] The port that was asked for, by the flag `flag`. 0 for any free one.
 * @property {string} flag
 * @property {number} preferred Without `asked`, the first free port from this one on is used.
 */

/**
 * @param {string} host
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(host, port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

/**
 * @param {string} host
 * @returns {Promise<number>}
 */
function anyFree(host) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, host, () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });
}

/** @param {PortChoice} choice */
function inUse({ asked, flag }) {
  return new Error(
    `Port ${asked} is in use. Choose another with "${flag} N", or leave ${flag} out to take a free one.`,
  );
}

/** @param {PortChoice} choice */
async function choosePort(choice) {
  const { host, asked, flag, preferred } = choice;
  if (asked === 0) return anyFree(host);
  if (asked !== undefined) {
    if (await isFree(host, asked)) return asked;
    throw inUse(choice);
  }
  for (let port = preferred; port < preferred + 100; port++) {
    if (await isFree(host, port)) return port;
  }
  throw new Error(`Ports ${preferred} to ${preferred + 99} are all in use. Choose one with "${flag} N".`);
}

/**
 * Calls `listen` with a free port. Another program can take that port before `listen` has it. Then `listen` must
 * fail with the code `EADDRINUSE`, and is called with the next free port, unless this port was asked for.
 * @template Listening
 * @param {PortChoice} choice
 * @param {(port: number) => Promise<Listening>} listen
 */
export async function listenOnFreePort(choice, listen) {
  for (let attempt = 1; ; attempt++) {
    const port = await choosePort(choice);
    try {
      return await listen(port);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EADDRINUSE" || attempt === 10) throw error;
      if (choice.asked) throw inUse(choice);
    }
  }
}
