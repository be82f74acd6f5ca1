import { createServer, type Server } from "node:net";
import { afterEach, expect, it } from "vitest";
import { listenOnFreePort } from "../../../scripts/lib/ports.mjs";

const host = "127.0.0.1";
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

function listen(port: number): Promise<number> {
  const server = createServer();
  servers.push(server);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve((server.address() as { port: number }).port));
  });
}

/** Another program takes each port just before us, this number of times. */
function beatenTo(times: number): { tried: number[]; listen: (port: number) => Promise<number> } {
  const tried: number[] = [];
  return {
    tried,
    listen: async (port) => {
      tried.push(port);
      if (tried.length <= times) await listen(port);
      return listen(port);
    },
  };
}

it("the next free port is used when another program takes the chosen one before we listen", async () => {
  const { tried, listen: late } = beatenTo(1);
  const used = await listenOnFreePort({ host, flag: "--port", preferred: 5300 }, late);
  expect(tried).toHaveLength(2);
  expect(used).toBe(tried[1]);
  expect(used).toBeGreaterThan(tried[0] ?? Number.NaN);
});

it("a port that was asked for and is taken before we listen is an error that names it and its flag", async () => {
  const free = await listen(0);
  await new Promise((resolve) => servers.pop()?.close(resolve));
  const { tried, listen: late } = beatenTo(1);
  await expect(
    listenOnFreePort({ host, asked: free, flag: "--port", preferred: 5300 }, late),
  ).rejects.toThrow(`Port ${free} is in use. Choose another with "--port N"`);
  expect(tried).toEqual([free]);
});

it("an error that does not come from a used port is reported at once", async () => {
  const tried: number[] = [];
  const failing = listenOnFreePort({ host, flag: "--port", preferred: 5300 }, async (port) => {
    tried.push(port);
    throw new Error("no more memory");
  });
  await expect(failing).rejects.toThrow("no more memory");
  expect(tried).toHaveLength(1);
});
