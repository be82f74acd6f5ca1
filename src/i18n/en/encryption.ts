import type { Dictionary } from "../types.ts";

export const encryption = {
  "encryption.exchanging": "Exchanging keys",
  "encryption.exchanging.detail": "There is no usable key from this person yet.",
  "encryption.ready": "Ready",
  "encryption.ready.detail": "The keys are here. No audio or video has come yet.",
  "encryption.encrypted": "Encrypted",
  "encryption.encrypted.detail":
    "What this person sends arrives sealed and is opened on this device. Checked within the last few seconds.",
  "encryption.failing": "Cannot be opened",
  "encryption.unprotected": "Not encrypted",
  "encryption.unprotected.detail":
    "This person joined without end-to-end encryption. Their audio and video are not shown.",
  "encryption.protected": "Protected",
  "encryption.protected.detail": "Everything you send is sealed before it leaves this device.",
  "encryption.waiting": "Not sending",
  "encryption.waiting.detail": "Nothing is being sent from this device.",
  "encryption.blocked": "Sending stopped",
  "encryption.blocked.detail": "Your audio and video cannot be protected, so nothing leaves this device.",
  "failing.no-key": "Audio or video arrives but cannot be opened: the key is missing.",
  "failing.auth-failed": "Audio or video arrives but was changed on the way, or sealed with another key.",
  "failing.replayed": "Audio or video arrives that came once before. Repeats are not shown.",
  "failing.wrong-sender": "Audio or video arrives under this name that someone else sealed. It is not shown.",
  "failing.malformed": "What arrives is not sealed audio or video. It is not shown.",
} as const satisfies Dictionary;
