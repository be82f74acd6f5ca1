/**
 * The processor time that the pairwise agreement takes in one peer's worker. Engines are real. The other peers have
 * sessions with this one only, because their other sessions cost it nothing.
 */
import { selectCurves } from "../src/e2ee/agreement/crypto/select.ts";
import { createKeyAgreement } from "../src/e2ee/agreement/double-ratchet/built-in.ts";
import { processorTime } from "./processor-time.ts";

export interface PairwiseCost {
  /** Processor milliseconds of a member, and of the peer that joins. */
  readonly join: { readonly member: number; readonly joiner: number };
  readonly leave: { readonly member: number };
}

async function createParty(name: string) {
  const engine = createKeyAgreement({}, selectCurves);
  const id = name.padEnd(26, "-");
  const { preKeyBundle: bundle } = await engine.init();
  await engine.start(id);
  return { id, engine, bundle };
}

type Party = Awaited<ReturnType<typeof createParty>>;

/** `member` is present and `joiner` joins. Returns the milliseconds of each. */
async function meet(member: Party, joiner: Party): Promise<readonly [member: number, joiner: number]> {
  let messages: readonly Uint8Array[] = [];
  const answers: Uint8Array[] = [];
  const start = await processorTime(async () => {
    ({ messages } = await member.engine.startSession(joiner.id, joiner.bundle));
  });
  const receive = await processorTime(async () => {
    await joiner.engine.addPreKeyBundle(member.id, member.bundle);
    for (const message of messages) answers.push(...(await joiner.engine.receiveMessage(message)).messages);
  });
  const end = await processorTime(async () => {
    for (const answer of answers) await member.engine.receiveMessage(answer);
  });
  return [start + end, receive];
}

/** One peer joins and one leaves a channel of this size, in which all send. */
export async function measurePairwise(size: number): Promise<PairwiseCost> {
  const self = await createParty("self");
  const others: Party[] = [];
  for (let i = 2; i < size; i++) {
    const other = await createParty(`other${i}`);
    await meet(self, other);
    others.push(other);
  }
  const leaver = await createParty("leaver");
  const [member] = await meet(self, leaver);
  const joiner = await createParty("joiner");
  let joining = 0;
  for (const other of [self, ...others]) joining += (await meet(other, joiner))[1];
  const fresh: Uint8Array[] = [];
  for (const { engine } of others) {
    await engine.stopSession(joiner.id);
    fresh.push(...((await engine.renewMaterial?.())?.messages ?? []));
  }
  const leave = await processorTime(async () => {
    await self.engine.stopSession(leaver.id);
    for (const message of fresh) await self.engine.receiveMessage(message);
  });
  return { join: { member, joiner: joining }, leave: { member: leave } };
}
