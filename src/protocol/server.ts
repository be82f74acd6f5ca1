/** The server's information about a connection. It is not proven, because the server can send any values. */

export const layerIds = ["none", "r0", "r1", "r2"] as const;
/** A simulcast layer, from no video at all to the largest picture. */
export type LayerId = (typeof layerIds)[number];

export const unstableLevels = [0, 1, 2, 3] as const;
/** The instability of our network. 0 is stable. */
export type UnstableLevel = (typeof unstableLevels)[number];

/** Known once a connection exists. */
export interface ServerDetails {
  /** One of the candidates, or the target of a redirect. */
  readonly signalingUrl: string;
  readonly sessionId: string | null;
  /** The `metadata` that the auth webhook returned; null if there is none. */
  readonly authMetadata: unknown;
  /** The methods that `rpc` may call. */
  readonly rpcMethods: readonly string[];
}

/** Reported while a connection exists. */
export type ServerNotice =
  | {
      readonly type: "layer";
      /** The connection id of the video's sender. */
      readonly connectionId: string;
      readonly current: LayerId;
      readonly requested: LayerId;
    }
  | { readonly type: "focus"; readonly connectionId: string; readonly focused: boolean }
  | { readonly type: "network"; readonly unstableLevel: UnstableLevel };
