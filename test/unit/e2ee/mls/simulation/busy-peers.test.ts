import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { SimulatedChannel } from "../channel.ts";
import { countingCrypto, makeBusy } from "./busy-peers.ts";
import { randomOf } from "./random.ts";

const { crypto, operations } = countingCrypto();

beforeAll(() => void vi.stubGlobal("crypto", crypto));
afterAll(() => void vi.unstubAllGlobals());

/** The mean time of a crypto operation (ms). A commit for four peers has about 250. */
const operationTime = 20;

test.each([1, 3])(
  "four peers that need several seconds for each commit stay in one group from the beginning (seed %i)",
  async (seed) => {
    const random = randomOf(seed);
    const channel = new SimulatedChannel("x25519", random);
    makeBusy(channel, {
      operations,
      operationTime: () => operationTime * (0.5 + random()),
      sendingTime: () => 20 * operationTime * random(),
    });
    for (let peer = 0; peer < 4; peer++) {
      await channel.join();
      await channel.settle(3000 * random());
    }
    await channel.settle(15_000);
    const commits = channel.kinds.commit;
    await channel.settle(15_000);
    const groups = channel.all.map(({ epochs }) => epochs.filter(({ newGroup }) => newGroup).length);
    expect(groups, "groups that each peer was in").toEqual([1, 1, 1, 1]);
    const codes = channel.all.map(({ epoch }) => String(epoch?.authenticator));
    expect(new Set(codes).size, "epochs at the end").toBe(1);
    expect(channel.all.map(({ epoch }) => epoch?.size)).toEqual([4, 4, 4, 4]);
    expect(channel.kinds.commit, "commits after 15 s").toBe(commits);
    for (const peer of channel.all) peer.session.close();
  },
);
