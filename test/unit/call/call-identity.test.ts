import { expect, it } from "vitest";
import type { KeyHolder } from "../../../src/call/call-identity.ts";
import { createCallOf } from "../../../src/call/create-sora-call.ts";
import { resolveIdentity } from "../../../src/call/identity-options.ts";
import type { ResolvedOptions } from "../../../src/call/options.ts";

const given = {
  signalingUrls: "wss://sora.invalid/signaling",
  channelId: "team",
  role: "messaging",
} as const;

/** A call whose connections have no worker. The test does what their workers would. */
function createCall() {
  const holders: KeyHolder[] = [];
  const call = createCallOf(given, {
    resolveOptions: (options) =>
      ({
        name: null,
        role: "messaging",
        attempts: 0,
        connectionOptions: {},
        ...options,
        identity: resolveIdentity(),
      }) as unknown as ResolvedOptions,
    createConnection: (_options, _participant, _media, holder) => {
      holders.push(holder);
      return {
        ...{ open: async () => undefined, closed: async () => undefined, send: async () => undefined },
        ...{ replaceTrack: async () => undefined, getStats: async () => null, rpc: async () => null },
        ...{ sendMessage: async () => undefined, sendSealedMessage: async () => undefined },
      };
    },
  });
  return {
    call,
    /** Connects, and returns the port in which the new connection's worker finds the key of an earlier run. */
    async join(): Promise<MessagePort | null> {
      await call.connect();
      const holder = holders.at(-1) ?? expect.fail("no connection");
      const setup = holder.setupFor(resolveIdentity("session"), "camera")?.setup;
      holder.parked(setup?.parking ?? []);
      return setup?.parked ?? null;
    },
  };
}

it("a call object that leaves and joins again passes its session key on", async () => {
  const { call, join } = createCall();
  expect(await join()).toBeNull();
  await call.disconnect();
  expect(await join()).not.toBeNull();
  await call.disconnect();
  expect(await join()).not.toBeNull();
  await call.disconnect();
  expect(call.identity.signer(), "a key that signs while the call is not connected").toBeNull();
  call.identity.end();
});

it("the session key of a call ends when the last component that holds the call lets go", async () => {
  const { call, join } = createCall();
  const release = call.retain();
  expect(await join()).toBeNull();
  release();
  await expect.poll(() => call.store.getState().phase).toBe("disconnected");
  call.retain();
  expect(await join()).toBeNull();
  call.identity.end();
});

it("another call has no session key of this one", async () => {
  const one = createCall();
  const other = createCall();
  await one.join();
  await one.call.disconnect();
  expect(await other.join()).toBeNull();
  for (const { call } of [one, other]) call.identity.end();
});
