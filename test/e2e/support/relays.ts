import type { DevServerOptions } from "../../../dev-server/src/index.ts";
import type { Meeting } from "./meeting.ts";

/** A relay, and the settings of a server for it. */
export interface RelayCase {
  readonly relay: "signaling" | "messaging";
  readonly server: DevServerOptions;
}

/** For promises that do not depend on the relay, one of these is enough. */
export const signaling: RelayCase = { relay: "signaling", server: {} };
export const messaging: RelayCase = { relay: "messaging", server: { soraVersion: "2026.1" } };

/** For `test.each` over promises about keys and connections, which must hold with both relays. */
export const relays: readonly RelayCase[] = [signaling, messaging];

/** Makes `open` open meetings where everybody uses this relay, on its server. */
export function withRelay(open: (options?: DevServerOptions) => Promise<Meeting>) {
  return async ({ relay, server }: RelayCase, options: DevServerOptions = {}): Promise<Meeting> => {
    const meeting = await open({ ...server, ...options });
    meeting.params.relay = relay;
    return meeting;
  };
}
