import type { Dictionary } from "../types.ts";

export const opened = {
  "opened.badge": "{status}. Opened by {opened} of {total}",
  "opened.label": "Participants who open what you send",
  "opened.off": "In this call, participants do not tell each other what they can open.",
  "opened.alone": "Nobody else is here to receive it.",
  "opened.idle": "You are not sending, so there is nothing to open.",
  "opened.silent": "Nobody here says whether they can open it.",
  "opened.told": "Opened by {opened} of {total}",
  "opened.told.detail": "Each participant's app says this about itself, every two seconds.",
  "opened.opens": "Opens it",
  "opened.waiting": "Nothing to check has arrived there yet",
  "opened.not-receiving": "Receives none of it",
  "opened.does-not-say": "Does not say",
  "opened.cannot": "Cannot open it: {why}",
  "opened.name.cannot": "{name} cannot open it: {why}.",
  "opened.others.cannot": {
    one: "{count} other participant cannot open it.",
    other: "{count} other participants cannot open it.",
  },
  "why.silent": "nothing arrives there",
  "why.unprotected": "your keys did not arrive there",
} as const satisfies Dictionary;
