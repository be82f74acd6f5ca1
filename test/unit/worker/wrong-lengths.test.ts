import { expect, it } from "vitest";
import { FakeClock } from "./fakes.ts";
import { meet, Peer } from "./peer.ts";

it("key messages of any wrong length are refused and change nothing", async () => {
  const clock = new FakeClock();
  const [ann, ben] = [await Peer.start("ann", clock), await Peer.start("ben", clock)];
  await meet(ann, ben);
  for (const length of [0, 1, 4, 29, 30, 56, 119, 121, 147, 149, 5_000]) {
    for (const type of [0, 1, 2]) {
      const message = new Uint8Array(length).fill(65);
      if (length > 0) message[0] = type;
      await ann.give(message);
    }
  }
  const codes = ann.posted.flatMap((message) => (message.type === "refused" ? [message.error.code] : []));
  expect(new Set(codes)).toEqual(new Set(["invalid-message"]));
  expect(ann.posted.filter(({ type }) => type === "failed")).toEqual([]);
  expect((await ann.factsOf(ben))?.encryption.status).toBe("ready");
});
