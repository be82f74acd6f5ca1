import { createDevServer, type DevServer, type DevServerOptions } from "react-sora-e2ee-dev-server";
import { afterEach } from "vitest";
import { eventually as waitFor } from "../../../support/wait.ts";
import { type Message, RawClient } from "./raw-client.ts";
import { RtcClient } from "./rtc-client.ts";

export interface Harness {
  start(options?: DevServerOptions): Promise<DevServer>;
  raw(): Promise<RawClient>;
  join(extra?: Message): Promise<RtcClient>;
}

/** A server and clients for one test each, ended after it. */
export function devServerHarness(): Harness {
  let server: DevServer | undefined;
  let notifies = true;
  const ends: (() => unknown)[] = [];
  const url = () => {
    if (!server) throw new Error("start a server first");
    return server.signalingUrl;
  };
  afterEach(async () => {
    await Promise.all(ends.splice(0).map((end) => end()));
    await server?.close();
    server = undefined;
  });
  return {
    async start(options = {}) {
      notifies = options.signalingNotify ?? true;
      server = await createDevServer(options);
      return server;
    },
    async raw() {
      const client = await RawClient.open(url());
      ends.push(() => client.close());
      return client;
    },
    async join(extra = {}) {
      const client = await RtcClient.join(url(), extra, notifies);
      ends.push(() => client.close());
      return client;
    },
  };
}

/** Waits until `check` returns something truthy. */
export async function eventually(check: () => unknown): Promise<void> {
  await waitFor(
    "the check holds",
    () => {
      if (!check()) throw new Error(`Still false: ${check}`);
    },
    { every: 10 },
  );
}

/**
 * Waits until the server has handled all WebSocket messages of these clients, and the clients have handled all
 * messages of the server. A message that has not arrived by then never arrives.
 */
export async function upToDate(...clients: RtcClient[]): Promise<void> {
  for (let round = 0; round < 2; round++) {
    for (const client of clients) {
      await client.signaling.roundTrip();
      await client.answered;
    }
  }
}

/** A message of a key message's shape: 4 bytes, source, destination, the rest. */
export function keyMessage(from: string, to: string, rest = Buffer.alloc(64, 7)): Buffer {
  return Buffer.concat([Buffer.from([1, 0, 0, 52]), Buffer.from(from), Buffer.from(to), rest]);
}
