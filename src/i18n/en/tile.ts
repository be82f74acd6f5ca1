import type { Dictionary } from "../types.ts";

export const tile = {
  "tile.label": "{name}: {status}",
  "tile.you": "{name} (you)",
  "tile.screen.of": "{name}'s screen",
  "tile.screen.claimed": "{name}'s screen (unconfirmed)",
  "tile.screen.own": "Your screen",
  "tile.verified": "Verified",
  "tile.microphone-off": "Microphone off",
  "tile.camera-off": "Camera off",
  "tile.speaking": "Speaking",
  "tile.pinned": "Pinned",
  "tile.reconnecting": "Reconnecting…",
  "tile.play": "Play sound",
  "tile.play.of": "Play sound of {name}",
  "badge.details": "{status}: show details",
  "badge.details.of": "{status}: show details for {name}",
  "quality.good": "Good connection",
  "quality.fair": "Fair connection",
  "quality.poor": "Poor connection",
  "quality.lost": "Connection lost",
} as const satisfies Dictionary;
