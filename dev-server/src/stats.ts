export interface FrameCount {
  total: number;
  sealed: number;
}

export type Role = "sendrecv" | "sendonly" | "recvonly";

export interface ConnectionStats {
  readonly role: Role;
  readonly e2ee: boolean;
  left: boolean;
  readonly frames: { readonly audio: FrameCount; readonly video: FrameCount };
  e2eeMessages: number;
}

export interface ChannelStats {
  readonly connections: Record<string, ConnectionStats>;
}

/** The body of GET /stats. */
export interface Stats {
  readonly channels: Record<string, ChannelStats>;
}

export const createConnectionStats = (role: Role, e2ee: boolean): ConnectionStats => ({
  role,
  e2ee,
  left: false,
  frames: { audio: { total: 0, sealed: 0 }, video: { total: 0, sealed: 0 } },
  e2eeMessages: 0,
});
