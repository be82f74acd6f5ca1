import { beforeEach, describe, expect, test } from "vitest";
import type { X25519KeyPair } from "../../../src/e2ee/agreement/crypto/curves.ts";
import { nativeX25519 } from "../../../src/e2ee/agreement/crypto/native.ts";
import {
  open,
  seal,
  startAsInitiator,
  startAsResponder,
} from "../../../src/e2ee/agreement/double-ratchet/ratchet.ts";
import { type RatchetState, wipeState } from "../../../src/e2ee/agreement/double-ratchet/ratchet-state.ts";
import { failsWith } from "./support/attacks.ts";
import { at } from "./support/party.ts";

type Bytes = Uint8Array<ArrayBuffer>;
type Sealed = Awaited<ReturnType<typeof seal>>;

const filled = (length: number, byte: number): Bytes => new Uint8Array(length).fill(byte);
const material = (byte: number) => filled(36, byte);
const secretsOf = (state: RatchetState): Bytes[] => [
  state.root,
  ...(state.send ? [state.send.key] : []),
  ...(state.receive ? [state.receive.key] : []),
  ...state.skipped.map(({ seed }) => seed),
];
/** All operations that could change a state in place. */
const snapshot = (state: RatchetState) =>
  structuredClone({
    secrets: secretsOf(state),
    counts: [state.send?.count, state.receive?.count, state.previousCount, state.skipped.length],
    remoteKey: state.remoteKey,
    publicKey: state.pair.publicKey,
  });
const tampered = (message: Sealed) => {
  const ciphertext = message.ciphertext.slice();
  ciphertext[0] = (ciphertext[0] as number) ^ 1;
  return { header: message.header, ciphertext };
};

describe("a Double Ratchet session", () => {
  let pairs = 0;
  const fresh = {
    ahead: false,
    pair: (): Promise<X25519KeyPair> => {
      pairs++;
      return nativeX25519.generate();
    },
  };
  let alice: RatchetState;
  let bob: RatchetState;

  /** Alice's next message. */
  async function next(byte = 0): Promise<Sealed> {
    const sealed = await seal(alice, material(byte));
    alice = sealed.state;
    return sealed;
  }

  async function many(count: number): Promise<Sealed[]> {
    const messages: Sealed[] = [];
    for (let i = 0; i < count; i++) messages.push(await next(i));
    return messages;
  }

  async function bobOpens(message: Pick<Sealed, "header" | "ciphertext">): Promise<number | undefined> {
    const opened = await open(bob, message, fresh);
    bob = opened.state;
    return opened.plaintext[0];
  }

  /** Bob speaks, so that Alice's next message begins a new chain. */
  async function aliceHearsBob(): Promise<void> {
    const reply = await seal(bob, material(99));
    bob = reply.state;
    alice = (await open(alice, reply, fresh)).state;
  }

  beforeEach(async () => {
    pairs = 0;
    const [signedPreKey, pair] = await Promise.all([nativeX25519.generate(), nativeX25519.generate()]);
    const associatedData = filled(64, 5);
    const agreed = await pair.agree(signedPreKey.publicKey);
    alice = await startAsInitiator(associatedData, filled(32, 7), pair, agreed, signedPreKey.publicKey);
    bob = startAsResponder(associatedData, filled(32, 7), signedPreKey);
  });

  test("a forged message within the current chain changes nothing, and the genuine one is decrypted afterwards", async () => {
    expect(await bobOpens(await next(1))).toBe(1);
    const genuine = await next(2);
    const before = snapshot(bob);
    await expect(open(bob, tampered(genuine), fresh)).rejects.toEqual(failsWith("authentication-failed"));
    expect(snapshot(bob)).toEqual(before);
    expect(await bobOpens(genuine)).toBe(2);
    expect(await bobOpens(await next(3))).toBe(3);
  });

  test("a forged message that skips others of the current chain changes nothing", async () => {
    await bobOpens(await next(1));
    const [lost, later] = [await next(2), await next(3)];
    const before = snapshot(bob);
    await expect(open(bob, tampered(later), fresh)).rejects.toEqual(failsWith("authentication-failed"));
    expect(snapshot(bob)).toEqual(before);
    expect(await bobOpens(lost)).toBe(2);
    expect(await bobOpens(later)).toBe(3);
  });

  test("a forged message of a new chain changes nothing and uses no key pair", async () => {
    await bobOpens(await next(1));
    await aliceHearsBob();
    const genuine = await next(2);
    const before = snapshot(bob);
    const taken = pairs;
    await expect(open(bob, tampered(genuine), fresh)).rejects.toEqual(failsWith("authentication-failed"));
    expect(snapshot(bob)).toEqual(before);
    expect(pairs).toBe(taken);
    expect(await bobOpens(genuine)).toBe(2);
  });

  test("a forged copy of an overtaken message does not use up that message's key", async () => {
    const [overtaken, later] = [await next(1), await next(2)];
    expect(await bobOpens(later)).toBe(2);
    await expect(open(bob, tampered(overtaken), fresh)).rejects.toEqual(failsWith("authentication-failed"));
    expect(bob.skipped).toHaveLength(1);
    expect(await bobOpens(overtaken)).toBe(1);
    expect(bob.skipped).toEqual([]);
  });

  test("an overtaken message is marked as late, and each message is decrypted once", async () => {
    const [first, second, third] = [await next(1), await next(2), await next(3)];
    const opened = await open(bob, second, fresh);
    expect([opened.late, opened.plaintext[0]]).toEqual([false, 2]);
    bob = opened.state;
    const late = await open(bob, first, fresh);
    expect([late.late, late.plaintext[0]]).toEqual([true, 1]);
    bob = late.state;
    for (const again of [first, second]) {
      await expect(open(bob, again, fresh)).rejects.toEqual(failsWith("authentication-failed"));
    }
    expect(await bobOpens(third)).toBe(3);
  });

  test("ten lost messages of a chain are skipped over, and eleven are refused", async () => {
    const messages = await many(13);
    await expect(open(bob, at(messages, 11), fresh)).rejects.toEqual(failsWith("too-many-skipped"));
    expect(await bobOpens(at(messages, 10))).toBe(10);
    expect(bob.skipped.map(({ count }) => count)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await bobOpens(at(messages, 12))).toBe(12);
    expect(await bobOpens(at(messages, 11))).toBe(11);
  });

  test("the end of a chain is counted separately from the beginning of the next one", async () => {
    const [first, second] = [await next(1), await next(2)];
    await bobOpens(first);
    await aliceHearsBob();
    const [third, fourth] = [await next(3), await next(4)];
    expect(await bobOpens(fourth)).toBe(4);
    expect(bob.skipped).toHaveLength(2);
    expect(await bobOpens(second)).toBe(2);
    expect(await bobOpens(third)).toBe(3);
    expect(bob.previousCount).toBe(1);
  });

  test("a session keeps the keys of the 30 newest missing messages over all of its chains", async () => {
    const lost: Sealed[] = [];
    for (let chain = 0; chain < 4; chain++) {
      lost.push(...(await many(10)));
      expect(await bobOpens(await next(200))).toBe(200);
      await aliceHearsBob();
    }
    expect(bob.skipped).toHaveLength(30);
    await expect(open(bob, at(lost, 9), fresh)).rejects.toMatchObject({ name: "SoraE2EEError" });
    expect(await bobOpens(at(lost, 10))).toBe(0);
    expect(await bobOpens(at(lost, 39))).toBe(9);
  });

  test("a message within one long chain also drops the key of the oldest missing message", async () => {
    const lost: Sealed[] = [];
    for (let skip = 0; skip < 4; skip++) {
      lost.push(...(await many(10)));
      await bobOpens(await next(200));
    }
    expect(bob.skipped).toHaveLength(30);
    expect(await bobOpens(at(lost, 10))).toBe(0);
    await expect(open(bob, at(lost, 9), fresh)).rejects.toEqual(failsWith("authentication-failed"));
  });

  test("nothing is sealed on a session without a send chain", async () => {
    await expect(seal(bob, material(1))).rejects.toEqual(failsWith("invalid-state"));
  });

  test("the counts of a message are its position and the length of the previous chain", async () => {
    expect((await next()).header).toMatchObject({ count: 0, previousCount: 0 });
    const second = await next();
    expect(second.header).toMatchObject({ count: 1, previousCount: 0 });
    await bobOpens(second);
    await aliceHearsBob();
    const third = await next();
    expect(third.header).toMatchObject({ count: 0, previousCount: 2 });
    expect(third.header.ratchetKey).not.toEqual(second.header.ratchetKey);
  });

  test.each([
    ["ratchet key", 0],
    ["count of the chain before", 1],
    ["associated data", 2],
  ] as const)("a message with another %s than its sender's is not decrypted", async (_what, which) => {
    await bobOpens(await next(1));
    const message = await next(2);
    const { header } = message;
    const attacked = which === 2 ? { ...bob, associatedData: filled(64, 6) } : bob;
    const changed = [
      { ...header, ratchetKey: (await nativeX25519.generate()).publicKey },
      { ...header, previousCount: 1 },
      header,
    ][which];
    if (changed === undefined) throw new Error("no such case");
    await expect(open(attacked, { ...message, header: changed }, fresh)).rejects.toEqual(
      failsWith("authentication-failed"),
    );
  });

  test("the agreed secret is cleared when a session is begun or opened, and a secret of the caller is not", async () => {
    const signedPreKey = await nativeX25519.generate();
    const pair = await nativeX25519.generate();
    const agreed = await pair.agree(signedPreKey.publicKey);
    const root = filled(32, 7);
    const begun = await startAsInitiator(filled(64, 5), root, pair, agreed, signedPreKey.publicKey);
    expect([...agreed, ...root].every((byte) => byte === 0)).toBe(true);
    const message = await seal(begun, material(4));
    const lent = await signedPreKey.agree(message.header.ratchetKey);
    const copy = lent.slice();
    const responder = startAsResponder(filled(64, 5), filled(32, 7), signedPreKey);
    expect((await open(responder, message, fresh, { agreed: lent })).plaintext).toEqual(material(4));
    expect(lent).toEqual(copy);
  });

  test("an abandoned state loses its secrets, except for those that the new state also holds", async () => {
    await bobOpens(await next(1));
    const [second, third] = [await next(2), await next(3)];
    await bobOpens(third);
    const old = bob;
    const opened = await open(old, second, fresh);
    wipeState(old, opened.state);
    expect(secretsOf(opened.state).every((secret) => secret.some((byte) => byte !== 0))).toBe(true);
    expect(old.skipped[0]?.seed.every((byte) => byte === 0)).toBe(true);
    wipeState(opened.state);
    expect(secretsOf(opened.state).every((secret) => secret.every((byte) => byte === 0))).toBe(true);
  });

  test("the key pair of an abandoned state is wiped unless the new state has the same pair", async () => {
    let wiped = 0;
    const watched = { ...bob, pair: { ...bob.pair, wipe: () => wiped++ } };
    wipeState(watched, { ...watched });
    expect(wiped).toBe(0);
    wipeState(watched, bob);
    expect(wiped).toBe(1);
    wipeState(watched);
    expect(wiped).toBe(2);
  });
});
