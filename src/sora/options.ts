/** A value that JSON can hold. */
export type JSONType =
  | null
  | boolean
  | number
  | string
  | JSONType[]
  | { readonly [name: string]: JSONType | undefined };

type SimulcastRid = "r0" | "r1" | "r2";

/** A DataChannel of the app, as in the SDK. */
export interface DataChannelOptions {
  /** Begins with `#`. */
  readonly label: string;
  readonly direction: "sendrecv" | "sendonly" | "recvonly";
  readonly compress?: boolean;
  /** Milliseconds. */
  readonly maxPacketLifeTime?: number;
  readonly maxRetransmits?: number;
  readonly protocol?: string;
  readonly ordered?: boolean;
  readonly header?: readonly { readonly type: "sender_connection_id"; readonly length?: number }[];
}

/** The selection of peers' audio and video that Sora forwards, as in the SDK. */
export interface ForwardingFilterOptions {
  readonly version?: string;
  readonly metadata?: JSONType;
  readonly action?: "block" | "allow";
  readonly name?: string;
  readonly priority?: number;
  /** All conditions of one inner list must hold. */
  readonly rules: readonly (readonly {
    readonly field: "connection_id" | "client_id" | "kind";
    readonly operator: "is_in" | "is_not_in";
    readonly values: readonly string[];
  }[])[];
}

/**
 * The connection options of `sora-js-sdk`, with the same names. Notification metadata is a separate option of
 * the call, because the key bundle is added to it. Written out here, because the SDK's own types do not resolve
 * under `module: nodenext`.
 */
export interface SoraConnectionOptions {
  readonly audio?: boolean;
  readonly audioCodecType?: "OPUS";
  /** kbit/s. */
  readonly audioBitRate?: number;
  readonly audioOpusParamsChannels?: number;
  readonly audioOpusParamsMaxplaybackrate?: number;
  readonly audioOpusParamsStereo?: boolean;
  readonly audioOpusParamsSpropStereo?: boolean;
  readonly audioOpusParamsMinptime?: number;
  readonly audioOpusParamsPtime?: number;
  readonly audioOpusParamsUseinbandfec?: boolean;
  readonly audioOpusParamsUsedtx?: boolean;
  readonly audioStreamingLanguageCode?: string;
  readonly video?: boolean;
  /** Default `VP8`. `H265` is in Sora, but cannot be encrypted here. */
  readonly videoCodecType?: "VP8" | "VP9" | "AV1" | "H264" | "H265";
  /** kbit/s. */
  readonly videoBitRate?: number;
  readonly videoVP9Params?: JSONType;
  readonly videoH264Params?: JSONType;
  readonly videoH265Params?: JSONType;
  readonly videoAV1Params?: JSONType;
  readonly spotlight?: boolean;
  readonly spotlightNumber?: number;
  readonly spotlightFocusRid?: "none" | SimulcastRid;
  readonly spotlightUnfocusRid?: "none" | SimulcastRid;
  readonly simulcast?: boolean;
  readonly simulcastRid?: SimulcastRid;
  readonly simulcastRequestRid?: "none" | SimulcastRid;
  readonly clientId?: string;
  readonly bundleId?: string;
  /** Milliseconds. */
  readonly timeout?: number;
  /** Milliseconds. */
  readonly connectionTimeout?: number;
  /** Milliseconds. */
  readonly disconnectWaitTimeout?: number;
  /** Milliseconds that each of several signaling URLs has to answer. */
  readonly signalingCandidateTimeout?: number;
  readonly dataChannelSignaling?: boolean;
  readonly ignoreDisconnectWebSocket?: boolean;
  readonly dataChannels?: readonly DataChannelOptions[];
  readonly forwardingFilters?: readonly ForwardingFilterOptions[];
  readonly forwardingFilter?: ForwardingFilterOptions;
  readonly forceStereoOutput?: boolean;
  readonly skipIceCandidateEvent?: boolean;
}
