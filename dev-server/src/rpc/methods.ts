/** The methods that a client may call over the `rpc` DataChannel (Sora's page "RPC"). */
export const RPC_METHODS = [
  "2025.2.0/RequestSimulcastRid",
  "2025.2.0/RequestSpotlightRid",
  "2025.2.0/ResetSpotlightRid",
  "2025.2.0/PutSignalingNotifyMetadata",
  "2025.2.0/PutSignalingNotifyMetadataItem",
] as const;

export type RpcMethod = (typeof RPC_METHODS)[number];
