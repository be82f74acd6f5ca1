import { SoraE2EEError } from "../../errors.ts";
import {
  type HeldMaterial,
  type Member,
  type OwnSession,
  replaceState,
  sendingSession,
  wipeMember,
} from "./member.ts";
import { nextOwnKeyId, reachableMembers, type StartedSelf, sealMaterial, selfMaterial } from "./self.ts";
import type { StopSessionResult } from "./types.ts";

/** PROTOCOL section 5, "L leaves". Draws the fresh material, unless L never had a session. */
export async function closeSession(self: StartedSelf, connectionId: string): Promise<StopSessionResult> {
  const leaver = self.members.get(connectionId);
  if (!leaver) {
    throw new SoraE2EEError("unknown-member", "A member that is not known can't leave.");
  }
  const messages: Uint8Array[] = [];
  if (leaver.own || leaver.theirs) {
    const keyId = nextOwnKeyId(self);
    const material = { keyId, secretKeyMaterial: self.randomness.bytes() };
    const staying = reachableMembers(self).filter((member) => member !== leaver);
    const sealed = await sealForAll(self, staying, material);
    for (const { message, commit } of sealed) {
      commit();
      messages.push(message);
    }
    self.material.secretKeyMaterial.fill(0);
    self.material = material;
  }
  wipeMember(leaver);
  self.members.delete(connectionId);
  return { selfConnectionId: self.connectionId, ...selfMaterial(self), messages };
}

/**
 * Our current material once more. A member that has not even answered an earlier announcement may never have got our
 * handshake: it is sent again in front.
 */
export async function announceMaterial(
  self: StartedSelf,
  connectionIds: ReadonlySet<string> | null,
): Promise<{ messages: Uint8Array[] }> {
  const members = reachableMembers(self).filter((member) => connectionIds?.has(member.connectionId) ?? true);
  const sealed = await sealForAll(self, members, self.material);
  return {
    messages: sealed.flatMap(({ member, message, commit }) => {
      commit();
      const unanswered = unansweredSession(member);
      if (unanswered?.handshake && unanswered.unanswered++ > 0)
        return [unanswered.handshake.slice(), message];
      return [message];
    }),
  };
}

function unansweredSession(member: Member): OwnSession | null {
  return member.theirs ? null : member.own;
}

async function sealForAll(self: StartedSelf, members: readonly Member[], material: HeldMaterial) {
  const sealing = members.map(async (member) => {
    const session = sendingSession(member);
    if (!session) return [];
    const { state, message } = await sealMaterial(self, member.connectionId, session.state, material);
    return [{ member, message, commit: () => replaceState(session, state) }];
  });
  return (await Promise.all(sealing)).flat();
}
