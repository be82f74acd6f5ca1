import type { Dictionary } from "../types.ts";

export const tile = {
  "tile.label": "{name}: {status}",
  "tile.you": "{name} (you)",
  "tile.verified": "Verified",
  "tile.microphone-off": "Microphone off",
  "tile.reconnecting": "Reconnecting…",
  "tile.play": "Play sound",
  "tile.play.of": "Play sound of {name}",
} as const satisfies Dictionary;
