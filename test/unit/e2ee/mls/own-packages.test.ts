import { expect, it, vi } from "vitest";
import { MlsGroup, type PeerKeyPackage, readKeyPackage } from "../../../../src/e2ee/agreement/mls/group.ts";
import { OwnPackages } from "../../../../src/e2ee/agreement/mls/own-packages.ts";
import { committed, groupId, party } from "./parties.ts";

/** Our key packages, and a peer that makes a welcome for one of them. */
async function setUp() {
  const [us, inviter] = [await party(), await party()];
  const packages = new OwnPackages(us.suite);
  const alone = await MlsGroup.create(inviter.suite.algorithms, groupId, inviter.own);
  const welcome = async (bytes: Uint8Array) => {
    const card = (await readKeyPackage(us.suite.algorithms, bytes)) as PeerKeyPackage;
    const made = await committed(alone, [card], []);
    return made.welcome ?? expect.fail("there is no welcome");
  };
  return { packages, welcome };
}

/** A message that came just now. */
const message = () => new Uint8Array(1);

it("a key package names no connection when it is announced, and ours when we ask with it", async () => {
  const { packages } = await setUp();
  const us = await party();
  const read = async (connectionId: string | null) =>
    (await readKeyPackage(us.suite.algorithms, (await packages.fresh(connectionId)).bytes))?.credential;
  expect(await read(null)).toBe("");
  expect(await read("ANN".padEnd(26, "-"))).toBe("ANN".padEnd(26, "-"));
});

it("a welcome opens with the key package that it is for, and with no other", async () => {
  const { packages, welcome } = await setUp();
  const { packages: others } = await setUp();
  await others.fresh(null);
  const first = await packages.fresh(null);
  await packages.fresh("ANN".padEnd(26, "-"));
  const bytes = await welcome(first.bytes);
  expect((await packages.open(bytes, 0, message()))?.group).toBeInstanceOf(MlsGroup);
  expect(await others.open(bytes, 0, message())).toBeNull();
  expect(await packages.open(new Uint8Array(100), 0, message())).toBeNull();
});

it("a key package can be used again for 10 s after its first use", async () => {
  const { packages, welcome } = await setUp();
  const bytes = await welcome((await packages.fresh(null)).bytes);
  expect(await packages.open(bytes, 500_000, message()), "unused, it waits without end").not.toBeNull();
  (await packages.open(bytes, 1_000_000, message()))?.use();
  (await packages.open(bytes, 1_009_999, message()))?.use();
  expect(await packages.open(bytes, 1_009_999, message())).not.toBeNull();
  expect(await packages.open(bytes, 1_010_000, message())).toBeNull();
});

it("the announced key package and the three newest ones are kept", async () => {
  const { packages, welcome } = await setUp();
  const welcomes = [];
  for (let i = 0; i < 6; i++) welcomes.push(await welcome((await packages.fresh(null)).bytes));
  const opened = [];
  for (const bytes of welcomes) opened.push((await packages.open(bytes, 0, message())) !== null);
  expect(opened).toEqual([true, false, false, true, true, true]);
});

it("no welcome opens after the end", async () => {
  const { packages, welcome } = await setUp();
  const bytes = await welcome((await packages.fresh(null)).bytes);
  packages.clear();
  expect(await packages.open(bytes, 0, message())).toBeNull();
});

it("a message that waits is opened once, and not after its key package has expired", async () => {
  const { packages, welcome } = await setUp();
  const bytes = await welcome((await packages.fresh(null)).bytes);
  const join = vi.spyOn(MlsGroup, "join");
  const waiting = message();
  const first = await packages.open(bytes, 0, waiting);
  expect((await packages.open(bytes, 1_000, waiting))?.group).toBe(first?.group);
  expect(join).toHaveBeenCalledOnce();
  first?.use();
  expect(await packages.open(bytes, 10_000, waiting)).toBeNull();
  join.mockRestore();
});
