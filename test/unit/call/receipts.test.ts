import { beforeEach, describe, expect, it } from "vitest";
import { type ReceiptEvent, Receipts, type ReceiptsOptions } from "../../../src/call/receipts.ts";
import { readReceipt, writeReceipt } from "../../../src/e2ee/messages/receipt.ts";
import type { PeerEncryption, PeerFacts, Receipt, ReceiverFacts, SenderFacts } from "../../../src/status.ts";
import { initialState } from "../../../src/store/initial-state.ts";
import { selectOpenedBy } from "../../../src/store/receipts.ts";
import { reduce } from "../../../src/store/reduce.ts";
import type { CallState } from "../../../src/store/types.ts";
import { peer as info, receiver } from "../store/states.ts";
import { FakeClock } from "../worker/fakes.ts";

const idOf = (name: string) => name.toUpperCase().padEnd(26, "-");

/** Peers whose sealed messages arrive at once, each signed by its sender. */
class Channel {
  readonly clock = new FakeClock();
  readonly people = new Map<string, Person>();
  /** Messages of a person that the server holds back. */
  readonly held = new Map<string, (() => void)[]>();

  join(name: string, options: Partial<ReceiptsOptions> = {}): Person {
    const person = new Person(name, this, options);
    for (const other of this.people.values()) {
      person.meets(other.name);
      other.meets(name);
    }
    this.people.set(name, person);
    return person;
  }

  deliver(from: string, data: Uint8Array): void {
    const run = () => {
      for (const person of this.people.values()) {
        if (person.name !== from) person.receipts.receive(idOf(from), data);
      }
    };
    const held = this.held.get(from);
    if (held) held.push(run);
    else run();
  }

  /** All participants send and receive frames for this number of seconds. */
  async seconds(count: number): Promise<void> {
    for (let second = 0; second < count * 2; second += 1) {
      for (const person of this.people.values()) person.flows();
      await this.clock.advance(500);
    }
  }
}

class Person {
  readonly receipts: Receipts;
  readonly sent: Receipt[] = [];
  readonly events: ReceiptEvent[] = [];
  readonly malformed: string[] = [];
  state: CallState = initialState("sendrecv");
  sends = { audio: true, video: true };
  /** The frames of a participant, instead of decrypted ones. */
  readonly trouble = new Map<string, "auth-failed" | "no-key" | "stopped" | "no video" | "skipped">();
  readonly #frames = new Map<string, Record<"audio" | "video", ReceiverFacts>>();
  #sealed = { audio: 0, video: 0 };

  constructor(
    readonly name: string,
    readonly channel: Channel,
    options: Partial<ReceiptsOptions>,
  ) {
    this.receipts = new Receipts({
      clock: channel.clock,
      send: async (data) => {
        this.sent.push(readReceipt(data) as Receipt);
        channel.deliver(name, data);
      },
      dispatch: (event) => {
        this.events.push(event);
        this.#reduce(event);
      },
      onMalformed: (from) => this.malformed.push(from),
      uplink: () => "good",
      serverChooses: false,
      withoutVideo: false,
      ...options,
    });
    const connectionId = idOf(name);
    this.#reduce({ type: "self-connected", connectionId, clientId: null, present: [] });
    this.receipts.connected(connectionId);
    this.receipts.start();
  }

  meets(other: string): void {
    this.#reduce({ type: "peer-joined", peer: info(idOf(other), { role: "sendrecv" }) });
    this.#frames.set(other, {
      audio: receiver({ transformId: 1, kind: "audio", received: 0, passed: 0 }),
      video: receiver({ transformId: 2, kind: "video", received: 0, passed: 0 }),
    });
  }

  leaves(other: string): void {
    this.#frames.delete(other);
    this.#reduce({ type: "peer-left", connectionId: idOf(other) });
    this.receipts.forget(idOf(other));
  }

  /** Half a second of media. */
  flows(): void {
    const senders: SenderFacts[] = (["audio", "video"] as const).map((kind, place) => {
      if (this.sends[kind]) this.#sealed[kind] += 10;
      const count = this.#sealed[kind];
      return { transformId: 10 + place, kind, received: count, passed: count, dropped: 0 };
    });
    const peers = [...this.#frames].map(([other, frames]): PeerFacts => {
      const trouble = this.trouble.get(other);
      const sends = this.channel.people.get(other)?.sends;
      for (const kind of ["audio", "video"] as const) {
        const comes = sends?.[kind] && trouble !== "stopped" && !(trouble === "no video" && kind === "video");
        const before = frames[kind];
        const fails = comes && (trouble === "auth-failed" || trouble === "no-key") ? trouble : null;
        const skips = comes && trouble === "skipped" && kind === "video";
        frames[kind] = {
          ...before,
          idle: !comes,
          received: before.received + (comes ? 10 : 0),
          passed: before.passed + (comes && !fails && !skips ? 10 : 0),
          skipped: (before.skipped ?? 0) + (skips ? 10 : 0),
          refused: fails ? { ...before.refused, [fails]: before.refused[fails] + 10 } : before.refused,
        };
      }
      const encryption: PeerEncryption =
        trouble === "auth-failed" || trouble === "no-key"
          ? { status: "failing", reason: trouble }
          : { status: "encrypted" };
      return {
        connectionId: idOf(other),
        encryption,
        keyId: 1,
        fingerprint: null,
        safetyNumber: null,
        receivers: [frames.audio, frames.video],
      };
    });
    this.receipts.observed({ senders, peers });
  }

  get openedBy() {
    const { status, opened, total, participants } = selectOpenedBy(this.state);
    const names = [...this.channel.people.keys()];
    return {
      status,
      count: `${opened} of ${total}`,
      people: Object.fromEntries(
        participants.map(({ id, status, reason }) => [
          names.find((name) => idOf(name) === id),
          reason ?? status,
        ]),
      ),
    };
  }

  #reduce(event: Parameters<typeof reduce>[1]): void {
    this.state = reduce(this.state, event, this.channel.clock.now());
  }
}

let channel: Channel;
let ann: Person;
let ben: Person;

beforeEach(() => {
  channel = new Channel();
  ann = channel.join("Ann");
  ben = channel.join("Ben");
});

const forged = (given: Partial<Receipt> = {}, echo = ann.sent.at(-1)?.number ?? 0) =>
  writeReceipt({
    number: 9,
    periods: 1,
    uplink: "good",
    entries: [{ connectionId: idOf("Ann"), echo, audio: "opens", video: "opens" }],
    ...given,
  });

describe("receipts", () => {
  it("list the peers that decrypt each stream, within four seconds of the first frame", async () => {
    channel.join("Cho");
    await channel.seconds(4);
    expect(ann.openedBy).toEqual({ status: "told", count: "2 of 2", people: { Ben: "opens", Cho: "opens" } });
  });

  it("list a peer that cannot decrypt, with the reason, until it can decrypt again", async () => {
    channel.join("Cho");
    await channel.seconds(8);
    ben.trouble.set("Ann", "auth-failed");
    await channel.seconds(3);
    expect(ann.openedBy).toMatchObject({ count: "1 of 2", people: { Ben: "auth-failed", Cho: "opens" } });
    expect(ben.openedBy.count, "what Ann opens of Ben").toBe("2 of 2");
    ben.trouble.delete("Ann");
    await channel.seconds(3);
    expect(ann.openedBy.count).toBe("2 of 2");
  });

  it("list a peer that no longer receives frames", async () => {
    await channel.seconds(8);
    for (const trouble of ["stopped", "no video"] as const) {
      ben.trouble.set("Ann", trouble);
      await channel.seconds(7);
      expect(ann.openedBy, trouble).toMatchObject({ count: "0 of 1", people: { Ben: "silent" } });
    }
  });

  it("list a peer that decrypts video before it has a key frame to show", async () => {
    const cho = channel.join("Cho");
    cho.trouble.set("Ann", "skipped");
    await channel.seconds(20);
    expect(ann.openedBy).toMatchObject({ count: "2 of 2", people: { Cho: "opens" } });
  });

  it("still list a peer when our video pauses for a few seconds", async () => {
    await channel.seconds(8);
    const seen = new Set<string>();
    for (let pause = 0; pause < 3; pause += 1) {
      ben.trouble.set("Ann", "no video");
      for (let second = 0; second < 3; second += 1) {
        await channel.seconds(1);
        seen.add(ann.openedBy.count);
      }
      ben.trouble.delete("Ann");
      await channel.seconds(2);
      seen.add(ann.openedBy.count);
    }
    expect([...seen]).toEqual(["1 of 1"]);
  });

  it("report no problem for media that we do not send", async () => {
    const seen = new Set<string | undefined>();
    await channel.seconds(8);
    ann.sends = { audio: true, video: false };
    for (let second = 0; second < 12; second += 1) {
      await channel.seconds(1);
      seen.add(ann.openedBy.people.Ben);
    }
    ann.sends = { audio: true, video: true };
    for (let second = 0; second < 8; second += 1) {
      await channel.seconds(1);
      seen.add(ann.openedBy.people.Ben);
    }
    expect(seen.has("silent")).toBe(false);
    expect(ann.openedBy.people.Ben).toBe("opens");
    ann.sends = { audio: false, video: false };
    await channel.seconds(5);
    expect(ann.openedBy.status).toBe("idle");
  });

  it("report nothing about a peer without receipts, or one that stopped sending them", async () => {
    channel.join("Cho", { send: async () => undefined });
    await channel.seconds(5);
    expect(ann.openedBy).toMatchObject({ count: "1 of 2", people: { Ben: "opens", Cho: "does-not-say" } });
    ben.receipts.stop();
    await channel.seconds(5);
    expect(ann.openedBy.people.Ben, "within six seconds").toBe("opens");
    await channel.seconds(3);
    expect(ann.openedBy).toMatchObject({ status: "silent", count: "0 of 2" });
  });

  it("report nothing from receipts that the server held back", async () => {
    await channel.seconds(5);
    channel.held.set("Ben", []);
    await channel.seconds(20);
    const held = channel.held.get("Ben") ?? [];
    channel.held.set("Ben", []);
    expect(held.length).toBeGreaterThan(5);
    for (const run of held.slice(0, 7)) {
      run();
      await channel.seconds(1);
      expect(ann.openedBy.people.Ben).toBe("does-not-say");
    }
    channel.held.delete("Ben");
    await channel.seconds(3);
    expect(ann.openedBy.people.Ben).toBe("opens");
  });

  it("report nothing about a new peer before it has echoed one of our receipts", async () => {
    await channel.seconds(5);
    channel.join("Cho", { send: async () => undefined });
    await channel.seconds(1);
    for (const echo of [0, 500]) ann.receipts.receive(idOf("Cho"), forged({}, echo));
    expect(ann.openedBy.people.Cho).toBe("does-not-say");
    await channel.seconds(1);
    ann.receipts.receive(idOf("Cho"), forged());
    expect(ann.openedBy.people.Cho).toBe("opens");
  });

  it("describe only their sender, and are ignored from absent peers", async () => {
    await channel.seconds(5);
    const entries = [idOf("Ann"), idOf("Ben"), idOf("Cho")].map((connectionId) => ({
      connectionId,
      echo: ann.sent.at(-1)?.number ?? 0,
      audio: "no-key" as const,
      video: "opens" as const,
    }));
    channel.join("Cho", { send: async () => undefined });
    ann.receipts.receive(idOf("Cho"), forged({ entries }));
    ann.receipts.receive(idOf("Eve"), forged());
    expect(ann.openedBy.people).toEqual({ Ben: "opens", Cho: "no-key" });
    expect(Object.keys(ann.state.receipts?.told[idOf("Cho")]?.about ?? {})).toEqual([idOf("Ann")]);
    expect(ann.state.receipts?.told[idOf("Eve")]).toBeUndefined();
  });

  it("are refused and counted when they are malformed, and earlier reports stay valid", async () => {
    await channel.seconds(5);
    await channel.clock.advance(500);
    const before = ann.state.receipts?.told;
    ann.receipts.receive(idOf("Ben"), new Uint8Array([2, 0, 0, 1, 0]));
    expect(ann.malformed).toEqual([idOf("Ben")]);
    expect(ann.state.receipts).toMatchObject({ refused: 1, told: before });
  });

  it("are accepted from a peer at most four times per second, also malformed ones", async () => {
    await channel.seconds(5);
    const before = ann.events.length;
    for (let count = 0; count < 100; count += 1) {
      ann.receipts.receive(idOf("Cho"), count % 2 ? forged() : new Uint8Array([2]));
      await channel.clock.advance(10);
    }
    expect(ann.events.slice(before).filter((event) => event.type === "receipt").length).toBeLessThanOrEqual(
      4,
    );
  });

  it("are sent every two seconds and after a change, and at most once per second", async () => {
    await channel.seconds(10);
    const before = ann.sent.length;
    await channel.seconds(10);
    expect(ann.sent.length - before).toBe(5);
    for (let second = 0; second < 10; second += 1) {
      if (second % 2) ann.trouble.delete("Ben");
      else ann.trouble.set("Ben", "auth-failed");
      await channel.seconds(1);
    }
    expect(ann.sent.length - before).toBeLessThanOrEqual(15);
    expect(ann.sent.length - before).toBeGreaterThan(12);
  });

  it("are sent again when the channel is not open yet", async () => {
    let open = false;
    const tried: Uint8Array[] = [];
    channel.join("Cho", {
      send: async (data) => {
        tried.push(data);
        if (!open) throw new Error("no channel");
        channel.deliver("Cho", data);
      },
    });
    await channel.seconds(6);
    expect(tried.length).toBeGreaterThan(4);
    expect(ann.openedBy.people.Cho).toBe("does-not-say");
    open = true;
    await channel.seconds(2);
    expect(ann.openedBy.people.Cho).toBe("opens");
  });

  it("are not sent without a receiver", async () => {
    ann.leaves("Ben");
    await channel.seconds(5);
    const before = ann.sent.length;
    await channel.seconds(5);
    expect(ann.sent.length).toBe(before);
  });

  it("are less frequent in a large channel, state their interval, and cover all peers in turn", async () => {
    const peers = Array.from({ length: 100 }, (_, place) => `Peer ${place}`);
    for (const name of peers) ann.meets(name);
    const before = ann.sent.length;
    await channel.seconds(64);
    const sent = ann.sent.slice(before);
    expect(sent.length).toBeLessThanOrEqual(64 / 8 + 6);
    expect(sent.at(-1)).toMatchObject({ periods: 8 });
    const told = new Set(sent.slice(-2).flatMap(({ entries }) => entries.map((entry) => entry.connectionId)));
    expect(told.size).toBe(101);
    for (const { entries } of sent) expect(entries.length).toBeLessThanOrEqual(64);
  });

  it("report no missing video that was not requested", async () => {
    await channel.seconds(8);
    ben.receipts.asked("2025.2.0/RequestSimulcastRid", { rid: "none", sender_connection_id: idOf("Ann") });
    ben.trouble.set("Ann", "no video");
    await channel.seconds(8);
    expect(ann.openedBy.people.Ben).toBe("opens");
    ben.receipts.asked("2025.2.0/RequestSimulcastRid", { rid: "r1", sender_connection_id: idOf("Ann") });
    await channel.seconds(2);
    expect(ann.openedBy.people.Ben).toBe("silent");
  });

  it("report no missing media when the server selects the media", async () => {
    const cho = channel.join("Cho", { serverChooses: true });
    await channel.seconds(8);
    cho.trouble.set("Ann", "stopped");
    await channel.seconds(8);
    expect(ann.openedBy.people.Cho).toBe("not-receiving");
  });

  it("give a new peer a moment for its keys", async () => {
    const seen = new Set<string | undefined>();
    const cho = channel.join("Cho");
    cho.trouble.set("Ann", "no-key");
    const facts = cho.receipts.observed.bind(cho.receipts);
    cho.receipts.observed = ({ senders, peers }) =>
      facts({ senders, peers: peers.map((peer) => ({ ...peer, encryption: { status: "exchanging" } })) });
    for (let second = 0; second < 2; second += 1) {
      await channel.seconds(1);
      seen.add(ann.openedBy.people.Cho);
    }
    expect([...seen]).not.toContain("no-key");
    await channel.seconds(3);
    expect(ann.openedBy.people.Cho).toBe("no-key");
  });

  it("leave no timer behind", async () => {
    await channel.seconds(3);
    for (const person of channel.people.values()) person.receipts.stop();
    expect(channel.clock.pending).toBe(0);
  });
});
