import type { Dictionary } from "../types.ts";

export const room = {
  "room.title": "Room code",
  "room.lead": {
    one: "You are alone in the encrypted group. Whoever joins sees the same code as you.",
    other:
      "One of you reads it aloud. If all {count} devices show the same, they are in one encrypted group, and nobody else is, not even the server.",
  },
  "room.limits":
    "The code does not say who the people are. It is a new one whenever somebody comes or goes. The numbers are stronger than the emoji.",
  "room.none": "There is no room code yet. It appears as soon as there are keys.",
  "room.changed": "The room code has changed.",
} as const satisfies Dictionary;
