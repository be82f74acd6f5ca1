import { expect, it } from "vitest";
import type { Envelope } from "../../../../src/e2ee/agreement/mls/envelope.ts";
import type { MlsGroup } from "../../../../src/e2ee/agreement/mls/group.ts";
import { text } from "../../../../src/e2ee/agreement/mls/peers.ts";
import { ProofExchange } from "../../../../src/e2ee/agreement/mls/proof-exchange.ts";
import { GroupProofs, readProofs } from "../../../../src/e2ee/agreement/mls/proofs.ts";
import { groupId, groupOf, party } from "./parties.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const ann = "ANN".padEnd(26, "-");
const ben = "BEN".padEnd(26, "-");
const otherGroup = new Uint8Array(16).fill(9);
const empty = new Uint8Array();

/** Ann's side of a group of Ann and Ben. */
async function setUp() {
  const [own, other] = [await party(), await party()];
  const [group] = (await groupOf([own, other])) as [MlsGroup];
  let now = 0;
  const sent: { to: string | null; group: MlsGroup; payload: Bytes }[] = [];
  const proved: string[] = [];
  let present = [{ connectionId: ben, identityKey: other.suite.identityKey }];
  const exchange = new ProofExchange({
    suite: own.suite,
    now: () => now,
    send: (to, sentIn, payload) => sent.push({ to, group: sentIn, payload }),
    present: () => present,
    proved: (connectionId) => proved.push(connectionId),
  });
  const theirs = new GroupProofs(other.suite);
  return {
    exchange,
    group,
    own,
    other,
    sent,
    proved,
    proofOfBen: await theirs.enter(groupId, ben),
    /** Ann's own proof, as Ben checks it. */
    isOwnProof: async (payload: Bytes) => {
      theirs.forget(ann);
      theirs.offer(ann, groupId, payload);
      return (await theirs.verify([{ connectionId: ann, identityKey: own.suite.identityKey }])).length === 1;
    },
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    benIsGone: () => {
      present = [];
    },
    fromBen: (payload: Bytes, change: Partial<Envelope> = {}) =>
      exchange.receive({
        kind: "proof",
        source: ben,
        destination: ann,
        groupId,
        epoch: 1,
        message: 1,
        payload,
        ...change,
      } as Envelope),
  };
}

it("a valid proof of a peer is reported once", async () => {
  const { exchange, group, proved, proofOfBen, fromBen } = await setUp();
  await exchange.entered(group, ann);
  expect(proved).toEqual([]);
  await fromBen(proofOfBen);
  await fromBen(proofOfBen);
  expect(proved).toEqual([ben]);
});

it("a proof for all members counts, and one under another id or for another group does not", async () => {
  const { exchange, group, proved, proofOfBen, fromBen } = await setUp();
  await exchange.entered(group, ann);
  await fromBen(proofOfBen, { source: "CHO".padEnd(26, "-") });
  await fromBen(proofOfBen, { groupId: otherGroup });
  expect(proved).toEqual([]);
  await fromBen(proofOfBen, { destination: null });
  expect(proved).toEqual([ben]);
});

it("a proof that comes before we are in its group is verified when we enter", async () => {
  const { exchange, group, proved, sent, proofOfBen, fromBen } = await setUp();
  await fromBen(proofOfBen);
  exchange.sendOwn();
  await fromBen(empty);
  exchange.ask([ben]);
  expect([proved, sent]).toEqual([[], []]);
  await exchange.entered(group, ann);
  expect(proved).toEqual([ben]);
});

it("our proof goes to all members when the group changed by a welcome", async () => {
  const { exchange, group, sent, isOwnProof } = await setUp();
  await exchange.entered(group, ann);
  expect(sent).toEqual([]);
  exchange.sendOwn();
  expect(sent).toMatchObject([{ to: null, group }]);
  expect(await isOwnProof(sent[0]?.payload ?? empty)).toBe(true);
});

it("our proof is sent again to a peer that asks, at most once in 1.5 s", async () => {
  const { exchange, group, sent, pass, fromBen } = await setUp();
  await exchange.entered(group, ann);
  exchange.sendOwn();
  pass(1499);
  await fromBen(empty);
  expect(sent).toHaveLength(1);
  pass(1);
  await fromBen(empty);
  await fromBen(empty);
  expect(sent).toHaveLength(2);
  expect(sent[1]).toEqual(sent[0]);
  pass(1500);
  await fromBen(empty);
  expect(sent).toHaveLength(3);
});

it("our proof is not sent for a request to all, or one about another group", async () => {
  const { exchange, group, sent, fromBen } = await setUp();
  await exchange.entered(group, ann);
  await fromBen(empty, { destination: null });
  await fromBen(empty, { groupId: otherGroup });
  expect(sent).toEqual([]);
  await fromBen(empty);
  expect(sent).toHaveLength(1);
});

it("a member without a proof is asked for it after 2 s, and no longer after it has sent one", async () => {
  const { exchange, group, sent, pass, proofOfBen, fromBen } = await setUp();
  await exchange.entered(group, ann);
  expect(exchange.askAt).toBeNull();
  exchange.ask([ben]);
  expect(exchange.askAt).toBe(2000);
  pass(1999);
  exchange.ask([ben]);
  expect(sent).toEqual([]);
  pass(1);
  exchange.ask([ben]);
  expect(sent).toEqual([{ to: ben, group, payload: empty }]);
  await fromBen(proofOfBen);
  pass(60_000);
  exchange.ask([ben]);
  expect(sent).toHaveLength(1);
  expect(exchange.askAt).toBeNull();
});

it("the proofs of a welcome count for the peers at their leaves", async () => {
  const { exchange, group, proved, proofOfBen } = await setUp();
  const leafOfBen = group.leaves.find(({ index }) => index !== group.ownLeaf)?.index ?? -1;
  const peersOf = (key: Bytes) => {
    const leaf = group.leaves.find(({ identityKey }) => text(identityKey) === text(key));
    return leaf?.index === leafOfBen ? [{ connectionId: ben }] : [];
  };
  exchange.offer(group, [{ leaf: group.ownLeaf, signature: proofOfBen }], peersOf);
  exchange.offer(group, [{ leaf: 7, signature: proofOfBen }], () => [{ connectionId: ben }]);
  await exchange.entered(group, ann);
  expect(proved).toEqual([]);
  exchange.offer(group, [{ leaf: leafOfBen, signature: proofOfBen }], peersOf);
  await exchange.entered(group, ann);
  expect(proved).toEqual([ben]);
});

it("a welcome of ours holds our proof and those of the peers that sent theirs", async () => {
  const { exchange, group, proofOfBen, fromBen } = await setUp();
  await exchange.entered(group, ann);
  const leaves = [
    [0, ann],
    [1, ben],
  ] as const;
  const proofs = () => readProofs(exchange.write(leaves, Uint8Array.of(5)));
  expect(proofs()).toMatchObject({ proofs: [{ leaf: 0 }], welcome: Uint8Array.of(5) });
  await fromBen(proofOfBen);
  expect(proofs()?.proofs.map(({ leaf }) => leaf)).toEqual([0, 1]);
  exchange.forget(ben);
  expect(proofs()?.proofs.map(({ leaf }) => leaf)).toEqual([0]);
});

it("a proof of a peer that is not present is not verified", async () => {
  const { exchange, group, proved, benIsGone, proofOfBen, fromBen } = await setUp();
  benIsGone();
  await exchange.entered(group, ann);
  await fromBen(proofOfBen);
  expect(proved).toEqual([]);
});
