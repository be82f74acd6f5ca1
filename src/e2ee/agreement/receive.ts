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
  type Candidate,
  dropCandidates,
  type HeldMaterial,
  type Member,
  type OwnSession,
  type RemoteSession,
  replaceMaterial,
  replaceState,
  wipeCandidate,
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
  const root = responderRoot(self, { identityKey: member.keys.agreementKey, ephemeralKey });
  // nobody waits for it here: the cipher message that needs it is on its way
  const state = root.then((key) => startAsResponder(associatedData, key, self.signedPreKey));
  state.catch(() => {});

  const candidates = [...member.candidates, { ephemeralKey, state }];
  candidates.slice(0, -maxCandidates).forEach(wipeCandidate);
  member.candidates = candidates.slice(-maxCandidates);
  return nothing();
}

async function receiveCipher(
  self: StartedSelf,
  member: Member,
  message: CipherMessage,
): Promise<ReceiveMessageResult> {
  if (isLowOrder(message.header.ratchetKey)) throw lowOrderError();
  const { opened, session, candidate } = await openOnAny(self, member, message);
  let messages: Uint8Array[] = [];
  if (session) {
    replaceState(session, opened.state);
  } else {
    const reply = await sealMaterial(self, member.connectionId, opened.state, self.material);
    messages = [reply.message];
    wipeState(opened.state, reply.state);
    wipeState(await candidate.state, reply.state);
    dropCandidates(member, candidate);
    member.theirs = { ephemeralKey: candidate.ephemeralKey, state: reply.state };
    self.spentHandshakes.add(hex(candidate.ephemeralKey));
  }
  const isOwn = member.own !== null && session === member.own;
  if (isOwn && member.own) {
    member.own.handshake = null;
    dropCandidates(member);
  }
  const material = parseMaterial(opened.plaintext);
  opened.plaintext.fill(0);
  return { ...takeMaterial(member, material, opened.late || (member.heardOnOwn && !isOwn), isOwn), messages };
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

type OpenedOn =
  | { readonly opened: Opened; readonly session: OwnSession | RemoteSession; readonly candidate?: undefined }
  | { readonly opened: Opened; readonly session: null; readonly candidate: Candidate };

async function openOnAny(self: StartedSelf, member: Member, message: CipherMessage): Promise<OpenedOn> {
  const failures = createFailures();
  for (const session of [member.own, member.theirs]) {
    if (!session) continue;
    try {
      return { opened: await open(session.state, message, self.randomness), session };
    } catch (error) {
      failures.add(error);
    }
  }
  if (member.candidates.length > 0) {
    // all candidates begin with our signed pre-key
    const agreed = await self.signedPreKey.agree(message.header.ratchetKey);
    for (const candidate of member.candidates) {
      try {
        const opened = await open(await candidate.state, message, self.randomness, agreed);
        agreed.fill(0);
        return { opened, session: null, candidate };
      } catch (error) {
        failures.add(error);
      }
    }
    agreed.fill(0);
  }
  throw failures.worst;
}

/** The most telling of the reasons why a message opened nowhere. Others than a refusal come out at once. */
function createFailures() {
  return {
    worst: new SoraE2EEError(
      "authentication-failed",
      "A key message came before any handshake of its member.",
    ),
    add(error: unknown) {
      if (!(error instanceof SoraE2EEError) || error.code === "invalid-options") throw error;
      if (this.worst.code !== "too-many-skipped") this.worst = error;
    },
  };
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
