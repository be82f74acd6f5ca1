import { SoraE2EEError } from "../../errors.ts";
import {
  type HeldMaterial,
  type Member,
  type OwnSession,
  type RemoteSession,
  replaceState,
  sendingSession,
  type Unanswered,
  wipeMember,
} from "./member.ts";
import { maxSkip } from "./ratchet.ts";
import { nextOwnKeyId, reachableMembers, type StartedSelf, sealMaterial, selfMaterial } from "./self.ts";
import type { StopSessionResult } from "./types.ts";

/** docs/protocol.md#5-life-of-the-keys, "L leaves". Draws the fresh material, unless L never had a session. */
export async function closeSession(self: StartedSelf, connectionId: string): Promise<StopSessionResult> {
  const leaver = self.members.get(connectionId);
  if (!leaver) {
    throw new SoraE2EEError("unknown-member", "A member that is not known can't leave.");
  }
  const messages: Uint8Array[] = [];
  if (leaver.own || leaver.theirs) {
    const keyId = nextOwnKeyId(self);
    const material = { keyId, secretKeyMaterial: self.randomness.bytes() };
    const staying = reachableMembers(self).filter((member) => member !== leaver && !isSilent(member));
    const sealed = await sealForAll(self, staying, material);
    for (const { message, commit } of sealed) {
      commit();
      messages.push(message.slice());
    }
    self.material.secretKeyMaterial.fill(0);
    self.material = material;
  }
  wipeMember(leaver);
  self.members.delete(connectionId);
  return { selfConnectionId: self.connectionId, ...selfMaterial(self), messages };
}

/**
 * Our current material again. A member that has not even answered an earlier announcement may never have received our
 * handshake, so the handshake is sent again before it.
 */
export async function announceMaterial(
  self: StartedSelf,
  connectionIds: ReadonlySet<string> | null,
): Promise<{ messages: Uint8Array[] }> {
  const members = reachableMembers(self).filter((member) => connectionIds?.has(member.connectionId) ?? true);
  const sealed = await sealForAll(
    self,
    members.filter((member) => !isSilent(member)),
    self.material,
  );
  const fresh = new Map(sealed.map(({ member, message, commit }) => [member, { message, commit }]));
  return {
    messages: members.flatMap((member) => {
      const unanswered = sendingSession(member)?.unanswered ?? null;
      const { message, commit } = fresh.get(member) ?? {};
      commit?.();
      if (unanswered === null) return message ? [message] : [];
      const { handshake, announced, last } = unanswered;
      unanswered.announced = announced + 1;
      const again = handshake && announced > 0 ? [handshake.slice()] : [];
      return [...again, (message ?? last.message).slice()];
    }),
  };
}

/** After this many announcements without an answer, a member is taken to receive nothing. */
const silentAfter = 4;

/**
 * Whether a member has left so many announcements unanswered that a further message could not be opened. Each lost
 * message of a chain counts against the limit of skipped ones, so a silent member gets the last message again that it
 * can still open. It gets our current material as soon as it answers.
 */
export function isSilentSession(session: OwnSession | RemoteSession, unanswered: Unanswered | null): boolean {
  const sent = session.state.send?.count ?? 0;
  return unanswered !== null && unanswered.announced >= silentAfter && sent > maxSkip;
}

function isSilent(member: Member): boolean {
  const session = sendingSession(member);
  return session !== null && isSilentSession(session, session.unanswered);
}

async function sealForAll(self: StartedSelf, members: readonly Member[], material: HeldMaterial) {
  const sealing = members.map(async (member) => {
    const session = sendingSession(member);
    if (!session) return [];
    const { state, message } = await sealMaterial(self, member.connectionId, session.state, material);
    const commit = () => {
      keepLast(session, material.keyId, message);
      replaceState(session, state);
    };
    return [{ member, message, commit }];
  });
  return (await Promise.all(sealing)).flat();
}

function keepLast(
  session: OwnSession | RemoteSession,
  keyId: number,
  message: Uint8Array<ArrayBuffer>,
): void {
  if (session.unanswered && (session.state.send?.count ?? 0) <= maxSkip)
    session.unanswered.last = { keyId, message };
}
