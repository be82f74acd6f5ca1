import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Broadcast } from "../../../src/sora/relay/broadcast.ts";
import { senderHeader } from "../../../src/sora/relay/sender-header.ts";

const id = (name: string) => name.padEnd(26, "-");
const header = senderHeader([{ type: "sender_connection_id", length: 26 }]);
const ascii = (text: string) => new TextEncoder().encode(text);

function keyMessage(from: string, to: string, number = 0): Uint8Array {
  const message = new Uint8Array(148);
  message.set(ascii(id(from)), 4);
  message.set(ascii(id(to)), 30);
  message[147] = number;
  return message;
}

/**
 * The behavior of a server: it delivers everything to all others with an open channel, in order of arrival.
 */
class Server {
  readonly peers = new Map<string, Peer>();
  /** Messages that were sent. */
  sent = 0;
  readonly #underWay: (() => void)[] = [];
  constructor(readonly tellsSender = true) {}

  peer(name: string, takesEnvelopes = false): Peer {
    const peer = new Peer(name, this, takesEnvelopes);
    this.peers.set(name, peer);
    return peer;
  }

  spread(from: string, message: Uint8Array): void {
    this.sent += 1;
    const body = this.tellsSender ? new Uint8Array([...ascii(id(from)), ...message]) : message;
    this.#underWay.push(() => {
      for (const peer of this.peers.values()) {
        if (peer.name !== from && peer.open) peer.broadcast.receive(body);
      }
    });
    // A message sent as an answer waits for its turn.
    if (this.#underWay.length > 1) return;
    for (let next = this.#underWay[0]; next; next = this.#underWay[0]) {
      next();
      this.#underWay.shift();
    }
  }
}

class Peer {
  open = false;
  readonly received: string[] = [];
  readonly dropped: string[] = [];
  heard: (message: Uint8Array) => void = () => undefined;
  readonly broadcast: Broadcast;
  constructor(
    readonly name: string,
    server: Server,
    takesEnvelopes = false,
  ) {
    this.broadcast = new Broadcast({
      connectionId: id(name),
      header: server.tellsSender ? header : null,
      takesEnvelopes,
      clock: {
        now: () => performance.now(),
        setTimer: (callback, delayMs) => setTimeout(callback, delayMs),
        clearTimer: (handle) => clearTimeout(handle as number),
      },
      transmit: (message) => server.spread(name, message),
      onKeyMessage: (message) => {
        this.heard(message);
        const from = String.fromCharCode(...message.subarray(4, 30)).replace(/-+$/, "");
        this.received.push(`${from} ${message[147]}`);
      },
      onDropped: (connectionId, code) => this.dropped.push(`${connectionId.replace(/-+$/, "")} ${code}`),
    });
  }

  opens(): void {
    this.open = true;
    this.broadcast.opened();
  }

  tells(to: string, ...numbers: number[]): void {
    this.broadcast.send(numbers.map((number) => keyMessage(this.name, to, number)));
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function envelope(from: string, to: string | null, number: number): Uint8Array {
  const message = keyMessage(from, to ?? "", number);
  message[0] = 2;
  if (to === null) message.fill(0, 30, 56);
  return message;
}

describe("MLS envelopes", () => {
  it("to all reach every peer that accepts them, and envelopes to one peer reach only that peer", () => {
    const server = new Server();
    const [ann, ben, cho] = ["ann", "ben", "cho"].map((name) => server.peer(name, name !== "cho"));
    for (const peer of [ann!, ben!, cho!]) peer.opens();
    ann!.broadcast.send([envelope("ann", null, 1), envelope("ann", "ben", 2)]);
    vi.advanceTimersByTime(2000);
    expect(ben!.received).toEqual(["ann 1", "ann 2"]);
    expect(cho!.received, "of another agreement").toEqual([]);
  });

  it("to all wait until our own channel is open", () => {
    const server = new Server();
    const [ann, ben] = ["ann", "ben"].map((name) => server.peer(name, true));
    ben!.opens();
    ann!.broadcast.send([envelope("ann", null, 1)]);
    expect(ben!.received).toEqual([]);
    ann!.opens();
    expect(ben!.received).toEqual(["ann 1"]);
  });

  it("to all are repeated after the waiting messages when a peer's channel opens late", () => {
    const server = new Server();
    const [ann, ben] = ["ann", "ben"].map((name) => server.peer(name, true));
    ann!.opens();
    ann!.broadcast.send([envelope("ann", "ben", 1), envelope("ann", null, 2)]);
    ben!.opens();
    vi.advanceTimersByTime(100);
    expect(ben!.received).toEqual(["ann 1", "ann 2"]);
  });

  it("to all are refused when they name a sender other than the one the server names", () => {
    const server = new Server();
    const [ann, ben] = ["ann", "ben"].map((name) => server.peer(name, true));
    for (const peer of [ann!, ben!]) peer.opens();
    ann!.broadcast.send([envelope("eve", null, 1)]);
    expect(ben!.received).toEqual([]);
    expect(ben!.dropped).toEqual(["ann forged-sender"]);
  });
});

describe("key messages to everybody", () => {
  it.each([true, false])("reach only their recipients (server names senders: %s)", (tellsSender) => {
    const server = new Server(tellsSender);
    const [ann, ben, cho] = ["ann", "ben", "cho"].map((name) => server.peer(name));
    for (const peer of [ann!, ben!, cho!]) peer.opens();
    ann!.tells("ben", 1, 2);
    ben!.tells("ann", 3);
    expect(ben!.received).toEqual(["ann 1", "ann 2"]);
    expect(ann!.received).toEqual(["ben 3"]);
    expect(cho!.received).toEqual([]);
    expect([ann, ben, cho].flatMap((peer) => peer!.dropped)).toEqual([]);
  });

  it("wait for a peer whose channel is not open, and are sent once when it opens", () => {
    const server = new Server();
    const ann = server.peer("ann");
    const ben = server.peer("ben");
    ann.opens();
    ann.tells("ben", 1, 2);
    vi.advanceTimersByTime(500);
    expect(server.sent, "a hello").toBe(1);
    ben.opens();
    expect(ben.received).toEqual(["ann 1", "ann 2"]);
    vi.advanceTimersByTime(60_000);
    expect(server.sent, "two hellos and two messages").toBe(4);
  });

  it("wait until our own channel is open", () => {
    const server = new Server();
    const ann = server.peer("ann");
    const ben = server.peer("ben");
    ben.opens();
    ann.tells("ben", 1);
    vi.advanceTimersByTime(5000);
    expect(server.sent, "a hello of Ben").toBe(1);
    ann.opens();
    vi.advanceTimersByTime(100);
    expect(ben.received).toEqual(["ann 1"]);
  });

  it("are sent after a second to a peer without a hello, and again when its hello arrives later", () => {
    const server = new Server();
    const ann = server.peer("ann");
    const old = server.peer("old");
    ann.opens();
    old.open = true;
    ann.tells("old", 1);
    vi.advanceTimersByTime(1000);
    ann.tells("old", 2);
    expect(old.received).toEqual(["ann 1", "ann 2"]);

    const late = server.peer("late");
    ann.tells("late", 1);
    vi.advanceTimersByTime(8000);
    ann.tells("late", 2);
    late.opens();
    expect(late.received).toEqual(["ann 1", "ann 2"]);
  });

  it("are not repeated for a peer that has shown that it receives them", () => {
    const server = new Server();
    const ann = server.peer("ann");
    const old = server.peer("old");
    ann.opens();
    old.open = true;
    ann.tells("old", 1);
    vi.advanceTimersByTime(1000);
    server.spread("old", keyMessage("old", "ann", 9));
    ann.tells("old", 2);
    expect(old.received).toEqual(["ann 1", "ann 2"]);
  });

  it("arrive complete and in order, with channels that open in any order", () => {
    const names = ["a", "b", "c", "d"];
    const step = fc.oneof(
      fc.record({ kind: fc.constant("open" as const), who: fc.nat(3) }),
      fc.record({ kind: fc.constant("tell" as const), who: fc.nat(3), to: fc.nat(3) }),
      fc.record({ kind: fc.constant("wait" as const), ms: fc.nat(1500) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, tellsSender) => {
        const server = new Server(tellsSender);
        const peers = names.map((name) => server.peer(name));
        const told = new Map<string, number>();
        for (const each of steps) {
          if (each.kind === "wait") vi.advanceTimersByTime(each.ms);
          else if (each.kind === "open") {
            if (!peers[each.who]!.open) peers[each.who]!.opens();
          } else if (each.who !== each.to) {
            const pair = `${names[each.who]} ${names[each.to]}`;
            const number = told.get(pair) ?? 0;
            told.set(pair, number + 1);
            peers[each.who]!.tells(names[each.to]!, number);
          }
        }
        for (const peer of peers) if (!peer.open) peer.opens();
        vi.advanceTimersByTime(2000);
        for (const from of peers) {
          for (const to of peers) {
            const wanted = Array.from(
              { length: told.get(`${from.name} ${to.name}`) ?? 0 },
              (_, number) => `${from.name} ${number}`,
            );
            const got = to.received.filter((entry) => entry.startsWith(`${from.name} `));
            expect([...new Set(got)]).toEqual(wanted);
          }
        }
        const silent = server.sent;
        vi.advanceTimersByTime(600_000);
        expect(server.sent, "nobody keeps anybody going").toBe(silent);
      }),
      { numRuns: 1000 },
    );
  });

  it("cost one hello for each peer that joins, and none when a message is waiting", () => {
    const server = new Server();
    const present = Array.from({ length: 50 }, (_, i) => server.peer(`m${i}`));
    for (const peer of present) peer.opens();
    vi.advanceTimersByTime(5000);
    server.sent = 0;
    const joiner = server.peer("new");
    for (const peer of present) peer.tells("new", 1, 2);
    joiner.opens();
    vi.advanceTimersByTime(5000);
    expect(joiner.received).toHaveLength(100);
    expect(server.sent).toBe(101);
  });

  it("do not start an endless exchange when fifty peers join at the same time", () => {
    const server = new Server();
    const all = Array.from({ length: 50 }, (_, i) => server.peer(`m${i}`));
    for (const peer of all) peer.opens();
    vi.advanceTimersByTime(60_000);
    expect(server.sent).toBeLessThanOrEqual(100);
  });

  it("are dropped for a peer that left, and leave no timer", () => {
    const server = new Server();
    const ann = server.peer("ann");
    ann.opens();
    ann.tells("ben", 1);
    ann.broadcast.forget(id("ben"));
    expect(vi.getTimerCount()).toBe(0);
    ann.tells("cho", 1);
    ann.broadcast.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("messages of a hostile peer", () => {
  it("in another peer's name is dropped and reported", () => {
    const server = new Server();
    const ann = server.peer("ann");
    ann.opens();
    server.spread("eve", keyMessage("ben", "ann"));
    expect(ann.received).toEqual([]);
    expect(ann.dropped).toEqual(["eve forged-sender"]);
  });

  it("in our own name, or with malformed bytes, is ignored", () => {
    const server = new Server(false);
    const ann = server.peer("ann");
    ann.opens();
    server.spread("eve", keyMessage("ann", "ann"));
    for (const length of [0, 3, 55, 56]) server.spread("eve", new Uint8Array(length));
    expect([...ann.received, ...ann.dropped]).toEqual([]);
  });

  it("in thousands is cut off after some hundred messages, for that peer only", () => {
    const server = new Server();
    const ann = server.peer("ann");
    ann.opens();
    for (let i = 0; i < 10_000; i++) server.spread("eve", keyMessage("eve", "ann"));
    expect(ann.received).toHaveLength(256);
    expect(ann.dropped).toHaveLength(10_000 - 256);
    expect(new Set(ann.dropped)).toEqual(new Set(["eve message-flood"]));
    server.spread("ben", keyMessage("ben", "ann", 1));
    expect(ann.received.at(-1)).toBe("ben 1");
    vi.advanceTimersByTime(1000);
    for (let i = 0; i < 100; i++) server.spread("eve", keyMessage("eve", "ann"));
    expect(ann.received, "64 more a second").toHaveLength(256 + 1 + 64);
  });
});

describe("key messages that are sent together", () => {
  const genuine = (from: string, to: string, number: number): Uint8Array => {
    const message = keyMessage(from, to, number);
    message[0] = 1;
    message[3] = 52;
    return message;
  };

  it("are packed into one message for peers that accept packs, and unpacked unchanged", () => {
    const server = new Server();
    const [ann, ...others] = ["ann", "ben", "cho", "dan"].map((name) => server.peer(name));
    for (const peer of [ann!, ...others]) peer.opens();
    vi.advanceTimersByTime(2000);
    const arrived: Uint8Array[] = [];
    const [ben] = others;
    ben!.heard = (message) => arrived.push(message);
    server.sent = 0;
    const messages = ["ben", "cho", "dan", "ben"].map((to, i) => genuine("ann", to, i + 1));
    ann!.broadcast.send(messages);
    expect(server.sent).toBe(1);
    expect(others.map(({ received }) => received)).toEqual([["ann 1", "ann 4"], ["ann 2"], ["ann 3"]]);
    expect(arrived).toEqual([messages[0], messages[3]]);
  });

  it("are sent one by one to a peer that did not announce packs", () => {
    const server = new Server();
    const [ann, ben] = ["ann", "ben"].map((name) => server.peer(name));
    ann!.opens();
    ben!.open = true;
    const hello = new Uint8Array(56);
    hello.set(ascii(id("ben")), 4);
    hello.set(ascii(id("ben")), 30);
    server.spread("ben", hello);
    server.sent = 0;
    ann!.broadcast.send([genuine("ann", "ben", 1), genuine("ann", "ben", 2)]);
    expect(server.sent).toBe(2);
    expect(ben!.received).toEqual(["ann 1", "ann 2"]);
  });

  it("are packed into several messages when they are many", () => {
    const server = new Server();
    const [ann, ben] = ["ann", "ben"].map((name) => server.peer(name));
    for (const peer of [ann!, ben!]) peer.opens();
    vi.advanceTimersByTime(2000);
    server.sent = 0;
    ann!.broadcast.send(Array.from({ length: 200 }, (_, i) => genuine("ann", "ben", i)));
    expect(server.sent).toBe(1);
    vi.advanceTimersByTime(10_000);
    ann!.broadcast.send(Array.from({ length: 250 }, (_, i) => genuine("ann", i % 2 ? "ben" : "cho", i)));
    expect(ben!.received.slice(-1)).toEqual(["ann 249"]);
  });

  it("are dropped and reported when they are malformed or name another peer as their sender", () => {
    const server = new Server();
    const [ann, ben] = ["ann", "ben"].map((name) => server.peer(name));
    for (const peer of [ann!, ben!]) peer.opens();
    vi.advanceTimersByTime(2000);
    const packs: Uint8Array[] = [];
    const { spread } = server;
    server.spread = (_from, message) => packs.push(message);
    ann!.broadcast.send([genuine("ann", "ben", 1), genuine("ann", "ben", 2)]);
    server.spread = spread;
    const [pack] = packs as [Uint8Array];
    expect(pack[0]).toBe(3);
    server.spread("cho", pack);
    for (const damaged of [pack.subarray(0, -1), Uint8Array.of(...pack, 0)]) server.spread("ann", damaged);
    const wrongType = Uint8Array.from(pack);
    wrongType[56] = 2;
    server.spread("ann", wrongType);
    expect(ben!.received).toEqual([]);
    expect(ben!.dropped).toEqual([
      "cho forged-sender",
      "ann invalid-message",
      "ann invalid-message",
      "ann invalid-message",
    ]);
    server.spread("ann", pack);
    expect(ben!.received).toEqual(["ann 1", "ann 2"]);
  });

  it("count against the limit of their sender one by one", () => {
    const server = new Server();
    const [ann, ben] = ["ann", "ben"].map((name) => server.peer(name));
    for (const peer of [ann!, ben!]) peer.opens();
    vi.advanceTimersByTime(2000);
    for (let i = 0; i < 3; i++)
      ann!.broadcast.send(Array.from({ length: 200 }, (_, n) => genuine("ann", "ben", n)));
    expect(ben!.received.length).toBeLessThan(300);
    expect(ben!.dropped).toContain("ann message-flood");
  });
});
