import { beforeEach, describe, expect, it } from "vitest";
import { importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { FactsReporter } from "../../../src/e2ee/worker/facts-reporter.ts";
import type { TransformHost } from "../../../src/e2ee/worker/host.ts";
import { unknownIdentity } from "../../../src/e2ee/worker/identities.ts";
import type { Peer } from "../../../src/e2ee/worker/peer.ts";
import { Peers } from "../../../src/e2ee/worker/peers.ts";
import { ReceiverRecord } from "../../../src/e2ee/worker/receiver-record.ts";
import type { WorkerFacts } from "../../../src/status.ts";
import { FakeClock, id, material } from "./fakes.ts";

const sender = { transformId: 1, kind: "audio", received: 3, passed: 2, dropped: 1 } as const;

let clock: FakeClock;
let peers: Peers;
let reporter: FactsReporter;
let reports: WorkerFacts[];
let keyId: number | null;

beforeEach(() => {
  clock = new FakeClock();
  peers = new Peers(clock);
  reports = [];
  keyId = null;
  reporter = new FactsReporter({
    clock,
    peers,
    transforms: { senders: [{ facts: () => sender }] } as unknown as TransformHost,
    selfKeyId: () => keyId,
    identity: () => unknownIdentity,
    report: (facts) => reports.push(facts),
  });
});

/** The reported peers since the last call, as `name status`, one list for each report. */
function told(): string[][] {
  return reports
    .splice(0)
    .map(({ peers: each }) =>
      each.map(
        ({ connectionId, encryption }) =>
          `${connectionId.toLowerCase().replaceAll("-", "")} ${encryption.status}`,
      ),
    );
}

async function addWithKey(name: string): Promise<Peer> {
  const peer = peers.add(id(name), "keys");
  peer.ring.add(await importFrameKey(material(1), 4, "decrypt"), false);
  return peer;
}

function addReceiver(peer: Peer): ReceiverRecord {
  const receiver = new ReceiverRecord({
    transformId: 2,
    kind: "video",
    clock,
    peer,
    waiting: () => 0,
    onCount: (of, refused) => reporter.counted(of, refused),
  });
  peer.receivers.add(receiver);
  reporter.watch();
  return receiver;
}

function opens(receiver: ReceiverRecord): void {
  receiver.received(clock.now());
  receiver.opened(clock.now());
}

describe("changes by messages", () => {
  it("are reported together and once, without other peers", () => {
    const [ann, ben] = [peers.add(id("ann"), "keys"), peers.add(id("ben"), "none")];
    peers.add(id("cho"), "keys");
    reporter.flush();
    expect(told()).toEqual([]);
    reporter.changed(ann);
    reporter.changed(ben);
    expect(told()).toEqual([]);
    reporter.flush();
    reporter.flush();
    expect(told()).toEqual([["ann exchanging", "ben unprotected"]]);
  });

  it("of our own key or of the group are reported without peers", () => {
    keyId = 7;
    reporter.flush();
    reporter.flush();
    expect(reports).toEqual([{ selfKeyId: 7, senders: [sender], peers: [] }]);
    reporter.entered(null);
    reporter.flush();
    reporter.flush();
    expect(reports.slice(1)).toEqual([{ selfKeyId: 7, senders: [sender], peers: [], room: null }]);
  });

  it("of an identity are reported at once, and only of a peer that is there", () => {
    peers.add(id("ann"), "keys");
    reporter.identified(id("eve"));
    expect(told()).toEqual([]);
    reporter.identified(id("ann"));
    expect(told()).toEqual([["ann exchanging"]]);
  });

  it("of a peer that has left meanwhile are not reported", () => {
    const ann = peers.add(id("ann"), "keys");
    peers.remove(id("ann"));
    peers.add(id("ann"), "keys");
    reporter.changed(ann);
    reporter.flush();
    expect(told()).toEqual([[]]);
  });
});

describe("counters", () => {
  it("are reported after 250 ms, and then at most every 500 ms", async () => {
    reporter.counted(null, false);
    await clock.advance(249);
    expect(told()).toEqual([]);
    await clock.advance(1);
    expect(told()).toEqual([[]]);
    reporter.counted(null, false);
    await clock.advance(499);
    expect(told()).toEqual([]);
    await clock.advance(1);
    expect(told()).toEqual([[]]);
    await clock.advance(5_000);
    expect([told(), clock.pending]).toEqual([[], 0]);
  });

  it("of a peer can wait, and are reported with the facts of that peer only", async () => {
    const [ann, ben] = [await addWithKey("ann"), await addWithKey("ben")];
    for (const peer of [ann, ben]) reporter.changed(peer);
    reporter.flush();
    reports.length = 0;
    reporter.moved(ann);
    await clock.advance(250);
    const [facts] = reports;
    expect(facts?.peers).toEqual([
      {
        connectionId: id("ann"),
        encryption: { status: "ready" },
        keyId: 4,
        ...unknownIdentity,
        receivers: [],
      },
    ]);
    await clock.advance(5_000);
    expect(reports).toHaveLength(1);
  });

  it("that went out with a status are not reported again", async () => {
    const ann = await addWithKey("ann");
    reporter.moved(ann);
    reporter.changed(ann);
    reporter.flush();
    expect(told()).toEqual([["ann ready"]]);
    await clock.advance(250);
    expect(told(), "the own counters alone").toEqual([[]]);
  });
});

describe("the status of a peer", () => {
  it("is reported at once when its first frame is decrypted, and its next frames are only counted", async () => {
    const ann = await addWithKey("ann");
    const receiver = addReceiver(ann);
    reporter.changed(ann);
    reporter.flush();
    expect(told()).toEqual([["ann ready"]]);
    opens(receiver);
    expect(told()).toEqual([["ann encrypted"]]);
    for (let i = 0; i < 10; i++) opens(receiver);
    expect(told()).toEqual([]);
    await clock.advance(250);
    expect(told()).toEqual([["ann encrypted"]]);
    expect(reporter.facts().peers[0]?.receivers[0]?.passed).toBe(11);
  });

  it("is reported at once when frames cannot be decrypted, and again only with another reason", async () => {
    const receiver = addReceiver(await addWithKey("ann"));
    opens(receiver);
    receiver.refused("auth-failed");
    told();
    await clock.advance(600);
    told();
    receiver.refused("auth-failed");
    expect(told()).toEqual([["ann failing"]]);
    receiver.refused("auth-failed");
    expect(told()).toEqual([]);
    for (let i = 0; i < 4; i++) receiver.refused("malformed");
    expect(told()).toEqual([["ann failing"]]);
  });

  it("is reported when it changes by time alone", async () => {
    const receiver = addReceiver(await addWithKey("ann"));
    opens(receiver);
    await clock.advance(500);
    told();
    await clock.advance(2_250);
    expect(told()).toEqual([]);
    await clock.advance(500);
    expect(told(), "idle").toEqual([["ann encrypted"]]);
    await clock.advance(1_500);
    expect(told()).toEqual([]);
    await clock.advance(500);
    expect(told()).toEqual([["ann ready"]]);
    await clock.advance(60_000);
    expect([told(), clock.pending], "nothing can change by time any more").toEqual([[], 0]);
    opens(receiver);
    expect(told()).toEqual([["ann encrypted"]]);
  });

  it("is reported at once with the first frame of a stream that was idle", async () => {
    const ann = await addWithKey("ann");
    const [first, second] = [addReceiver(ann), addReceiver(ann)];
    for (let ms = 0; ms < 4_000; ms += 100) {
      opens(first);
      await clock.advance(100);
    }
    told();
    expect(second.reportedIdle).toBe(true);
    opens(second);
    expect(told()).toEqual([["ann encrypted"]]);
    expect(second.reportedIdle).toBe(false);
    opens(second);
    expect(told()).toEqual([]);
  });
});

it("no facts are reported after the end, and no timer remains", async () => {
  const receiver = addReceiver(await addWithKey("ann"));
  opens(receiver);
  told();
  opens(receiver);
  reporter.stop();
  expect(clock.pending).toBe(0);
  opens(receiver);
  receiver.refused("auth-failed");
  reporter.entered(null);
  reporter.flush();
  reporter.watch();
  await clock.advance(10_000);
  expect([told(), clock.pending]).toEqual([[], 0]);
  expect(reporter.facts()).toMatchObject({ room: null, peers: [{ connectionId: id("ann") }] });
});
