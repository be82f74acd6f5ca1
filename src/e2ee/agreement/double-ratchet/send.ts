import { SoraE2EEError } from "../../../errors.ts";
import type { StopSessionResult } from "../types.ts";
import {
  type HeldMaterial,
  type OwnSession,
  type Peer,
  type RemoteSession,
  replaceState,
  sendingSession,
  type Unanswered,
  wipePeer,
} from "./peer.ts";
import { maxSkip } from "./ratchet.ts";
import { nextOwnKeyId, reachablePeers, type StartedSelf, sealMaterial, selfMaterial } from "./self.ts";

/** docs/protocol.md#5-life-of-the-keys, "L leaves". Draws the fresh material, unless L never had a session. */
export async function closeSession(self: StartedSelf, connectionId: string): Promise<StopSessionResult> {
  const leaver = leaving(self, connectionId);
  const messages = mayKnowMaterial(leaver) ? await sendFresh(self, leaver) : [];
  remove(self, leaver);
  return { selfConnectionId: self.connectionId, ...selfMaterial(self), messages };
}

/** The first half of `closeSession`. Several leaves can then share the second half. */
export async function dropSession(self: StartedSelf, connectionId: string): Promise<boolean> {
  const leaver = leaving(self, connectionId);
  remove(self, leaver);
  return mayKnowMaterial(leaver);
}

export async function renewMaterial(self: StartedSelf): Promise<StopSessionResult> {
  const messages = await sendFresh(self, null);
  return { selfConnectionId: self.connectionId, ...selfMaterial(self), messages };
}

function leaving(self: StartedSelf, connectionId: string): Peer {
  const leaver = self.peers.get(connectionId);
  if (leaver) return leaver;
  throw new SoraE2EEError("unknown-peer", "An unknown peer cannot leave.");
}

function mayKnowMaterial({ own, theirs }: Peer): boolean {
  return own !== null || theirs !== null;
}

function remove(self: StartedSelf, leaver: Peer): void {
  wipePeer(leaver);
  self.peers.delete(leaver.connectionId);
}

/** Changes nothing when it fails. */
async function sendFresh(self: StartedSelf, leaver: Peer | null): Promise<Uint8Array[]> {
  const keyId = nextOwnKeyId(self);
  const material = { keyId, secretKeyMaterial: self.randomness.bytes() };
  const staying = reachablePeers(self).filter((peer) => peer !== leaver && !isSilent(peer));
  const sealed = await sealForAll(self, staying, material);
  for (const { commit } of sealed) commit();
  self.material.secretKeyMaterial.fill(0);
  self.material = material;
  return sealed.map(({ message }) => message.slice());
}

/**
 * Sends our current material again. A peer that did not answer an earlier announcement may not have our
 * handshake, so the handshake is sent first.
 */
export async function announceMaterial(
  self: StartedSelf,
  connectionIds: ReadonlySet<string> | null,
): Promise<{ messages: Uint8Array[] }> {
  const peers = reachablePeers(self).filter((peer) => connectionIds?.has(peer.connectionId) ?? true);
  const sealed = await sealForAll(
    self,
    peers.filter((peer) => !isSilent(peer)),
    self.material,
  );
  const fresh = new Map(sealed.map(({ peer, message, commit }) => [peer, { message, commit }]));
  return {
    messages: peers.flatMap((peer) => {
      const unanswered = sendingSession(peer)?.unanswered ?? null;
      if (connectionIds) peer.repeats = Math.max(0, peer.repeats - 1);
      const { message, commit } = fresh.get(peer) ?? {};
      commit?.();
      if (unanswered === null) return message ? [message] : [];
      const { handshake, announced, last } = unanswered;
      unanswered.announced = announced + 1;
      const again = handshake && announced > 0 ? [handshake.slice()] : [];
      return [...again, (message ?? last.message).slice()];
    }),
  };
}

/** After this number of announcements without an answer, a peer counts as silent. */
const silentAfter = 4;

/**
 * True when a peer has left so many announcements unanswered that it could not decrypt a further message.
 * Each lost message of a chain counts against the limit of skipped ones, so a silent peer gets the last
 * message again that it can still decrypt. It gets our current material as soon as it answers.
 */
export function isSilentSession(session: OwnSession | RemoteSession, unanswered: Unanswered | null): boolean {
  const sent = session.state.send?.count ?? 0;
  return unanswered !== null && unanswered.announced >= silentAfter && sent > maxSkip;
}

function isSilent(peer: Peer): boolean {
  const session = sendingSession(peer);
  return session !== null && isSilentSession(session, session.unanswered);
}

async function sealForAll(self: StartedSelf, peers: readonly Peer[], material: HeldMaterial) {
  const sealing = peers.map(async (peer) => {
    const session = sendingSession(peer);
    if (!session) return [];
    const { state, message } = await sealMaterial(self, peer.connectionId, session.state, material);
    const commit = () => {
      keepLast(session, material.keyId, message);
      replaceState(session, state);
    };
    return [{ peer, message, commit }];
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
