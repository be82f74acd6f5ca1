import type { Dictionary } from "../types.ts";

export const log = {
  "log.label": "What happened",
  "log.empty": "Nothing has happened yet.",
  "log.phase": "{detail}",
  "log.member-joined": "{name} joined",
  "log.member-left": "{name} left",
  "log.encryption": "{name}: {detail}",
  "log.self-encryption": "You: {detail}",
  "log.verified": "{name} was verified",
  "log.unverified": "{name} is no longer verified",
  "log.changed": "{name}'s key has changed since it was verified",
  "log.refused": "Something from {name} was refused: {detail}",
  "log.error": "Error: {detail}",
  "log.someone": "Someone",
} as const satisfies Dictionary;
