import type { ConnectionOptions, JSONType } from "sora-js-sdk";

export type { JSONType };

/** The SDK's own connection options, as they are; notification metadata has its own option beside the key bundle. */
export type SoraConnectionOptions = Omit<ConnectionOptions, "signalingNotifyMetadata">;
