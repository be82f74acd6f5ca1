import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { syncWebCrypto } from "../../../../support/sync-web-crypto.ts";
import { SimulatedChannel, type SimulatedPeer } from "../channel.ts";
import { randomOf } from "./random.ts";

beforeAll(() => void vi.stubGlobal("crypto", syncWebCrypto()));
afterAll(() => void vi.unstubAllGlobals());

/** Time between two changes of the channel, in simulated milliseconds. */
const changeTime = 15_000;

/** A channel whose peers need this time for each message, as on an overloaded machine (ms). */
function slowChannel(seed: number, least: number, most: number) {
  const random = randomOf(seed);
  const channel = new SimulatedChannel("x25519", random);
  /** Returns the number of commits that the change led to. */
  const change = async (make: () => unknown): Promise<number> => {
    const before = channel.kinds.commit ?? 0;
    await make();
    await channel.settle(changeTime);
    return (channel.kinds.commit ?? 0) - before;
  };
  return {
    channel,
    join: () =>
      change(async () => {
        const peer = await channel.join();
        peer.sendingTime = () => least + random() * (most - least);
      }),
    leave: (peer: SimulatedPeer | undefined) => change(() => peer && channel.leave(peer)),
  };
}

test.each([
  [1, 2000, 4000],
  [2, 3000, 5000],
])(
  "peers that need seconds for each message wait for each other, and do not commit one change again and again (seed %i, %i to %i ms)",
  async (seed, least, most) => {
    const { channel, join, leave } = slowChannel(seed, least, most);
    const joins: number[] = [];
    for (let peer = 0; peer < 8; peer++) joins.push(await join());
    const leaves = [
      await leave(channel.present[1]),
      await leave(channel.present.at(-1)),
      await leave(channel.present[0]),
    ];
    expect(leaves, "commits for each leave").toEqual([1, 1, 1]);
    const total = joins.reduce((sum, commits) => sum + commits);
    expect(total, `commits for seven joins: ${joins.join()}`).toBeLessThanOrEqual(28);
    const groups = channel.all.map(({ epochs }) => epochs.filter(({ newGroup }) => newGroup).length);
    expect(groups, "groups that each peer was in").toEqual(channel.all.map(() => 1));
    const codes = channel.present.map(({ epoch }) => String(epoch?.authenticator));
    expect(new Set(codes).size, "groups at the end").toBe(1);
    for (const peer of channel.all) peer.session.close();
  },
);

test("peers that send no media and need seconds for each message do not ask to be added again and again", async () => {
  const { channel, join, leave } = slowChannel(1, 4000, 6000);
  for (let peer = 0; peer < 4; peer++) {
    await join();
    for (const one of channel.all) one.isViewer = true;
  }
  await leave(channel.present[1]);
  const before = { ...channel.kinds };
  await channel.settle(60_000);
  expect(channel.kinds.commit).toBe(before.commit);
  expect(channel.kinds.request).toBe(before.request);
  expect(new Set(channel.present.map(({ epoch }) => String(epoch?.authenticator))).size).toBe(1);
  for (const peer of channel.all) peer.session.close();
});
