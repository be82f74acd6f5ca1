import { describe, expect, it, onTestFinished, vi } from "vitest";
import { x25519Suite } from "../../../src/e2ee/agreement/mls/suite-x25519.ts";
import { mlsLoader } from "../../../src/e2ee/worker/engine-mls.ts";
import { parseFrameHeader } from "../../../src/protocol/frame-header.ts";
import { FakeFrame } from "./fakes.ts";
import { MlsChannel, type MlsPeer } from "./mls-channel.ts";

const plain = Uint8Array.of(8, 1, 2, 3, 4, 5, 6, 7);

function at<T>(list: readonly T[], index: number): T {
  return list[index] ?? expect.fail(`there is no entry ${index}`);
}

/** The output of `viewer` for a frame that `sender` sends now. */
async function opened(sender: MlsPeer, viewer: MlsPeer): Promise<readonly number[]> {
  const streams = viewer.receiver(sender);
  const frame = (await sender.sealed(plain)) ?? expect.fail("nothing left");
  streams.push(new FakeFrame(frame.bytes, undefined));
  await viewer.channel.pass(50);
  return streams.out.flatMap(({ bytes }) => [...bytes]);
}

async function roomOf(peer: MlsPeer) {
  return (await peer.facts()).room ?? expect.fail("there is no group");
}

async function channelOf(...names: readonly string[]) {
  const channel = new MlsChannel();
  const peers: MlsPeer[] = [];
  for (const name of names) {
    peers.push(await channel.join(name));
    await channel.pass(1000);
  }
  return { channel, peers };
}

describe("a worker whose keys are agreed on by MLS", () => {
  it("seals nothing before it is in a group, and then seals what the others can decrypt", async () => {
    const { channel, peers } = await channelOf("ann");
    const ann = at(peers, 0);
    const ben = await channel.join("ben");
    expect(await ben.sealed(plain)).toBeUndefined();
    await channel.pass(1000);
    expect(await opened(ben, ann)).toEqual([...plain]);
    expect(await opened(ann, ben)).toEqual([...plain]);
    expect((await ann.seen(ben)).encryption).toEqual({ status: "encrypted" });
  });

  it("has one room code for all peers, and a new one after each join and leave", async () => {
    const { channel, peers } = await channelOf("ann", "ben", "cho");
    const rooms = await Promise.all(peers.map(roomOf));
    expect(new Set(rooms.map(({ code }) => code.digits)).size).toBe(1);
    expect(at(rooms, 0)).toMatchObject({ suite: "x25519", epoch: 2, size: 3 });
    await channel.leave(at(peers, 2));
    await channel.pass(2000);
    const after = await Promise.all(channel.peers.map(roomOf));
    expect(new Set(after.map(({ code }) => code.digits)).size).toBe(1);
    expect(at(after, 0)).toMatchObject({ epoch: 3, size: 2 });
    expect(at(after, 0).code.digits).not.toBe(at(rooms, 0).code.digits);
  });

  it("uses the key of a join after 300 ms, and the key of a leave within 2 s", async () => {
    const { channel, peers } = await channelOf("ann", "ben");
    const ann = at(peers, 0);
    const keyId = async () => (await ann.facts()).selfKeyId;
    const cho = await channel.join("cho");
    await channel.pass(100);
    expect((await roomOf(ann)).epoch).toBe(2);
    expect(await keyId()).toBe(1);
    await channel.pass(350);
    expect(await keyId()).toBe(2);
    await channel.leave(cho);
    await channel.pass(150);
    expect((await roomOf(ann)).epoch).toBe(3);
    expect(await keyId()).toBe(2);
    await channel.pass(1850);
    expect(await keyId()).toBe(3);
  });

  it("continues its frame counter over all epochs", async () => {
    const { channel, peers } = await channelOf("ann", "ben");
    const ann = at(peers, 0);
    const counters: (readonly [number, number])[] = [];
    const note = async () => {
      const frame = (await ann.sealed(plain)) ?? expect.fail("nothing left");
      const { keyId, counter } = parseFrameHeader(frame.bytes, 1) ?? expect.fail("no header");
      counters.push([keyId, counter]);
    };
    await note();
    await channel.join("cho");
    await channel.pass(1000);
    await note();
    await channel.leave(at(channel.peers, 2));
    await channel.pass(2000);
    await note();
    expect(counters).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
    ]);
  });

  it("decrypts late frames with the previous key for 10 s", async () => {
    const { channel, peers } = await channelOf("ann", "ben");
    const [ann, ben] = [at(peers, 0), at(peers, 1)];
    const frames = [];
    for (let i = 0; i < 2; i++) frames.push((await ben.sealed(plain)) ?? expect.fail("nothing left"));
    const streams = ann.receiver(ben);
    await channel.join("cho");
    await channel.pass(1000);
    streams.push(new FakeFrame(at(frames, 0).bytes, undefined));
    await channel.pass(50);
    expect(streams.out).toHaveLength(1);
    await channel.pass(10_000);
    streams.push(new FakeFrame(at(frames, 1).bytes, undefined));
    await channel.pass(50);
    expect(streams.out).toHaveLength(1);
  });

  it("shows a peer with a bundle, or with another suite's key package, as a peer on another agreement", async () => {
    const { channel, peers } = await channelOf("ann");
    const ann = at(peers, 0);
    const other = await new MlsChannel("x-wing").join("ben");
    await ann.ask({ kind: "peer-joined", ...other.announced });
    const key = `${"A".repeat(43)}=`;
    const bundle = { identityKey: key, signedPreKey: key, preKeySignature: `${"A".repeat(86)}==` };
    await ann.ask({ kind: "peer-joined", connectionId: "CHO".padEnd(26, "-"), bundle });
    await ann.ask({ kind: "peer-joined", connectionId: "DAN".padEnd(26, "-"), bundle: null });
    await channel.pass(1000);
    const statuses = (await ann.facts()).peers.map(({ encryption }) => encryption);
    expect(statuses).toEqual([
      { status: "failing", reason: "other-agreement" },
      { status: "failing", reason: "other-agreement" },
      { status: "unprotected" },
    ]);
    expect((await roomOf(ann)).size).toBe(1);
  });

  it("refuses a peer that announces another peer's key package", async () => {
    const { channel, peers } = await channelOf("ann", "ben");
    const [ann, ben] = [at(peers, 0), at(peers, 1)];
    const connectionId = "EVE".padEnd(26, "-");
    await ann.ask({ kind: "peer-joined", ...ben.announced, connectionId });
    await channel.pass(1000);
    expect((await roomOf(ann)).size).toBe(2);
    const refused = ann.posted.filter((posted) => posted.type === "refused");
    expect(refused).toMatchObject([{ connectionId, error: { code: "identity-key-reused" } }]);
  });

  it("tells the page nothing about its keys", async () => {
    const { peers } = await channelOf("ann", "ben");
    const told = JSON.stringify(
      at(peers, 0).posted.filter(({ type }) => type === "facts" || type === "response"),
    );
    expect(told).toContain("room");
    expect(told).not.toMatch(/material|secret|authenticator/iu);
  });
});

it("works in a browser that exports no private key as JWK, as Firefox ESR 140", async () => {
  const { exportKey } = crypto.subtle;
  vi.spyOn(crypto.subtle, "exportKey").mockImplementation((async (format: "jwk", key: CryptoKey) => {
    if (format === "jwk" && key.type === "private") throw new DOMException("no JWK", "OperationError");
    return exportKey.call(crypto.subtle, format, key);
  }) as typeof exportKey);
  onTestFinished(() => void vi.restoreAllMocks());
  const { channel, peers } = await channelOf("ann", "ben", "cho");
  await channel.leave(at(peers, 2));
  await channel.pass(2000);
  expect(await opened(at(peers, 0), at(peers, 1))).toEqual([...plain]);
  expect(await opened(at(peers, 1), at(peers, 0))).toEqual([...plain]);
  expect(await roomOf(at(peers, 0))).toMatchObject({ epoch: 3, size: 2 });
});

it("refuses a call with a suite that it does not have, and names the worker file that has it", async () => {
  const load = mlsLoader(x25519Suite);
  const events = {
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onCompiled: () => undefined,
    onCrash: () => undefined,
  };
  for (const [asked, file] of [
    [{ kind: "mls", suite: "x-wing" }, "must start mls-x-wing-worker.js"],
    [{ kind: "built-in" }, "must start worker.js"],
  ] as const) {
    await expect(load(asked, events)).rejects.toMatchObject({
      code: "invalid-options",
      message: expect.stringContaining(file),
    });
  }
});

it.each([
  ["Ed25519", "generateKey"],
  ["X25519", "importKey"],
] as const)("refuses a call in a browser that has no %s", async (_name, method) => {
  vi.spyOn(crypto.subtle, method).mockRejectedValue(new DOMException("unknown", "NotSupportedError"));
  onTestFinished(() => void vi.restoreAllMocks());
  const events = {
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onCompiled: () => undefined,
    onCrash: () => undefined,
  };
  await expect(mlsLoader(x25519Suite)({ kind: "mls", suite: "x25519" }, events)).rejects.toMatchObject({
    code: "browser-unsupported",
    message: expect.stringContaining("needs X25519 and Ed25519"),
  });
});

describe("the participant key of a peer in an MLS group", () => {
  it("is confirmed by the key of its leaf, and a statement without that proof is invalid", async () => {
    const channel = new MlsChannel();
    const ann = await channel.join("ann");
    const ben = await channel.join("ben");
    await channel.pass(1000);
    expect((await ann.seen(ben)).statement).toMatchObject({
      status: "proven",
      key: ben.own?.fingerprint,
      confirmed: true,
    });
    const { publicKey, signature } = ben.own?.statement ?? expect.fail("there is no statement");
    const stripped = { version: 1, purpose: 0, publicKey, signature };
    await ann.ask({ kind: "peer-left", connectionId: ben.id });
    await ann.ask({ kind: "peer-joined", ...ben.announced, statement: stripped });
    await channel.pass(1000);
    expect((await ann.seen(ben)).statement).toEqual({ status: "invalid" });
  });
});
