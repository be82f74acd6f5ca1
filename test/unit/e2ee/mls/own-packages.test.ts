import { expect, it, vi } from "vitest";
import {
  type GroupContent,
  MlsGroup,
  type PeerKeyPackage,
  readKeyPackage,
} from "../../../../src/e2ee/agreement/mls/group.ts";
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

const accept = () => true;
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
  expect(await packages.open(bytes, 0, message(), accept)).toBeInstanceOf(MlsGroup);
  expect(await others.open(bytes, 0, message(), accept)).toBeNull();
  expect(await packages.open(new Uint8Array(100), 0, message(), accept)).toBeNull();
});

it("a key package can be used again for 10 s after its first use", async () => {
  const { packages, welcome } = await setUp();
  const bytes = await welcome((await packages.fresh(null)).bytes);
  expect(await packages.open(bytes, 500_000, message(), () => false), "unused").toBe("judged");
  await packages.open(bytes, 1_000_000, message(), accept);
  await packages.open(bytes, 1_009_999, message(), accept);
  expect(await packages.open(bytes, 1_009_999, message(), accept)).not.toBeNull();
  expect(await packages.open(bytes, 1_010_000, message(), accept)).toBeNull();
});

it("the announced key package and the three newest ones are kept", async () => {
  const { packages, welcome } = await setUp();
  const welcomes = [];
  for (let i = 0; i < 6; i++) welcomes.push(await welcome((await packages.fresh(null)).bytes));
  const opened = [];
  for (const bytes of welcomes) opened.push((await packages.open(bytes, 0, message(), accept)) !== null);
  expect(opened).toEqual([true, false, false, true, true, true]);
});

it("no welcome opens after the end", async () => {
  const { packages, welcome } = await setUp();
  const bytes = await welcome((await packages.fresh(null)).bytes);
  packages.clear();
  expect(await packages.open(bytes, 0, message(), accept)).toBeNull();
});

it("a message that waits is opened again when its group is accepted, until its key package has expired", async () => {
  const { packages, welcome } = await setUp();
  const bytes = await welcome((await packages.fresh(null)).bytes);
  const join = vi.spyOn(MlsGroup, "join");
  const waiting = message();
  const refuse = vi.fn((_content: GroupContent) => false);
  expect(await packages.open(bytes, 0, waiting, refuse)).toBe("judged");
  expect(await packages.open(bytes, 1_000, waiting, refuse)).toBe("judged");
  expect(refuse.mock.calls[1]).toEqual(refuse.mock.calls[0]);
  expect(refuse.mock.lastCall?.[0].leaves).toHaveLength(2);
  expect(join).toHaveBeenCalledOnce();
  expect(await packages.open(bytes, 1_000, waiting, accept)).toBeInstanceOf(MlsGroup);
  expect(await packages.open(bytes, 11_000, waiting, accept)).toBeNull();
  join.mockRestore();
});
