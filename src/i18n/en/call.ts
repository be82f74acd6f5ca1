import type { Dictionary } from "../types.ts";

export const call = {
  "phase.idle": "Not connected",
  "phase.initializing": "Preparing encryption",
  "phase.connecting": "Connecting",
  "phase.connected": "Connected",
  "phase.reconnecting": "Reconnecting",
  "phase.disconnecting": "Leaving",
  "phase.disconnected": "Disconnected",
  "phase.failed": "Failed",
} as const satisfies Dictionary;
