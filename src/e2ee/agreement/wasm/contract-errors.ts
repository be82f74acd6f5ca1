import { SoraE2EEError, type SoraE2EEErrorCode } from "../../../errors.ts";

/** Names of the wasm's errors (docs/protocol.md#9-soras-wasm), each with the error that this library reports. */
const known: readonly (readonly [pattern: RegExp, code: SoraE2EEErrorCode, sentence: string])[] = [
  [
    /^Unexpected(Self|Remote)ConnectionIDError$/,
    "invalid-options",
    "The connection id is not 26 bytes long.",
  ],
  [
    /^(VerifyFailedError|Ed25519VerifyError)$/,
    "invalid-bundle",
    "The pre-key bundle's signature is not valid.",
  ],
  [/^illegal base64 data/, "invalid-bundle", "The pre-key bundle is not base64."],
  [/^SessionAlreadyExists$/, "session-exists", "There is a session with this peer already."],
  [/^AlreadyExistRemotePreKeyBundle$/, "session-exists", "There is a pre-key bundle of this peer already."],
  [/^DiscardMessage$/, "session-exists", "A pre-key message came for a session that exists."],
  [/^MissingSession(Error)?$/, "unknown-peer", "There is no session with this peer."],
  [/^Missing(Remote)?PreKeyBundle(Error)?$/, "unknown-peer", "There is no pre-key bundle of this peer."],
  [
    /^UnmatchIdentityKey$/,
    "authentication-failed",
    "The pre-key message holds another identity key than the bundle.",
  ],
  [
    /^(UnknownMessageError|ReceiveMessageDecodeError|EOF|unexpected EOF)$/,
    "invalid-message",
    "It is not a key message.",
  ],
  [/^NotImplementedError$/, "too-many-skipped", "More than 10 messages are missing before this one."],
  [/message authentication failed$/, "authentication-failed", "The key message is not from this peer."],
];

/** The text of an unknown error is left out, because it could hold anything. */
export function fromWasmError(error: { readonly message: string }): SoraE2EEError {
  for (const [pattern, code, sentence] of known) {
    if (pattern.test(error.message)) return new SoraE2EEError(code, sentence);
  }
  return new SoraE2EEError("internal", "The wasm engine refused the call for an unknown reason.");
}
