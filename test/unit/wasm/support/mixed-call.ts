import { expect, test } from "vitest";
import { createKeyAgreement } from "../../../../src/e2ee/agreement/index.ts";
import type { KeyAgreement, RemoteMaterials, SelfMaterial } from "../../../../src/e2ee/agreement/types.ts";
import { parseKeyMessage } from "../../../../src/e2ee/protocol/key-message.ts";
import type { CreateMember, GuardedMember } from "./members.ts";

interface Caller extends Omit<GuardedMember, "engine"> {
  readonly engine: KeyAgreement;
  self: SelfMaterial | null;
  readonly heard: RemoteMaterials;
}

async function builtIn(name: string): Promise<Omit<Caller, "self" | "heard">> {
  const engine = createKeyAgreement();
  const { preKeyBundle: bundle } = await engine.init();
  const id = name.padEnd(26, "-");
  await engine.start(id);
  return { engine, id, bundle };
}

/** A relay that delivers everything, in order. */
function channel() {
  const members: Caller[] = [];

  async function deliver(messages: readonly Uint8Array[]): Promise<string[]> {
    const refusals: string[] = [];
    for (const bytes of messages) {
      const to = members.find(({ id }) => id === parseKeyMessage(bytes).destination);
      try {
        const result = await to?.engine.receiveMessage(bytes);
        Object.assign(to?.heard ?? {}, result?.remoteSecretKeyMaterials);
        refusals.push(...(await deliver(result?.messages ?? [])));
      } catch (error) {
        refusals.push((error as { code: string }).code);
      }
    }
    return refusals;
  }

  return {
    members,
    deliver,
    async join(joiner: Omit<Caller, "self" | "heard">): Promise<void> {
      const caller: Caller = { ...joiner, self: null, heard: {} };
      const present = [...members];
      members.push(caller);
      for (const { id, bundle } of present) await caller.engine.addPreKeyBundle(id, bundle);
      for (const member of present) {
        const result = await member.engine.startSession(caller.id, caller.bundle);
        member.self = result;
        Object.assign(member.heard, result.remoteSecretKeyMaterials);
        expect(await deliver(result.messages)).toEqual([]);
      }
    },
    async leave(gone: Caller): Promise<void> {
      members.splice(members.indexOf(gone), 1);
      for (const member of members) {
        delete member.heard[gone.id];
        const result = await member.engine.stopSession(gone.id);
        member.self = result;
        expect(await deliver(result.messages)).toEqual([]);
      }
    },
    expectAgreement(): void {
      for (const member of members) {
        for (const { id, self, heard } of members) {
          if (id === member.id || self === null) continue;
          const { selfKeyId: keyId, selfSecretKeyMaterial: secretKeyMaterial } = self;
          expect(member.heard[id], `${member.id} of ${id}`).toEqual({ keyId, secretKeyMaterial });
          expect(Object.keys(heard)).toContain(member.id);
        }
      }
    },
  };
}

/** Wasm members and built-in members in one call. */
export function describeMixedCall(createMember: CreateMember): void {
  test.each([
    ["wasm, built-in, wasm, built-in", [true, false, true, false]],
    ["built-in, wasm, built-in, wasm", [false, true, false, true]],
  ])("%s: all agree after every join and leave", async (_, kinds) => {
    const call = channel();
    for (const [index, isWasm] of kinds.entries()) {
      const name = `MEMBER-${index}`;
      await call.join(isWasm ? await createMember(name) : await builtIn(name));
      call.expectAgreement();
    }
    await call.leave(call.members[1]!);
    call.expectAgreement();
    const announced = await Promise.all(call.members.map(({ engine }) => engine.announce()));
    for (const { messages } of announced) expect(await call.deliver(messages)).toEqual([]);
    call.expectAgreement();
    await call.leave(call.members[0]!);
    call.expectAgreement();
  });

  test("both open a session: the built-in member's is refused and does not cost ours", async () => {
    const call = channel();
    const [wasm, other] = [await createMember("WASM"), await builtIn("BUILT-IN")];
    for (const member of [wasm, other]) call.members.push({ ...member, self: null, heard: {} });
    const theirs = await other.engine.startSession(wasm.id, wasm.bundle);
    const ours = await wasm.engine.startSession(other.id, other.bundle);
    call.members[0]!.self = ours;
    call.members[1]!.self = theirs;
    expect(await call.deliver(theirs.messages)).toEqual(["session-exists", "session-exists"]);
    expect(await call.deliver(ours.messages)).toEqual([]);
    call.expectAgreement();
  });
}
