import { SoraE2EEError } from "../../../errors.ts";
import { parseBundle } from "../../../protocol/bundle.ts";
import { assertConnectionId } from "../../../protocol/connection-id.ts";
import { proofBytes } from "../../../protocol/identity-statement.ts";
import { parseKeyMessage } from "../../../protocol/key-message.ts";
import { signedMessageBytes } from "../../../protocol/signed-message.ts";
import type { Curves } from "../crypto/curves.ts";
import { selectCurves } from "../crypto/select.ts";
import { createSerialQueue } from "../serial-queue.ts";
import type { KeyAgreement, KeyAgreementOptions } from "../types.ts";
import { addPeer, openSession } from "./open-session.ts";
import { createRandomness } from "./randomness.ts";
import { receive } from "./receive.ts";
import { createSelf, requireStarted, type Self, type StartedSelf, selfMaterial, wipeSelf } from "./self.ts";
import { announceMaterial, closeSession, dropSession, renewMaterial } from "./send.ts";

/**
 * The built-in engine: TypeScript on WebCrypto (docs/protocol.md, sections 3 to 5 and 7).
 * @param options.randomBytes the source of all secrets, 32 bytes for each draw; for tests against the vectors
 * @param loadCurves loads an implementation of the curves. Default: the browser's own, if it has them
 */
export function createKeyAgreement(
  options: KeyAgreementOptions = {},
  loadCurves: () => Promise<Curves> = selectCurves,
): KeyAgreement {
  const { randomBytes } = options;
  const enqueue = createSerialQueue();
  let current: Self | null = null;

  function requireSelf(): Self {
    if (current) return current;
    throw new SoraE2EEError("invalid-state", "The key agreement has no keys yet. Call init() first.");
  }

  function run<Result>(task: () => Promise<Result>): Promise<Result> {
    return enqueue(task).catch((error: unknown) => {
      if (error instanceof SoraE2EEError) throw error;
      // The cause is left out, because errors of lower layers may quote their arguments.
      throw new SoraE2EEError("internal", "The key agreement failed unexpectedly. Nothing was changed.");
    });
  }

  function runStarted<Result>(task: (self: StartedSelf) => Promise<Result>): Promise<Result> {
    return run(async () => {
      const self = requireSelf();
      requireStarted(self);
      try {
        return await task(self);
      } finally {
        self.randomness.prepare();
      }
    });
  }

  return {
    init: () =>
      run(async () => {
        const curves = await loadCurves();
        const self = await createSelf(curves, createRandomness(curves.x25519, randomBytes));
        if (current) wipeSelf(current);
        current = self;
        self.randomness.prepare();
        return { preKeyBundle: { ...self.bundle } };
      }),

    async start(connectionId) {
      assertConnectionId(connectionId);
      return run(async () => {
        const self = requireSelf();
        if (self.connectionId !== null && self.connectionId !== connectionId) {
          throw new SoraE2EEError(
            "invalid-state",
            "The key agreement has another connection id. Call init() first.",
          );
        }
        if (self.peers.has(connectionId)) {
          throw new SoraE2EEError("invalid-state", "This connection id belongs to another peer.");
        }
        self.connectionId = connectionId;
        return selfMaterial(self);
      });
    },

    async addPreKeyBundle(connectionId, bundle) {
      assertConnectionId(connectionId);
      const keys = parseBundle(bundle);
      return run(async () => addPeer(requireSelf(), connectionId, keys));
    },

    async startSession(connectionId, bundle) {
      assertConnectionId(connectionId);
      const keys = parseBundle(bundle);
      return runStarted((self) => openSession(self, connectionId, keys));
    },

    async stopSession(connectionId) {
      assertConnectionId(connectionId);
      return runStarted((self) => closeSession(self, connectionId));
    },

    async dropSession(connectionId) {
      assertConnectionId(connectionId);
      return runStarted((self) => dropSession(self, connectionId));
    },

    renewMaterial: () => runStarted(renewMaterial),

    async receiveMessage(message) {
      const parsed = parseKeyMessage(message);
      return runStarted((self) => receive(self, parsed));
    },

    async announce(connectionIds) {
      const only = connectionIds ? new Set(connectionIds) : null;
      return runStarted((self) => announceMaterial(self, only));
    },

    missesAnswer: (connectionId) => current?.peers.get(connectionId)?.theirs?.missesAnswer ?? false,

    missesMessages: (connectionId) => (current?.peers.get(connectionId)?.repeats ?? 0) > 0,

    selfFingerprint: () => requireSelf().fingerprint,

    remoteFingerprints() {
      const peers = [...requireSelf().peers.values()];
      return Object.fromEntries(peers.map((peer) => [peer.connectionId, peer.keys.fingerprint]));
    },

    async signMessage(message) {
      return requireSelf().signer.sign(signedMessageBytes(message));
    },

    async signProof(subject) {
      return requireSelf().signer.sign(proofBytes(subject));
    },
  };
}
