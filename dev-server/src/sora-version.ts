/** Versions that the server can imitate, as far as public documents describe them. */
export const SORA_VERSIONS = ["2024.1", "2024.2", "2025.1", "2025.2", "2026.1"] as const;
export type SoraVersion = (typeof SORA_VERSIONS)[number];

export interface Capabilities {
  /** The version in the offer. */
  readonly version: string;
  /**
   * Supports `e2ee: true` and routes key messages. Removed in 2024.2.0, where `e2ee` is reserved and always
   * false.
   */
  readonly keyRouting: boolean;
  /** Supports `header` in `data_channels`, new in 2024.2.0. */
  readonly messagingHeader: boolean;
  /** Supports `forwarding_filters`, new in 2024.2.0. Earlier versions had one `forwarding_filter`. */
  readonly forwardingFilters: boolean;
  /** Supports RPC, `simulcast_request_rid` and `simulcast.switched`, new in 2025.2.0. */
  readonly rpc: boolean;
}

const CAPABILITIES: Readonly<Record<SoraVersion, Capabilities>> = {
  "2024.1": {
    version: "2024.1.0",
    keyRouting: true,
    messagingHeader: false,
    forwardingFilters: false,
    rpc: false,
  },
  "2024.2": {
    version: "2024.2.0",
    keyRouting: false,
    messagingHeader: true,
    forwardingFilters: true,
    rpc: false,
  },
  "2025.1": {
    version: "2025.1.0",
    keyRouting: false,
    messagingHeader: true,
    forwardingFilters: true,
    rpc: false,
  },
  "2025.2": {
    version: "2025.2.0",
    keyRouting: false,
    messagingHeader: true,
    forwardingFilters: true,
    rpc: true,
  },
  "2026.1": {
    version: "2026.1.0",
    keyRouting: false,
    messagingHeader: true,
    forwardingFilters: true,
    rpc: true,
  },
};

/** Without a version: the features of all versions. */
export function capabilitiesOf(version: SoraVersion | undefined): Capabilities {
  if (version !== undefined && Object.hasOwn(CAPABILITIES, version)) return CAPABILITIES[version];
  if (version !== undefined) throw new TypeError(`soraVersion must be one of ${SORA_VERSIONS.join(", ")}`);
  return {
    version: "react-sora-e2ee-dev-server",
    keyRouting: true,
    messagingHeader: true,
    forwardingFilters: true,
    rpc: true,
  };
}
