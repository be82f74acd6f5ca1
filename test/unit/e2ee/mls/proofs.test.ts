import { describe, expect, it } from "vitest";
import { GroupProofs, readProofs } from "../../../../src/e2ee/agreement/mls/proofs.ts";
import { groupId, party } from "./parties.ts";

const ann = "ANN".padEnd(26, "-");
const ben = "BEN".padEnd(26, "-");
const otherGroup = new Uint8Array(16).fill(9);

async function setUp() {
  const [own, other] = [await party(), await party()];
  const proofs = new GroupProofs(own.suite);
  await proofs.enter(groupId, ann);
  const theirs = new GroupProofs(other.suite);
  const peer = { connectionId: ben, identityKey: other.suite.identityKey };
  return { own, proofs, theirs, peer };
}

describe("a proof of an identity key", () => {
  it("is valid for the peer and the group that it was made for", async () => {
    const { proofs, theirs, peer } = await setUp();
    proofs.offer(ben, groupId, await theirs.enter(groupId, ben));
    expect(await proofs.verify([peer])).toEqual([ben]);
    expect(await proofs.verify([peer]), "only once").toEqual([]);
  });

  it("is invalid for any other connection id, group or key", async () => {
    const { own, proofs, theirs, peer } = await setUp();
    proofs.offer(ben, groupId, await theirs.enter(groupId, ann));
    expect(await proofs.verify([peer])).toEqual([]);
    proofs.offer(ben, groupId, await theirs.enter(otherGroup, ben));
    expect(await proofs.verify([peer])).toEqual([]);
    proofs.offer(ben, groupId, await theirs.enter(groupId, ben));
    expect(await proofs.verify([{ ...peer, identityKey: own.suite.identityKey }])).toEqual([]);
  });

  it("waits until we are in its group", async () => {
    const { proofs, theirs, peer } = await setUp();
    proofs.offer(ben, otherGroup, await theirs.enter(otherGroup, ben));
    expect(await proofs.verify([peer])).toEqual([]);
    await proofs.enter(otherGroup, ann);
    expect(await proofs.verify([peer])).toEqual([ben]);
  });

  it("is sent along with a welcome, by leaf", async () => {
    const { proofs, theirs, peer } = await setUp();
    const signature = await theirs.enter(groupId, ben);
    proofs.offer(ben, groupId, signature);
    await proofs.verify([peer]);
    const welcome = Uint8Array.of(1, 2, 3);
    const written = proofs.write(
      [
        [0, ann],
        [7, ben],
        [8, "CHO".padEnd(26, "-")],
      ],
      welcome,
    );
    expect(readProofs(written)).toEqual({
      proofs: [
        { leaf: 0, signature: proofs.of(ann) },
        { leaf: 7, signature },
      ],
      welcome,
    });
    for (const length of [0, 1, 2 + 68]) expect(readProofs(written.slice(0, length))).toBeNull();
  });

  it("is requested after 2 s, and then at growing intervals", async () => {
    const { proofs } = await setUp();
    const asked: number[] = [];
    for (let now = 0; now <= 70_000; now += 1000) if (proofs.toAsk([ben], now).length > 0) asked.push(now);
    expect(asked).toEqual([2000, 6000, 14_000, 30_000, 62_000]);
    expect(proofs.toAsk([], 99_000)).toEqual([]);
    expect(proofs.askAt, "of a peer that is not in the group any more").toBeNull();
  });

  it("is kept when we enter its group again, and lost when we enter another one", async () => {
    const { proofs, theirs, peer } = await setUp();
    const signature = await theirs.enter(groupId, ben);
    proofs.offer(ben, groupId, signature);
    await proofs.verify([peer]);
    const own = proofs.of(ann);
    expect(await proofs.enter(groupId, ann)).toBe(own);
    expect(proofs.of(ben)).toEqual(signature);
    await proofs.enter(otherGroup, ann);
    expect(proofs.of(ben)).toBeUndefined();
    expect(proofs.of(ann)).not.toEqual(own);
  });

  it("is not replaced by bytes that cannot be one, or after it was verified", async () => {
    const { proofs, theirs, peer } = await setUp();
    const signature = await theirs.enter(groupId, ben);
    proofs.offer(ben, groupId, signature);
    for (const length of [0, 63, 65]) proofs.offer(ben, groupId, new Uint8Array(length));
    expect(await proofs.verify([peer])).toEqual([ben]);
    proofs.offer(ben, groupId, new Uint8Array(64));
    expect(await proofs.verify([peer])).toEqual([]);
    expect(proofs.of(ben)).toEqual(signature);
  });

  it("is forgotten with its peer", async () => {
    const { proofs, theirs, peer } = await setUp();
    const signature = await theirs.enter(groupId, ben);
    proofs.offer(ben, groupId, signature);
    proofs.forget(ben);
    expect(await proofs.verify([peer])).toEqual([]);
    proofs.offer(ben, groupId, signature);
    await proofs.verify([peer]);
    proofs.toAsk(["CHO".padEnd(26, "-")], 0);
    proofs.forget(ben);
    proofs.forget("CHO".padEnd(26, "-"));
    expect([proofs.of(ben), proofs.askAt]).toEqual([undefined, null]);
  });

  it("is not requested from a peer that has one", async () => {
    const { proofs, theirs, peer } = await setUp();
    const cho = "CHO".padEnd(26, "-");
    expect(proofs.askAt).toBeNull();
    proofs.toAsk([ben], 1000);
    proofs.toAsk([ben, cho], 1500);
    expect(proofs.askAt).toBe(3000);
    proofs.offer(ben, groupId, await theirs.enter(groupId, ben));
    await proofs.verify([peer]);
    expect(proofs.toAsk([ben, cho], 3000)).toEqual([]);
    expect(proofs.askAt).toBe(3500);
    expect(proofs.toAsk([ben, cho], 3500)).toEqual([cho]);
  });
});
