import {
  type CiphersuiteImpl,
  type ClientState,
  createCommit,
  createGroup,
  defaultLifetime,
  encodeMlsMessage,
  generateKeyPackageWithKey,
  type KeyPackage,
  type PrivateKeyPackage,
  type Proposal,
} from "ts-mls";
import { describe, expect, it } from "vitest";
import {
  type MlsMessageKind,
  parseEnvelope,
  writeEnvelopes,
} from "../../../../src/e2ee/agreement/mls/envelope.ts";
import { createKeyPackage, MlsGroup, readKeyPackage } from "../../../../src/e2ee/agreement/mls/group.ts";
import { capabilitiesOf } from "../../../../src/e2ee/agreement/mls/leaf-checks.ts";
import { ownSigningKey } from "../../../../src/e2ee/agreement/mls/suite.ts";
import { connectionIdBytes } from "../../../../src/protocol/connection-id.ts";
import { SimulatedChannel, type SimulatedPeer } from "./channel.ts";
import { entered, groupId, type Party, party } from "./parties.ts";
import { replacing } from "./rogue.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A hostile peer: it announces and sends any values, with keys of its own. */
class Mallory {
  readonly id: string;
  /** The last group that it made. */
  state: ClientState | null = null;
  #messages = 0;

  constructor(
    name: string,
    readonly self: Party,
    readonly keys: { readonly publicPackage: KeyPackage; readonly privatePackage: PrivateKeyPackage },
  ) {
    this.id = name.padEnd(26, "-");
  }

  get suite(): CiphersuiteImpl {
    return this.self.suite.algorithms;
  }

  get announced(): Bytes {
    return packageBytes(this.keys.publicPackage);
  }

  /** A key package for a request, with an init key for which nothing can be sealed. */
  async unusable(): Promise<Bytes> {
    const { publicPackage } = await generateKeyPackageWithKey(
      { credentialType: "basic", identity: connectionIdBytes(this.id) },
      capabilitiesOf(this.suite),
      defaultLifetime,
      [],
      { signKey: ownSigningKey, publicKey: this.self.suite.identityKey },
      { ...this.suite, ...replacing(2, new Uint8Array(32))(this.suite) },
    );
    return packageBytes(publicPackage);
  }

  tell(peer: SimulatedPeer): void {
    peer.run(() => peer.session.peerPresent(this.id, this.announced).then(() => undefined));
  }

  send(
    channel: SimulatedChannel,
    kind: MlsMessageKind,
    payload: Uint8Array,
    more: { to?: string; epoch?: number; group?: Bytes } = {},
  ): void {
    this.#messages += 1;
    const head = {
      kind,
      source: this.id,
      destination: more.to ?? null,
      groupId: more.group ?? groupId,
      epoch: more.epoch ?? 0,
      message: this.#messages,
    };
    for (const peer of channel.present)
      for (const part of writeEnvelopes(head, payload)) channel.deliver(peer, part);
  }
}

function packageBytes(keyPackage: KeyPackage): Bytes {
  return Uint8Array.from(encodeMlsMessage({ version: "mls10", wireformat: "mls_key_package", keyPackage }));
}

/**
 * @param which of its public keys is replaced: the library makes that of the leaf first, then the init key
 * @param extensions that its leaf names as known
 */
async function mallory(
  replaced: Uint8Array | null = null,
  name = "MALLORY",
  which: 1 | 2 = 1,
  extensions: readonly number[] = [],
): Promise<Mallory> {
  const self = await party();
  const { algorithms, identityKey } = self.suite;
  const keys = await generateKeyPackageWithKey(
    { credentialType: "basic", identity: new Uint8Array() },
    { ...capabilitiesOf(algorithms), extensions: [...extensions] },
    defaultLifetime,
    [],
    { signKey: ownSigningKey, publicKey: identityKey },
    replaced ? { ...algorithms, ...replacing(which, replaced)(algorithms) } : algorithms,
  );
  return new Mallory(name, self, keys);
}

async function channelOf(size: number): Promise<SimulatedChannel> {
  const channel = new SimulatedChannel("x25519", seeded());
  for (let i = 0; i < size; i++) {
    await channel.join();
    await channel.settle(1000);
  }
  return channel;
}

/** A peer joins and learns about these as well. */
async function joined(channel: SimulatedChannel, ...hostile: readonly Mallory[]): Promise<void> {
  const peer = await channel.join();
  for (const each of hostile) each.tell(peer);
  await channel.settle(5000);
}

function seeded(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function opens(viewer: SimulatedPeer, sender: SimulatedPeer): boolean {
  const held = [...(viewer.epoch?.materials.values() ?? [])].map(String);
  return held.includes(String(sender.epoch?.materials.get(sender.id)));
}

/** The server delivers no commit to this peer until the returned function is called. */
function withholdCommits(channel: SimulatedChannel, from: SimulatedPeer): () => void {
  const deliver = channel.deliver.bind(channel);
  channel.deliver = (to, message) => {
    if (to !== from || parseEnvelope(message).kind !== "commit") deliver(to, message);
  };
  return () => {
    channel.deliver = deliver;
  };
}

function expectTogether(channel: SimulatedChannel, size = channel.present.length): void {
  const authenticators = channel.present.map(({ epoch }) => String(epoch?.authenticator));
  expect(new Set(authenticators).size).toBe(1);
  expect(channel.present.map(({ epoch }) => epoch?.size)).toEqual(channel.present.map(() => size));
}

/** A welcome into a group that Mallory makes with these. */
async function welcomeOf(m: Mallory, peers: readonly SimulatedPeer[], id: Bytes, epoch = 0n): Promise<Bytes> {
  const alone = await createGroup(id, m.keys.publicPackage, m.keys.privatePackage, [], m.suite);
  const state: ClientState = { ...alone, groupContext: { ...alone.groupContext, epoch } };
  const extraProposals: Proposal[] = [];
  for (const { keyPackage } of peers) {
    const read = await readKeyPackage(m.suite, keyPackage);
    if (read) extraProposals.push({ proposalType: "add", add: { keyPackage: read.keyPackage } });
  }
  const { welcome, newState } = await createCommit(
    { state, cipherSuite: m.suite },
    { extraProposals, ratchetTreeExtension: true },
  );
  m.state = newState;
  if (welcome === undefined) throw new Error("no welcome");
  const bytes = encodeMlsMessage({ version: "mls10", wireformat: "mls_welcome", welcome });
  // No proofs before it.
  return Uint8Array.from([0, 0, ...bytes]);
}

async function emptyCommit({ state, suite }: Mallory): Promise<Bytes> {
  if (state === null) throw new Error("there is no group");
  return Uint8Array.from(encodeMlsMessage((await createCommit({ state, cipherSuite: suite }, {})).commit));
}

it("a welcome into a group with an id of any length other than 16 bytes changes nothing", async () => {
  for (const length of [15, 17, 70_000]) {
    const channel = await channelOf(2);
    const m = await mallory();
    const welcome = await welcomeOf(m, channel.present, new Uint8Array(length));
    // The first one comes before the notification about its sender, and waits for it.
    m.send(channel, "welcome", welcome);
    for (const peer of channel.present) m.tell(peer);
    m.send(channel, "welcome", welcome);
    await channel.settle(3000);
    expectTogether(channel, 3);
    await joined(channel, m);
    expectTogether(channel, 4);
  }
});

it("a peer with an unusable leaf key is refused, and others still join and leave", async () => {
  for (const leafKey of [new Uint8Array(32), new Uint8Array(5), new Uint8Array(0)]) {
    const channel = await channelOf(2);
    const m = await mallory(leafKey);
    for (const peer of channel.present) m.tell(peer);
    await channel.settle(1000);
    await joined(channel, m);
    expectTogether(channel, 3);
    channel.leave(channel.present[1] as SimulatedPeer);
    await channel.settle(5000);
    expectTogether(channel, 2);
    expect(channel.present.map(({ refused }) => refused.join())).not.toContain("");
  }
});

it("peers with long leaves are refused, because welcomes and commits with them would be too long for everybody", async () => {
  const channel = await channelOf(3);
  // Almost the longest key package that is read.
  const extensions = Array.from({ length: 3900 }, (_, place) => 1000 + place);
  const hostile = [];
  for (const name of ["M0", "M1", "M2"]) hostile.push(await mallory(null, name, 1, extensions));
  for (const m of hostile) for (const peer of channel.present) m.tell(peer);
  await channel.settle(3000);
  await joined(channel, ...hostile);
  expectTogether(channel, 4);
});

it("a peer with an unusable init key gets no keys, and other peers join and leave as before", async () => {
  const channel = await channelOf(2);
  const m = await mallory(new Uint8Array(32), "MALLORY", 2);
  for (const peer of channel.present) m.tell(peer);
  await channel.settle(1000);
  await joined(channel, m);
  expectTogether(channel, 3);
  channel.leave(channel.present[1] as SimulatedPeer);
  await channel.settle(5000);
  expectTogether(channel, 2);
});

it("a peer that asks again and again with unusable init keys does not keep others from joining and leaving", async () => {
  const channel = await channelOf(3);
  const m = await mallory(new Uint8Array(32), "MALLORY", 2);
  for (const peer of channel.present) m.tell(peer);
  await channel.settle(1000);
  const ask = async (times: number) => {
    for (let i = 0; i < times; i++) {
      m.send(channel, "request", await m.unusable());
      await channel.settle(20);
    }
  };
  await ask(50);
  const newcomer = await channel.join();
  m.tell(newcomer);
  channel.leave(channel.present[1] as SimulatedPeer);
  await ask(250);
  expectTogether(channel, 3);
  const sentence = "An MLS key package is unusable. Its peer gets no keys.";
  const found = channel.all.map(({ refused }) => refused.filter((one) => one.includes(sentence)).length);
  expect(Math.max(...found), "attempts with its key packages").toBeLessThan(10);
});

it("a peer with another peer's leaf key is refused, and later peers still join", async () => {
  const channel = await channelOf(2);
  const copied = await readKeyPackage(
    (await party()).suite.algorithms,
    channel.present[1]?.keyPackage ?? new Uint8Array(),
  );
  const m = await mallory(copied?.keyPackage.leafNode.hpkePublicKey);
  for (const peer of channel.present) m.tell(peer);
  await channel.settle(3000);
  await joined(channel, m);
  expectTogether(channel, 3);
});

it("the second of two peers with the same leaf key is refused, without an endless exchange", async () => {
  const channel = await channelOf(2);
  const m = await mallory();
  const twin = await mallory(m.keys.publicPackage.leafNode.hpkePublicKey, "TWIN");
  for (const peer of channel.present) {
    m.tell(peer);
    twin.tell(peer);
  }
  await channel.settle(3000);
  await joined(channel, m, twin);
  expectTogether(channel, 4);
});

/** Number of epoch changes of our peers while this continues for half a minute. */
async function epochsInHalfAMinute(
  name: string,
  pauseMs: number,
  act: (m: Mallory, channel: SimulatedChannel, group: Bytes) => Promise<void>,
): Promise<number> {
  const channel = await channelOf(2);
  let group: Bytes = groupId;
  const deliver = channel.deliver.bind(channel);
  channel.deliver = (to, message) => {
    const envelope = parseEnvelope(message);
    if (envelope.kind === "commit") group = envelope.groupId;
    deliver(to, message);
  };
  const m = await mallory(null, name);
  for (const peer of channel.present) m.tell(peer);
  await channel.settle(3000);
  const before = channel.present[0]?.epochs.length ?? 0;
  for (let passed = 0; passed < 30_000; passed += pauseMs) {
    await act(m, channel, group);
    await channel.settle(pauseMs);
  }
  const epochs = (channel.present[0]?.epochs.length ?? 0) - before;
  await channel.settle(12_000);
  await joined(channel, m);
  expectTogether(channel, 4);
  return epochs;
}

it("a request that was answered long ago does not divide the group, when newcomers get it again", async () => {
  const channel = await channelOf(3);
  const victim = channel.present[1] as SimulatedPeer;
  const requests: Bytes[] = [];
  const deliver = channel.deliver.bind(channel);
  // The victim misses a commit, and asks to be added again.
  channel.deliver = (to, message) => {
    const { kind } = parseEnvelope(message);
    if (kind === "request") requests.push(message);
    if (kind !== "commit" || to !== victim) deliver(to, message);
  };
  await channel.join();
  await channel.settle(3000);
  channel.deliver = deliver;
  await channel.settle(20_000);
  for (let i = 0; i < 3; i++) {
    await channel.join();
    await channel.settle(3000);
  }
  await channel.settle(20_000);
  expectTogether(channel, 7);
  const epochs = channel.present.map((peer) => peer.epochs.length);
  for (const peer of channel.present)
    if (peer !== victim) for (const request of requests) deliver(peer, request);
  await channel.settle(15_000);
  expect(requests).not.toEqual([]);
  expect(channel.present.map((peer) => peer.epochs.length)).toEqual(epochs);
});

it("made-up commits of a later epoch cause only a few additions of other peers", async () => {
  // Without a group, the others wait for the peer with the lowest id to make a new one.
  for (const name of ["!MALLORY", "~MALLORY"]) {
    const epochs = await epochsInHalfAMinute(name, 2500, async (m, channel, group) => {
      m.send(channel, "commit", new Uint8Array(100), { group, epoch: 1_000 });
    });
    expect(epochs).toBeLessThanOrEqual(10);
  }
});

it("a peer that keeps asking to be added causes fewer commits each time", async () => {
  const epochs = await epochsInHalfAMinute("MALLORY", 500, async (m, channel) => {
    const { bytes } = await createKeyPackage(m.suite, m.self.suite.identityKey, m.id);
    m.send(channel, "request", bytes);
  });
  expect(epochs).toBeLessThanOrEqual(10);
});

it("a group near its last epoch is not joined, because it could not continue after a leave", async () => {
  const m = await mallory();
  const { suite, own } = await party();
  const victim = { keyPackage: own.bytes } as SimulatedPeer;
  const join = async (epoch: bigint) =>
    entered(suite.algorithms, (await welcomeOf(m, [victim], groupId, epoch)).subarray(2), own);
  expect(await join(1_000n)).toBeInstanceOf(MlsGroup);
  expect(await join(0x7fffffffn)).toBeNull();
});

it("a commit with an unusable new leaf is refused", async () => {
  const m = await mallory();
  const { suite, own, card } = await party();
  const alone = await createGroup(groupId, m.keys.publicPackage, m.keys.privatePackage, [], m.suite);
  const add: Proposal = { proposalType: "add", add: { keyPackage: card.keyPackage } };
  const { newState, welcome } = await createCommit(
    { state: alone, cipherSuite: m.suite },
    { extraProposals: [add], ratchetTreeExtension: true },
  );
  if (welcome === undefined) throw new Error("no welcome");
  const bytes = encodeMlsMessage({ version: "mls10", wireformat: "mls_welcome", welcome });
  const group = await entered(suite.algorithms, bytes, own);
  const commit = async (cipherSuite: CiphersuiteImpl) =>
    encodeMlsMessage((await createCommit({ state: newState, cipherSuite }, {})).commit);
  let calls = 0;
  const { hpke } = m.suite;
  // The library makes the keys of the path first, and that of the leaf last.
  const exportPublicKey: typeof hpke.exportPublicKey = async (key) => {
    calls += 1;
    return calls === 2 ? new Uint8Array(32) : hpke.exportPublicKey(key);
  };
  const hostile = { ...m.suite, hpke: { ...hpke, exportPublicKey } };
  expect(await group?.receive(await commit(hostile), () => true)).toBe("not-allowed");
  expect(await group?.receive(await commit(m.suite), () => true)).toBeInstanceOf(MlsGroup);
});

it("a commit without changes is refused, so that many of them cannot remove keys", async () => {
  const channel = await channelOf(2);
  const [judge] = channel.present as [SimulatedPeer];
  const alone = await mallory();
  const welcome = await welcomeOf(alone, channel.present, groupId);
  const before = judge.epochs.length;
  for (const peer of channel.present) alone.tell(peer);
  alone.send(channel, "welcome", welcome);
  await channel.idle();
  const entered = judge.epochs.length - before;
  alone.send(channel, "commit", await emptyCommit(alone), { group: groupId, epoch: 1 });
  await channel.idle();
  expect([entered, judge.epochs.length - before]).toEqual([1, 1]);
  expect(judge.refused.join()).toContain("forbidden changes, or none");
});

it("a peer with undecryptable frames causes only a few additions of other peers in a small group", async () => {
  const epochs = await epochsInHalfAMinute("~MALLORY", 2000, async (m, channel) => {
    for (const peer of channel.present) peer.run(() => peer.session.unopened(new Map([[m.id, 2000]]), 2));
  });
  expect(epochs).toBeLessThanOrEqual(10);
});

it("a commit that the server withheld leads nobody back to a peer that left", async () => {
  const channel = await channelOf(4);
  const [first, second, third, leaver] = channel.present as SimulatedPeer[];
  if (!first || !second || !third || !leaver) return expect.fail("there are no peers");
  await channel.settle(3000);
  const withheld: Bytes[] = [];
  const deliver = channel.deliver.bind(channel);
  channel.deliver = (to, message) => {
    if (parseEnvelope(message).source !== first.id) deliver(to, message);
    else if (to === second) withheld.push(message);
  };
  const m = await mallory();
  for (const peer of channel.present) m.tell(peer);
  await channel.settle(200);
  channel.leave(leaver);
  await channel.settle(8000);
  const commit = withheld.find((message) => parseEnvelope(message).kind === "commit");
  if (commit === undefined) return expect.fail("the first member made no commit");
  for (const peer of [leaver, second, third]) deliver(peer, commit);
  await channel.settle(1000);
  const keys = [leaver, second, third].map(({ epoch }) => String(epoch?.authenticator));
  expect(keys[1]).toBe(keys[2]);
  expect(keys[1]).not.toBe(keys[0]);
  channel.deliver = deliver;
  await channel.settle(12_000);
  expectTogether(channel, 4);
});

it("a peer that only we do not see loses our keys, however often the group changes", async () => {
  const channel = await channelOf(3);
  const [first, victim, hidden] = channel.present as [SimulatedPeer, SimulatedPeer, SimulatedPeer];
  victim.run(async () => {
    victim.worker.peerLeft(hidden.id);
    await victim.session.peerLeft(hidden.id);
  });
  const sharesKeys = () => String(victim.epoch?.authenticator) === String(hidden.epoch?.authenticator);
  const begun = victim.epochs.length;
  const shared: boolean[] = [];
  // The server makes up a peer every 2 s, so the first member commits before it is the victim's turn.
  for (let i = 0; i < 10; i++) {
    const m = await mallory(null, `MALLORY${i}`);
    for (const peer of [first, victim, hidden]) m.tell(peer);
    await channel.settle(2000);
    shared.push(sharesKeys());
  }
  expect(victim.epochs.length - begun).toBeGreaterThan(4);
  expect([shared[0], ...shared.slice(6)]).toEqual([true, false, false, false, false]);
});

it.each([
  ["sends", false],
  ["does not send", true],
])(
  "a peer that misses commits again and again is back within 10 s after each, when their sender %s frames",
  async (_what, isMuted) => {
    const channel = await channelOf(4);
    const victim = channel.present[2] as SimulatedPeer;
    const [committer] = channel.present as [SimulatedPeer];
    const unopened = victim.session.unopened.bind(victim.session);
    victim.session.unopened = (times, opened) =>
      unopened(new Map([...times].filter(([id]) => !isMuted || id !== committer.id)), opened);
    const deliver = channel.deliver.bind(channel);
    let withholds = false;
    channel.deliver = (to, message) => {
      if (!withholds || to !== victim || parseEnvelope(message).kind !== "commit") deliver(to, message);
    };
    for (let i = 0; i < 6; i++) {
      withholds = true;
      const passing = await channel.join();
      await channel.settle(400);
      withholds = false;
      await channel.settle(10_000);
      expectTogether(channel, 5);
      channel.leave(passing);
      await channel.settle(3000);
    }
  },
);

describe("in a call with one sender", () => {
  async function oneSender() {
    const channel = await channelOf(5);
    const [sender, ...viewers] = channel.present as [SimulatedPeer, ...SimulatedPeer[]];
    for (const viewer of viewers) viewer.isViewer = true;
    await channel.settle(12_000);
    return { channel, sender, viewers };
  }
  it("one welcome of a member does not cut the sender off from its viewers", async () => {
    const { channel, sender, viewers } = await oneSender();
    const m = await mallory();
    for (const peer of channel.present) m.tell(peer);
    await channel.settle(3000);
    const smallest = new Uint8Array(16);
    m.send(channel, "welcome", await welcomeOf(m, [sender], smallest), { to: sender.id, group: smallest });
    await channel.settle(12_000);
    expect(viewers.map((viewer) => opens(viewer, sender))).toEqual(viewers.map(() => true));
  });

  it("a viewer from which the server withheld a commit is back within 10 s", async () => {
    const { channel, sender, viewers } = await oneSender();
    const [leaving, viewer] = viewers as [SimulatedPeer, SimulatedPeer];
    const deliverAgain = withholdCommits(channel, viewer);
    channel.leave(leaving);
    await channel.settle(1000);
    deliverAgain();
    await channel.settle(10_000);
    expect(opens(viewer, sender)).toBe(true);
  });
});

/** As that of a shared screen: it receives no media, so it cannot see that it lost the group. */
describe("a connection that only sends", () => {
  const smallest = new Uint8Array(16);
  const openedBy = (viewers: readonly SimulatedPeer[], sender: SimulatedPeer) =>
    viewers.map((viewer) => opens(viewer, sender));
  const all = (viewers: readonly SimulatedPeer[]) => viewers.map(() => true);

  /** A member's welcome takes the peer into a group of its own, and then the member leaves. */
  async function abducted(channel: SimulatedChannel, peer: SimulatedPeer, m: Mallory): Promise<void> {
    const welcome = await welcomeOf(m, channel.present, smallest);
    m.send(channel, "welcome", welcome, { to: peer.id, group: smallest });
    await channel.settle(1000);
    for (const other of channel.present) other.run(() => other.session.peerLeft(m.id));
  }

  it("is opened again within 10 s after the server withheld one commit from it", async () => {
    const channel = await channelOf(4);
    const people = channel.present;
    const screen = await channel.join();
    screen.isSendOnly = true;
    await channel.settle(12_000);
    const deliverAgain = withholdCommits(channel, screen);
    await channel.join();
    await channel.settle(1000);
    deliverAgain();
    await channel.settle(10_000);
    expect(openedBy(people, screen)).toEqual(all(people));
  });

  it("is not cut off by one welcome of a member, and takes no later peer away", async () => {
    const channel = await channelOf(4);
    const people = channel.present;
    const m = await mallory();
    for (const peer of people) m.tell(peer);
    await channel.settle(3000);
    const screen = await channel.join();
    screen.isSendOnly = true;
    m.tell(screen);
    await channel.settle(3000);
    await abducted(channel, screen, m);
    await channel.settle(15_000);
    expect(openedBy(people, screen)).toEqual(all(people));

    const newcomer = await channel.join();
    await channel.settle(30_000);
    expect(openedBy(people, newcomer)).toEqual(all(people));
    expect(people.map((peer) => opens(newcomer, peer))).toEqual(all(people));
    const { length } = newcomer.epochs;
    await channel.settle(60_000);
    expect(newcomer.epochs.length, "no epoch without a change").toBe(length);
  });

  it("causes only a few commits when one viewer alone cannot open it", async () => {
    const channel = await channelOf(5);
    const [viewer] = channel.present as [SimulatedPeer];
    const screen = await channel.join();
    screen.isSendOnly = true;
    await channel.settle(12_000);
    const { length } = viewer.epochs;
    for (let seconds = 0; seconds < 120; seconds++) {
      viewer.run(() => viewer.session.unopened(new Map([[screen.id, seconds * 1000]]), 4));
      await channel.settle(1000);
    }
    const more = viewer.epochs.length - length;
    expect(more, `${more} further epochs in two minutes`).toBeLessThanOrEqual(5);
    expectTogether(channel);
  });

  it("is not divided from another one by one welcome of a member", async () => {
    const channel = await channelOf(4);
    const [first, second, ...viewers] = channel.present as [SimulatedPeer, SimulatedPeer, ...SimulatedPeer[]];
    for (const viewer of viewers) viewer.isViewer = true;
    for (const sender of [first, second]) sender.isSendOnly = true;
    const m = await mallory();
    for (const peer of channel.present) m.tell(peer);
    await channel.settle(3000);
    await abducted(channel, first, m);
    await channel.settle(30_000);
    expect([openedBy(viewers, first), openedBy(viewers, second)]).toEqual([all(viewers), all(viewers)]);
  });
});

it("one welcome of a member does not divide peers that send no media", async () => {
  const channel = await channelOf(4);
  for (const peer of channel.present) peer.isViewer = true;
  const [first] = channel.present as [SimulatedPeer];
  const m = await mallory();
  for (const peer of channel.present) m.tell(peer);
  await channel.settle(3000);
  const smallest = new Uint8Array(16);
  const welcome = await welcomeOf(m, channel.present, smallest);
  m.send(channel, "welcome", welcome, { to: first.id, group: smallest });
  await channel.settle(1000);
  for (const peer of channel.present) peer.run(() => peer.session.peerLeft(m.id));
  await channel.settle(10_000);
  expectTogether(channel);
});

it("states from before the last commit, late or repeated, cause no commits among peers that send no media", async () => {
  const channel = await channelOf(3);
  for (const peer of channel.present) peer.isViewer = true;
  const states: Bytes[] = [];
  const deliver = channel.deliver.bind(channel);
  channel.deliver = (to, message) => {
    if (parseEnvelope(message).kind === "state") states.push(message);
    deliver(to, message);
  };
  await channel.settle(3500);
  const early = [...new Map(states.map((message) => [parseEnvelope(message).source, message])).values()];
  (await channel.join()).isViewer = true;
  await channel.settle(5000);
  channel.deliver = (to, message) => {
    if (parseEnvelope(message).kind !== "state") deliver(to, message);
  };
  const epochs = channel.present.map((peer) => peer.epochs.length);
  for (let i = 0; i < 10; i++) {
    for (const peer of channel.present)
      for (const message of early) if (parseEnvelope(message).source !== peer.id) deliver(peer, message);
    await channel.settle(2900);
  }
  expect(early).toHaveLength(3);
  expect(channel.present.map((peer) => peer.epochs.length)).toEqual(epochs);
});
