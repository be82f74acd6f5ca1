import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "./support/bytes.ts";
import { at, createParty, join, meet } from "./support/party.ts";
import { backEnds, createEngine, readVectors } from "./support/vectors.ts";

interface MustReject {
  readonly cases: readonly {
    readonly name: string;
    readonly parties: Readonly<
      Record<
        string,
        {
          readonly connectionId: string;
          readonly initDraws?: readonly string[];
          readonly startSessionDraws?: readonly string[];
          readonly preKeyBundle?: {
            readonly identityKey: string;
            readonly signedPreKey: string;
            readonly preKeySignature: string;
          };
        }
      >
    >;
    readonly messages: readonly string[];
  }[];
}

const { cases } = readVectors<MustReject>("must-reject");
const party = (name: string, of: string) =>
  at(
    cases.filter((each) => each.name === name),
    0,
  ).parties[of];
const messages = (name: string) =>
  at(
    cases.filter((each) => each.name === name),
    0,
  ).messages.map(fromHex);

describe.each(backEnds)("with %s", (_, loadCurves) => {
  async function start(name: string, of: string) {
    const { connectionId, initDraws = [] } = party(name, of) ?? { connectionId: "" };
    const { engine, draws } = createEngine(loadCurves);
    draws.queue.push(...initDraws);
    await engine.init();
    await engine.start(connectionId);
    return { engine, draws };
  }

  test("forged-reply-to-initiator", async () => {
    const name = "forged-reply-to-initiator";
    const { engine, draws } = await start(name, "A");
    const carol = party(name, "C");
    if (!carol?.preKeyBundle) throw new Error("no bundle");
    draws.queue.push(...(party(name, "A")?.startSessionDraws ?? []));
    await engine.startSession(carol.connectionId, carol.preKeyBundle);
    await expect(engine.receiveMessage(at(messages(name), 0))).rejects.toMatchObject({
      code: "authentication-failed",
    });
  });

  test("forged-prekey-and-zero-dh-to-joiner", async () => {
    const name = "forged-prekey-and-zero-dh-to-joiner";
    const { engine } = await start(name, "C");
    const alice = party(name, "A");
    if (!alice?.preKeyBundle) throw new Error("no bundle");
    await engine.addPreKeyBundle(alice.connectionId, alice.preKeyBundle);
    const [preKey, cipher] = messages(name);
    expect(await engine.receiveMessage(at([preKey], 0) as Uint8Array)).toEqual({
      remoteSecretKeyMaterials: {},
      messages: [],
    });
    await expect(engine.receiveMessage(cipher as Uint8Array)).rejects.toMatchObject({
      code: "invalid-message",
    });
    expect(await engine.announce()).toEqual({ messages: [] });
  });
});

test("responder-sends-before-first-cipher", async () => {
  const alice = await createParty("alice");
  const bob = await createParty("bob");
  const carol = await createParty("carol");
  await meet(bob, carol);
  const [preKey, cipher] = await join(alice, carol);
  await carol.engine.receiveMessage(preKey);
  const left = await carol.engine.stopSession(bob.id);
  expect(left.selfKeyId).toBe(1);
  expect(left.messages).toEqual([]);

  // it can be opened once there is a chain for it
  const { messages: reply } = await carol.engine.receiveMessage(cipher);
  const heard = await alice.engine.receiveMessage(at(reply, 0));
  expect(toHex(heard.remoteSecretKeyMaterials[carol.id]?.secretKeyMaterial ?? new Uint8Array())).toBe(
    toHex(left.selfSecretKeyMaterial),
  );
});
