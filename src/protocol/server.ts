/** The server's information about a connection. It is not proven: the server can send any values. */

export const layerIds = ["none", "r0", "r1", "r2"] as const;
/** A simulcast layer, from no video at all to the largest picture. */
export type LayerId = (typeof layerIds)[number];

export const unstableLevels = [0, 1, 2, 3] as const;
/** How unstable our network is; 0 is stable. */
export type UnstableLevel = (typeof unstableLevels)[number];

/** Known once a connection is there. */
export interface ServerDetails {
  /** Of the candidates, or where a redirect led to. */
  readonly signalingUrl: string;
  readonly sessionId: string | null;
  /** The `metadata` that the auth webhook returned; null if there is none. */
  readonly authMetadata: unknown;
  /** The methods that `rpc` may call. */
  readonly rpcMethods: readonly string[];
}

/** Told while a connection is there. */
export type ServerNotice =
  | {
      readonly type: "layer";
      /** Whose video it is. */
      readonly connectionId: string;
      readonly current: LayerId;
      readonly requested: LayerId;
    }
  | { readonly type: "focus"; readonly connectionId: string; readonly focused: boolean }
  | { readonly type: "network"; readonly unstableLevel: UnstableLevel };
