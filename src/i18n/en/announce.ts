import type { Dictionary } from "../types.ts";

/** Texts for screen readers only. `{names}` is one name or a list of them. */
export const announce = {
  "announce.present": "In this call: {names}",
  "announce.joined": "{names} joined",
  "announce.left": "{names} left",
  "announce.encrypted": "Encrypted: {names}",
  "announce.failing": "Audio or video cannot be opened: {names}",
  "announce.unprotected": "Not encrypted: {names}",
  "announce.unverified": "No longer verified: {names}",
  "announce.changed": "The key has changed since you compared it: {names}",
  "announce.protected": "What you send is encrypted",
  "announce.blocked": "Sending stopped: your audio and video cannot be encrypted",
  "names.others": { one: "{count} other", other: "{count} others" },
} as const satisfies Dictionary;
