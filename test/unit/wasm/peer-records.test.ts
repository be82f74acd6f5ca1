import { describe, expect, test } from "vitest";
import { dummyPeer, unusedConnectionId } from "../../../src/e2ee/agreement/wasm/dummy-peer.ts";
import { keep } from "../../../src/e2ee/agreement/wasm/guard-peer.ts";
import {
  copySelf,
  isSame,
  newRecord,
  ratchet,
  remember,
} from "../../../src/e2ee/agreement/wasm/peer-record.ts";
import { parseBundle } from "../../../src/protocol/bundle.ts";
import { keys } from "./guard-parts.ts";

const material = (keyId: number, byte: number) => ({
  keyId,
  secretKeyMaterial: new Uint8Array(32).fill(byte),
});
const record = () => newRecord(keys(2), "fingerprint");

describe("a peer's record", () => {
  test("begins without a material, and the wasm does not know the bundle", () => {
    expect(record()).toMatchObject({ fingerprint: "fingerprint", bundleInWasm: false, material: null });
    expect(parseBundle(record().bundle)).toEqual(keys(2));
  });

  test("keeps a copy of the material, and wipes the one before", () => {
    const peer = record();
    const [first, second] = [material(1, 5), material(2, 6)];
    remember(peer, first);
    const kept = peer.material;
    first.secretKeyMaterial.fill(0);
    expect(kept).toEqual(material(1, 5));
    remember(peer, second);
    expect(peer.material).toEqual(material(2, 6));
    expect(kept?.secretKeyMaterial).toEqual(new Uint8Array(32));
    expect(second).toEqual(material(2, 6));
    remember(undefined, second);
  });
});

describe("a material", () => {
  test("is the same when its key id and all bytes are the same", () => {
    const other = material(1, 5);
    other.secretKeyMaterial[31] = 6;
    expect(isSame(material(1, 5), material(1, 5))).toBe(true);
    expect(isSame(material(1, 5), material(2, 5))).toBe(false);
    expect(isSame(material(1, 5), material(1, 6))).toBe(false);
    expect(isSame(material(1, 5), other)).toBe(false);
    for (const held of [null, undefined]) expect(isSame(held, material(1, 5))).toBe(false);
  });

  test("is followed by the material of the next key id, without a change of the first", async () => {
    const first = material(7, 5);
    const next = await ratchet(first);
    expect(next.keyId).toBe(8);
    expect(next.secretKeyMaterial).toHaveLength(32);
    expect(next.secretKeyMaterial).not.toEqual(first.secretKeyMaterial);
    expect(first).toEqual(material(7, 5));
    expect(await ratchet(first)).toEqual(next);
  });

  test("with the last key id is followed by key id 0", async () => {
    expect((await ratchet(material(0xffff_ffff, 5))).keyId).toBe(0);
  });

  test("of our own is copied", () => {
    const own = { selfKeyId: 3, selfSecretKeyMaterial: new Uint8Array(32).fill(5) };
    const copy = copySelf(own);
    own.selfSecretKeyMaterial.fill(0);
    expect(copy).toEqual({ selfKeyId: 3, selfSecretKeyMaterial: new Uint8Array(32).fill(5) });
  });
});

describe("the peer that exists only inside of the wasm", () => {
  test("has a connection id that Sora never gives", () => {
    expect(unusedConnectionId(() => false)).toBe(dummyPeer.connectionId);
    expect(dummyPeer.connectionId).toHaveLength(26);
    expect(dummyPeer.connectionId).not.toMatch(/^[A-Z2-7]+$/);
  });

  test("gets another connection id of 26 letters while the id is taken", () => {
    const asked: string[] = [];
    const id = unusedConnectionId((taken) => asked.push(taken) < 4);
    expect(asked).toHaveLength(4);
    expect(new Set(asked).size).toBe(4);
    expect(asked[0]).toBe(dummyPeer.connectionId);
    for (const drawn of asked.slice(1)) expect(drawn).toMatch(/^[A-Z]{26}$/);
    expect(id).toBe(asked[3]);
  });
});

describe("a list of messages that wait", () => {
  test("keeps the first two and the newest two", () => {
    const list: number[] = [];
    const kept = [1, 2, 3, 4, 5, 6].map((item) => {
      keep(list, item, (one, other) => one === other);
      return [...list];
    });
    expect(kept.slice(3)).toEqual([
      [1, 2, 3, 4],
      [1, 2, 4, 5],
      [1, 2, 5, 6],
    ]);
  });

  test("holds an equal item once, at the end, and keeps the one that it knew first", () => {
    const [first, second, again] = [{ is: 1 }, { is: 2 }, { is: 1 }];
    const list = [first, second];
    keep(list, again, (one, other) => one.is === other.is);
    expect(list).toHaveLength(2);
    expect(list[0]).toBe(second);
    expect(list[1]).toBe(first);
  });
});
