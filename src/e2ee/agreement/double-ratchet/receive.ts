import { SoraE2EEError } from "../../../errors.ts";
import { bytesEqual, hex } from "../../../protocol/bytes.ts";
import {
  type CipherMessage,
  type KeyMessage,
  type PreKeyMessage,
  parseMaterial,
} from "../../../protocol/key-message.ts";
import { isLowOrder, lowOrderError } from "../crypto/public-keys.ts";
import type { ReceiveMessageResult } from "../types.ts";
import {
  type Candidate,
  dropCandidates,
  type HeldMaterial,
  type OwnSession,
  type Peer,
  type RemoteSession,
  replaceMaterial,
  replaceState,
  sendingSession,
  wipeCandidate,
} from "./peer.ts";
import { assertSkip, maxSkip, type Opened, open, startAsResponder } from "./ratchet.ts";
import { type RatchetState, wipeState } from "./ratchet-state.ts";
import { copyMaterial, type StartedSelf, sealMaterial } from "./self.ts";
import { isSilentSession } from "./send.ts";
import { responderRoot } from "./x3dh.ts";

/** Maximum number of waiting handshakes of one peer. A cipher message shows which of them is genuine. */
const maxCandidates = 8;

/** docs/protocol.md#5-life-of-the-keys and #7-deviations. */
export async function receive(self: StartedSelf, message: KeyMessage): Promise<ReceiveMessageResult> {
  if (message.destination !== self.connectionId || message.source === self.connectionId) {
    throw new SoraE2EEError(
      "invalid-message",
      "A key message is not from another peer to us. It was dropped.",
    );
  }
  const peer = self.peers.get(message.source);
  if (!peer) {
    throw new SoraE2EEError("unknown-peer", "A key message came from a peer that announced no keys.");
  }
  return message.kind === "pre-key" ? receivePreKey(self, peer, message) : receiveCipher(self, peer, message);
}

async function receivePreKey(
  self: StartedSelf,
  peer: Peer,
  message: PreKeyMessage,
): Promise<ReceiveMessageResult> {
  const { ephemeralKey } = message;
  if (!bytesEqual(message.identityKey, peer.keys.identityKey)) {
    throw new SoraE2EEError(
      "authentication-failed",
      "A handshake names another identity than the peer's bundle.",
    );
  }
  if (isLowOrder(ephemeralKey)) throw lowOrderError();
  const known = [...(peer.theirs ? [peer.theirs] : []), ...peer.candidates];
  if (known.some((session) => bytesEqual(session.ephemeralKey, ephemeralKey))) return nothing();
  if (peer.theirs || (peer.own && peer.own.unanswered === null)) {
    throw new SoraE2EEError(
      "session-exists",
      "This peer has a session already. A new handshake cannot replace it.",
    );
  }
  if (self.spentHandshakes.has(hex(ephemeralKey)) && !isOfAnother(self, ephemeralKey)) {
    throw new SoraE2EEError("session-exists", "A handshake came again after its session had ended.");
  }

  const candidates = [...peer.candidates, { ephemeralKey, state: null }];
  candidates.slice(0, -maxCandidates).forEach(wipeCandidate);
  peer.candidates = candidates.slice(-maxCandidates);
  return nothing();
}

/** A present peer that copied the bundle of this handshake's sender may have sent the handshake first, as its own. */
function isOfAnother({ peers }: StartedSelf, ephemeralKey: Uint8Array): boolean {
  return [...peers.values()].some(({ theirs }) => theirs && bytesEqual(theirs.ephemeralKey, ephemeralKey));
}

/** The session that a candidate's handshake would open. It is derived once. */
function stateOf(self: StartedSelf, { keys }: Peer, candidate: Candidate): Promise<RatchetState> {
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
  peer: Peer,
  message: CipherMessage,
): Promise<ReceiveMessageResult> {
  if (isLowOrder(message.header.ratchetKey)) throw lowOrderError();
  const limit = peer.gap.limitOf(message.header);
  const { opened, session, candidate } = await openOnAny(self, peer, message, limit);
  let messages: Uint8Array[] = [];
  const answers = session !== null && opened.state.pair !== session.state.pair;
  if (session) {
    messages = await continueSession(self, peer, session, opened, limit);
  } else {
    const reply = await sealMaterial(self, peer.connectionId, opened.state, self.material);
    const { keyId } = self.material;
    messages = [reply.message.slice()];
    wipeState(opened.state, reply.state);
    wipeState(await stateOf(self, peer, candidate), reply.state);
    dropCandidates(peer, candidate);
    peer.theirs = {
      ephemeralKey: candidate.ephemeralKey,
      state: reply.state,
      unanswered: { handshake: null, announced: 0, last: { keyId, message: reply.message } },
      missesAnswer: false,
    };
    self.spentHandshakes.add(hex(candidate.ephemeralKey));
  }
  const isOwn = peer.own !== null && session === peer.own;
  if (isOwn) dropCandidates(peer);
  const material = parseMaterial(opened.plaintext);
  opened.plaintext.fill(0);
  const taken = takeMaterial(peer, material, opened.late || (peer.heardOnOwn && !isOwn), isOwn);
  return { ...taken, messages, ...(answers && { answers }) };
}

/**
 * Adopts the state after a message in an authenticated session. A message in a new chain shows that the peer
 * received a message of ours. If it received an older material than the current one, it gets the current one in
 * return. It also gets an answer after a long gap, because only an answer shows it that its messages arrive
 * again.
 */
async function continueSession(
  self: StartedSelf,
  peer: Peer,
  session: OwnSession | RemoteSession,
  opened: Opened,
  limit: number,
): Promise<Uint8Array[]> {
  const hasAnswered = opened.state.pair !== session.state.pair;
  const { unanswered } = session;
  const isSending = session === sendingSession(peer);
  if ("missesAnswer" in session) session.missesAnswer = unanswered !== null && !hasAnswered && !opened.late;
  if (isSending && hasAnswered) peer.repeats = 0;
  else if (isSending && !opened.late && isBehind(session)) peer.repeats = maxRepeats;
  if (hasAnswered) session.unanswered = null;
  const wasWithheld =
    hasAnswered &&
    unanswered !== null &&
    unanswered.last.keyId !== self.material.keyId &&
    isSilentSession(session, unanswered);
  if (!isSending || !(wasWithheld || (limit > maxSkip && !opened.late))) {
    replaceState(session, opened.state);
    return [];
  }
  const { state, message } = await sealMaterial(self, peer.connectionId, opened.state, self.material);
  wipeState(opened.state, state);
  replaceState(session, state);
  return [message];
}

/** Number of our messages in a row that may cross with messages of the peer. */
const maxCrossing = 4;
/** Number of attempts for a peer that has missed more messages, until it shows that it received something. */
const maxRepeats = 24;

/**
 * True when a peer that still uses its old ratchet key has missed messages of ours. A peer takes a new key
 * with the first message that it receives in a chain.
 */
function isBehind({ unanswered, state }: OwnSession | RemoteSession): boolean {
  return unanswered === null && (state.send?.count ?? 0) > maxCrossing;
}

/** The peer's newest message replaces the material, with any key id. A late message never does. */
function takeMaterial(peer: Peer, material: HeldMaterial, late: boolean, isOwn: boolean) {
  const { connectionId } = peer;
  if (late) {
    return { remoteSecretKeyMaterials: {}, lateSecretKeyMaterials: { [connectionId]: material } };
  }
  peer.heardOnOwn = isOwn;
  const held = peer.material;
  if (
    held &&
    held.keyId === material.keyId &&
    bytesEqual(held.secretKeyMaterial, material.secretKeyMaterial)
  ) {
    material.secretKeyMaterial.fill(0);
    return { remoteSecretKeyMaterials: {} };
  }
  replaceMaterial(peer, material);
  return { remoteSecretKeyMaterials: { [connectionId]: copyMaterial(material) } };
}

type OpenedOn =
  | { readonly opened: Opened; readonly session: OwnSession | RemoteSession; readonly candidate?: undefined }
  | { readonly opened: Opened; readonly session: null; readonly candidate: Candidate };

async function openOnAny(
  self: StartedSelf,
  peer: Peer,
  message: CipherMessage,
  limit: number,
): Promise<OpenedOn> {
  const failures = createFailures();
  for (const session of [peer.own, peer.theirs]) {
    if (!session) continue;
    try {
      const opened = await open(session.state, message, self.randomness, { limit });
      if (!opened.late) peer.gap.clear();
      return { opened, session };
    } catch (error) {
      failures.add(error);
    }
  }
  const candidates = candidatesFor(peer, message, failures);
  if (candidates.length > 0) {
    // All candidates begin with our signed pre-key.
    const agreed = await self.signedPreKey.agree(message.header.ratchetKey);
    for (const candidate of candidates) {
      try {
        const opened = await open(await stateOf(self, peer, candidate), message, self.randomness, { agreed });
        agreed.fill(0);
        return { opened, session: null, candidate };
      } catch (error) {
        failures.add(error);
      }
    }
    agreed.fill(0);
  }
  if (limit > maxSkip || failures.worst.code === "too-many-skipped") peer.gap.add(message.header, limit);
  throw failures.worst;
}

/**
 * The candidates that a message can belong to, the newest first, because a genuine handshake is followed
 * directly by its cipher message. A message that names a chain before the session's first one, or skips too
 * many messages, belongs to none.
 */
function candidatesFor(peer: Peer, { header }: CipherMessage, failures: Failures): readonly Candidate[] {
  if (header.previousCount > 0 || peer.candidates.length === 0) return [];
  try {
    assertSkip(0, header.count);
  } catch (error) {
    failures.add(error);
    return [];
  }
  return [...peer.candidates].reverse();
}

type Failures = ReturnType<typeof createFailures>;

/**
 * The most specific of the reasons why no session could decrypt the message. Errors other than a refusal are
 * thrown at once.
 */
function createFailures() {
  return {
    worst: new SoraE2EEError("authentication-failed", "A key message came before any handshake of its peer."),
    add(error: unknown) {
      if (!(error instanceof SoraE2EEError) || error.code === "invalid-options") throw error;
      if (this.worst.code !== "too-many-skipped") this.worst = error;
    },
  };
}

function nothing(): ReceiveMessageResult {
  return { remoteSecretKeyMaterials: {}, messages: [] };
}
