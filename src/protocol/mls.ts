/** `x-wing` is a hybrid of X25519 and ML-KEM-768. Its code point is the library's own (docs/protocol.md#15-mls). */
export const mlsSuites = ["x25519", "x-wing"] as const;
export type MlsSuite = (typeof mlsSuites)[number];

/** The field of a key package in `signaling_notify_metadata`, in base64. */
export const keyPackageField = "mls_key_package";
