import { beforeEach, describe, expect, it } from "vitest";
import { FrameSealer, importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { sealFrame } from "../../../src/e2ee/media/index.ts";
import { TransformHost } from "../../../src/e2ee/worker/host.ts";
import { Peers } from "../../../src/e2ee/worker/peers.ts";
import { FakeClock, FakeFrame, FakeStreams, id, material, settle } from "./fakes.ts";

describe("the transforms of a call", () => {
  let clock: FakeClock;
  let peers: Peers;
  let transforms: TransformHost;
  let received: string[];
  let counter: number;

  const send = (transformId: number) => ({ direction: "send", transformId, kind: "audio" }) as const;
  const receive = (transformId: number, name: string | null) =>
    ({
      direction: "receive",
      transformId,
      kind: "audio",
      connectionId: name === null ? null : id(name),
    }) as const;

  function attach(options: Parameters<TransformHost["attach"]>[1]): FakeStreams {
    const streams = new FakeStreams();
    transforms.attach(streams, options, async () => undefined);
    return streams;
  }

  /** A frame of this peer, sealed with the key in its key ring. */
  async function sealed(name: string): Promise<FakeFrame> {
    const options = { secretKeyMaterial: material(1), connectionId: id(name), keyId: 0, counter: counter++ };
    return new FakeFrame(await sealFrame({ ...options, frameType: "audio", plain: new Uint8Array(20) }));
  }

  async function pass(streams: FakeStreams, ...frames: FakeFrame[]): Promise<number> {
    const before = streams.out.length;
    streams.push(...frames);
    await settle();
    return streams.out.length - before;
  }

  const plain = () => new FakeFrame(new Uint8Array(20).fill(5));

  beforeEach(async () => {
    clock = new FakeClock();
    peers = new Peers(clock);
    received = [];
    counter = 0;
    const sealer = new FrameSealer({ connectionId: id("me"), onExhausted: () => undefined });
    sealer.setKey(await importFrameKey(material(9), 0, "encrypt"));
    transforms = new TransformHost({
      clock,
      peers,
      sealer: () => sealer,
      onCount: (peer) => received.push(peer?.connectionId ?? "own"),
      onSender: () => undefined,
      onReceiver: () => undefined,
      onUnsupported: () => undefined,
      onInvalidStream: () => undefined,
    });
    for (const name of ["alice", "bob"]) {
      peers.add(id(name), "keys").ring.add(await importFrameKey(material(1), 0, "decrypt"), false);
    }
  });

  it("pass sealed and decrypted frames", async () => {
    expect(await pass(attach(send(0)), plain())).toBe(1);
    expect(await pass(attach(receive(1, "alice")), await sealed("alice"))).toBe(1);
    expect(received).toEqual(["own", id("alice")]);
  });

  it("pass no frame of a transform without options, after the end, or with an id in use", async () => {
    const first = attach(send(0));
    const receiver = attach(receive(1, "alice"));
    expect(await pass(attach(null), plain())).toBe(0);
    expect(await pass(attach(send(0)), plain())).toBe(0);
    expect(await pass(attach(send(1)), plain())).toBe(0);
    expect(await pass(attach(receive(0, "bob")), await sealed("bob"))).toBe(0);
    expect(await pass(first, plain())).toBe(1);
    transforms.stopAll();
    expect(await pass(attach(send(7)), plain())).toBe(0);
    expect(await pass(attach(receive(8, "alice")), await sealed("alice"))).toBe(0);
    expect(await pass(first, plain())).toBe(0);
    expect(await pass(receiver, await sealed("alice"))).toBe(0);
  });

  it.each<readonly [string, object]>([
    ["an id that is a text", { ...receive(1, "alice"), transformId: "1" }],
    ["an id that is not whole", { ...receive(1, "alice"), transformId: 1.5 }],
    ["an unknown kind", { ...receive(1, "alice"), kind: "text" }],
    ["an unknown direction", { ...receive(1, "alice"), direction: "both" }],
    ["no direction", { ...send(1), direction: undefined }],
    ["an unknown kind of ours", { ...send(1), kind: "text" }],
  ])("pass no frame of a transform with %s", async (_what, options) => {
    const streams = attach(options as Parameters<TransformHost["attach"]>[1]);
    expect(await pass(streams, await sealed("alice"), plain())).toBe(0);
    expect(transforms.isSending).toBe(false);
    expect(peers.find(id("alice"))?.receivers.size).toBe(0);
  });

  it("ignore padding of a peer, and decrypt the frame after it", async () => {
    const receiver = attach(receive(1, "alice"));
    expect(await pass(receiver, new FakeFrame(new Uint8Array()))).toBe(0);
    expect(received).toEqual([]);
    expect(await pass(receiver, await sealed("alice"))).toBe(1);
  });

  it("pass no frame of a blocked transform, and its id stays in use", async () => {
    const sender = attach(send(0));
    const receiver = attach(receive(1, "alice"));
    transforms.block([0, 1, 2]);
    expect(await pass(sender, plain())).toBe(0);
    expect(await pass(receiver, await sealed("alice"))).toBe(0);
    transforms.rebind(1, id("bob"));
    expect(await pass(receiver, await sealed("bob"))).toBe(0);
    expect(await pass(attach(send(2)), plain())).toBe(0);
  });

  it("show the new sender of a reused receiver, and no longer the first one", async () => {
    const receiver = attach(receive(1, "alice"));
    expect(await pass(receiver, await sealed("alice"))).toBe(1);
    transforms.rebind(1, id("bob"));
    expect(await pass(receiver, await sealed("alice"))).toBe(0);
    expect(await pass(receiver, await sealed("bob"))).toBe(1);
    expect(peers.find(id("alice"))?.receivers.size).toBe(0);
    expect(peers.find(id("bob"))?.receivers.size).toBe(1);
  });

  it("show no frame of a receiver without a valid stream id, until it has one", async () => {
    const receiver = attach(receive(1, null));
    expect(await pass(receiver, await sealed("alice"))).toBe(0);
    transforms.rebind(1, id("alice"));
    expect(await pass(receiver, await sealed("alice"))).toBe(1);
    transforms.rebind(1, "no connection id");
    expect(await pass(receiver, await sealed("alice"))).toBe(0);
  });

  it("remove a peer known only by its receiver when the receiver is removed", async () => {
    attach(receive(1, "nobody"));
    expect(peers.find(id("nobody"))?.announced).toBe("unknown");
    transforms.detach(1);
    expect(peers.find(id("nobody"))).toBeUndefined();
  });

  it("keep a sender's counts when its frames end, and lose them when it is detached", async () => {
    const sender = attach(send(0));
    await pass(sender, plain());
    sender.end();
    await settle();
    expect([...transforms.senders].map((each) => each.facts().passed)).toEqual([1]);
    transforms.detach(0);
    expect([...transforms.senders]).toEqual([]);
  });

  it("release a receiver when its frames end, so that its id can be used again", async () => {
    const receiver = attach(receive(1, "alice"));
    receiver.end();
    await settle();
    expect(peers.find(id("alice"))?.receivers.size).toBe(0);
    expect(await pass(attach(receive(1, "alice")), await sealed("alice"))).toBe(1);
  });
});
