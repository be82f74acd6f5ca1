import { SoraE2EEError } from "../../errors.ts";
import {
  type CipherMessage,
  type KeyMessage,
  type PreKeyMessage,
  parseMaterial,
} from "../protocol/key-message.ts";
import { lowOrderError } from "./crypto/shared-secret.ts";
import { isLowOrder } from "./low-order.ts";
import {
  dropCandidates,
  type HeldMaterial,
  type Member,
  type RemoteSession,
  replaceMaterial,
  replaceState,
} from "./member.ts";
import { type Opened, open, startAsResponder } from "./ratchet.ts";
import { wipeState } from "./ratchet-state.ts";
import { copyMaterial, type StartedSelf, sealMaterial } from "./self.ts";
import type { ReceiveMessageResult } from "./types.ts";
import { responderRoot } from "./x3dh.ts";

/** Handshakes of one member that may wait side by side for the cipher message that tells the genuine one. */
const maxCandidates = 8;

/** PROTOCOL sections 5 and 7. */
export async function receive(self: StartedSelf, message: KeyMessage): Promise<ReceiveMessageResult> {
  if (message.destination !== self.connectionId || message.source === self.connectionId) {
    throw new SoraE2EEError(
      "invalid-message",
      "A key message is not from another member to us. It was dropped.",
    );
  }
  const member = self.members.get(message.source);
  if (!member) {
    throw new SoraE2EEError("unknown-member", "A key message came from a member that announced no keys.");
  }
  return message.kind === "pre-key"
    ? receivePreKey(self, member, message)
    : receiveCipher(self, member, message);
}

async function receivePreKey(
  self: StartedSelf,
  member: Member,
  message: PreKeyMessage,
): Promise<ReceiveMessageResult> {
  const { ephemeralKey } = message;
  if (!equal(message.identityKey, member.keys.identityKey)) {
    throw new SoraE2EEError(
      "authentication-failed",
      "A handshake names another identity than the member's bundle.",
    );
  }
  if (isLowOrder(ephemeralKey)) throw lowOrderError();
  const known = [...(member.theirs ? [member.theirs] : []), ...member.candidates];
  if (known.some((session) => equal(session.ephemeralKey, ephemeralKey))) return nothing();
  if (member.theirs || (member.own && member.own.handshake === null)) {
    throw new SoraE2EEError(
      "session-exists",
      "There is a session with this member. A new handshake can't replace it.",
    );
  }
  if (self.spentHandshakes.has(hex(ephemeralKey))) {
    throw new SoraE2EEError("session-exists", "A handshake came again after its session had ended.");
  }

  const associatedData = new Uint8Array(64);
  associatedData.set(member.keys.identityKey);
  associatedData.set(self.identityKey, 32);
  const root = await responderRoot(self, { identityKey: member.keys.agreementKey, ephemeralKey });
  const candidate = { ephemeralKey, state: startAsResponder(associatedData, root, self.signedPreKey) };

  const candidates = [...member.candidates, candidate];
  for (const evicted of candidates.slice(0, -maxCandidates)) wipeState(evicted.state);
  member.candidates = candidates.slice(-maxCandidates);
  return nothing();
}

async function receiveCipher(
  self: StartedSelf,
  member: Member,
  message: CipherMessage,
): Promise<ReceiveMessageResult> {
  if (isLowOrder(message.header.ratchetKey)) throw lowOrderError();
  const { session, opened } = await openOnAny(self, member, message);
  const isOwn = session === member.own;
  const isNew = session !== member.own && session !== member.theirs;
  const reply = isNew ? await sealMaterial(self, member.connectionId, opened.state, self.material) : null;

  replaceState(session, reply?.state ?? opened.state);
  if (reply) wipeState(opened.state, reply.state);
  if (isOwn && member.own) {
    member.own.handshake = null;
    dropCandidates(member);
  }
  if (isNew) {
    const confirmed = session as RemoteSession;
    dropCandidates(member, confirmed);
    member.theirs = confirmed;
    self.spentHandshakes.add(hex(confirmed.ephemeralKey));
  }
  const material = parseMaterial(opened.plaintext);
  opened.plaintext.fill(0);
  return {
    ...takeMaterial(member, material, opened.late || (member.heardOnOwn && !isOwn), isOwn),
    messages: reply ? [reply.message] : [],
  };
}

/** The member's newest word counts, whatever its key id; one that was overtaken by another never does. */
function takeMaterial(member: Member, material: HeldMaterial, late: boolean, isOwn: boolean) {
  const { connectionId } = member;
  if (late) {
    return { remoteSecretKeyMaterials: {}, lateSecretKeyMaterials: { [connectionId]: material } };
  }
  member.heardOnOwn = isOwn;
  const held = member.material;
  if (held && held.keyId === material.keyId && equal(held.secretKeyMaterial, material.secretKeyMaterial)) {
    material.secretKeyMaterial.fill(0);
    return { remoteSecretKeyMaterials: {} };
  }
  replaceMaterial(member, material);
  return { remoteSecretKeyMaterials: { [connectionId]: copyMaterial(material) } };
}

async function openOnAny(self: StartedSelf, member: Member, message: CipherMessage) {
  const sessions = [member.own, member.theirs, ...member.candidates].filter((session) => session !== null);
  let failure = new SoraE2EEError(
    "authentication-failed",
    "A key message came before any handshake of its member.",
  );
  for (const session of sessions) {
    try {
      const opened: Opened = await open(session.state, message, self.randomness);
      return { session, opened };
    } catch (error) {
      if (!(error instanceof SoraE2EEError) || error.code === "invalid-options") throw error;
      if (failure.code !== "too-many-skipped") failure = error;
    }
  }
  throw failure;
}

function nothing(): ReceiveMessageResult {
  return { remoteSecretKeyMaterials: {}, messages: [] };
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
