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
  sendingSession,
  wipeCandidate,
} from "./member.ts";
import { assertSkip, type Opened, open, startAsResponder } from "./ratchet.ts";
import { type RatchetState, wipeState } from "./ratchet-state.ts";
import { copyMaterial, type StartedSelf, sealMaterial } from "./self.ts";
import { isSilentSession } from "./send.ts";
import type { ReceiveMessageResult } from "./types.ts";
import { responderRoot } from "./x3dh.ts";

/** Handshakes of one member that may wait side by side for the cipher message that tells the genuine one. */
const maxCandidates = 8;

/** docs/protocol.md#5-life-of-the-keys and #7-deviations. */
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
  if (member.theirs || (member.own && member.own.unanswered === null)) {
    throw new SoraE2EEError(
      "session-exists",
      "There is a session with this member. A new handshake can't replace it.",
    );
  }
  if (self.spentHandshakes.has(hex(ephemeralKey))) {
    throw new SoraE2EEError("session-exists", "A handshake came again after its session had ended.");
  }

  const candidates = [...member.candidates, { ephemeralKey, state: null }];
  candidates.slice(0, -maxCandidates).forEach(wipeCandidate);
  member.candidates = candidates.slice(-maxCandidates);
  return nothing();
}

/** The session that a candidate's handshake would open. Worked out once. */
function stateOf(self: StartedSelf, { keys }: Member, candidate: Candidate): Promise<RatchetState> {
  if (candidate.state === null) {
    const associatedData = new Uint8Array(64);
    associatedData.set(keys.identityKey);
    associatedData.set(self.identityKey, 32);
    const { ephemeralKey } = candidate;
    candidate.state = responderRoot(self, { identityKey: keys.agreementKey, ephemeralKey }).then((root) =>
      startAsResponder(associatedData, root, self.signedPreKey),
    );
  }
  return candidate.state;
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
    messages = await continueSession(self, member, session, opened);
  } else {
    const reply = await sealMaterial(self, member.connectionId, opened.state, self.material);
    const { keyId } = self.material;
    messages = [reply.message.slice()];
    wipeState(opened.state, reply.state);
    wipeState(await stateOf(self, member, candidate), reply.state);
    dropCandidates(member, candidate);
    member.theirs = {
      ephemeralKey: candidate.ephemeralKey,
      state: reply.state,
      unanswered: { handshake: null, announced: 0, last: { keyId, message: reply.message } },
      missesAnswer: false,
    };
    self.spentHandshakes.add(hex(candidate.ephemeralKey));
  }
  const isOwn = member.own !== null && session === member.own;
  if (isOwn) dropCandidates(member);
  const material = parseMaterial(opened.plaintext);
  opened.plaintext.fill(0);
  return { ...takeMaterial(member, material, opened.late || (member.heardOnOwn && !isOwn), isOwn), messages };
}

/**
 * Takes over the state after a message in a session that stands. A message in a new chain shows that the member received
 * something of ours. If it received an older material than the current one, it gets the current one in return.
 */
async function continueSession(
  self: StartedSelf,
  member: Member,
  session: OwnSession | RemoteSession,
  opened: Opened,
): Promise<Uint8Array[]> {
  const hasAnswered = opened.state.pair !== session.state.pair;
  const { unanswered } = session;
  if ("missesAnswer" in session) session.missesAnswer = unanswered !== null && !hasAnswered && !opened.late;
  if (!hasAnswered || unanswered === null) {
    replaceState(session, opened.state);
    return [];
  }
  session.unanswered = null;
  const isCurrent = unanswered.last.keyId === self.material.keyId;
  const withheld = session === sendingSession(member) && !isCurrent && isSilentSession(session, unanswered);
  if (!withheld) {
    replaceState(session, opened.state);
    return [];
  }
  const { state, message } = await sealMaterial(self, member.connectionId, opened.state, self.material);
  wipeState(opened.state, state);
  replaceState(session, state);
  return [message];
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
  const candidates = candidatesFor(member, message, failures);
  if (candidates.length > 0) {
    // All candidates begin with our signed pre-key.
    const agreed = await self.signedPreKey.agree(message.header.ratchetKey);
    for (const candidate of candidates) {
      try {
        const opened = await open(await stateOf(self, member, candidate), message, self.randomness, agreed);
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

/**
 * The candidates that a message can belong to, the newest first: a genuine handshake is followed by its cipher message at
 * once. A message belongs to none when it names a chain before the session's first one, or skips too many messages.
 */
function candidatesFor(member: Member, { header }: CipherMessage, failures: Failures): readonly Candidate[] {
  if (header.previousCount > 0 || member.candidates.length === 0) return [];
  try {
    assertSkip(0, header.count);
  } catch (error) {
    failures.add(error);
    return [];
  }
  return [...member.candidates].reverse();
}

type Failures = ReturnType<typeof createFailures>;

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
