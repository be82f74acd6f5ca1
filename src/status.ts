/** Why a member's frames do not open (DESIGN: "encryption as observed"). */
export const frameFailures = ["no-key", "auth-failed", "replayed", "wrong-sender", "malformed"] as const;
export type FrameFailure = (typeof frameFailures)[number];

/** What was observed of a remote member. */
export type PeerEncryption =
  | { readonly status: "exchanging" | "ready" | "encrypted" | "unprotected" }
  | { readonly status: "failing"; readonly reason: FrameFailure };

export type PeerEncryptionStatus = PeerEncryption["status"];

/** What was observed of what we send ourselves. */
export type SelfEncryptionStatus = "protected" | "waiting" | "blocked";
