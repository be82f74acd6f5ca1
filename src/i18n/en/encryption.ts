import type { Dictionary } from "../types.ts";

export const encryption = {
  "encryption.exchanging": "Exchanging keys",
  "encryption.exchanging.detail": "The key that opens this person's audio and video has not arrived yet.",
  "encryption.ready": "Ready to receive",
  "encryption.ready.detail": "The key is here. No audio or video is arriving at the moment.",
  "encryption.encrypted": "Encrypted",
  "encryption.encrypted.detail":
    "What this person sends arrives encrypted and is opened on this device. Checked within the last few seconds.",
  "encryption.failing": "Cannot be opened",
  "encryption.unprotected": "Not encrypted",
  "encryption.unprotected.detail":
    "This person joined without end-to-end encryption. Their audio and video are not shown.",
  "encryption.protected": "Protected",
  "encryption.protected.detail": "Everything you send is encrypted before it leaves this device.",
  "encryption.waiting": "Not sending",
  "encryption.waiting.detail": "Nothing is being sent from this device.",
  "encryption.blocked": "Sending stopped",
  "encryption.blocked.detail": "Your audio and video cannot be encrypted, so nothing leaves this device.",
  "failing.no-key": "Audio or video arrives but cannot be opened: the key is missing.",
  "failing.auth-failed":
    "Audio or video arrives but cannot be opened: it was changed on the way, or encrypted with another key.",
  "failing.replayed": "Audio or video that came before is arriving again. Repeats are not shown.",
  "failing.wrong-sender":
    "Audio or video arrives under this name, but somebody else encrypted it. It is not shown.",
  "failing.other-agreement":
    "This participant uses another kind of key agreement, so neither of you can see or hear the other.",
  "failing.malformed": "What arrives is damaged, or not encrypted at all. It is not shown.",

  "details.label": "Encryption of {name}",
  "details.label.self": "Encryption of what you send",
  "details.exchanging": "The key that opens {name}'s audio and video has not arrived yet.",
  "details.exchanging.do":
    "This usually takes a few seconds. If it takes longer, ask {name} to leave and join again.",
  "details.ready": "The key is here. No audio or video from {name} is arriving at the moment.",
  "details.ready.do":
    "Perhaps the microphone and camera of {name} are off. As soon as something arrives, it is checked.",
  "details.encrypted":
    "What {name} sends arrives encrypted and is opened on this device. Checked within the last few seconds.",
  "details.unprotected": "{name} joined without end-to-end encryption. Their audio and video are not played.",
  "details.unprotected.do": "Ask {name} to join again with an app that encrypts end to end.",
  "details.waiting.do": "Turn on the microphone or camera to send. If one is on already, wait a few seconds.",
  "details.blocked.do": "Leave and join again. If it happens again, update the browser or use another one.",
  "details.arrives.audio": "{name}'s audio arrives",
  "details.arrives.video": "{name}'s video arrives",
  "details.arrives.both": "{name}'s audio and video arrive",
  "details.arrives.something": "Audio or video from {name} arrives",
  "details.no-key": "{arrives} but cannot be opened: the key is missing.",
  "details.no-key.do": "Wait a few seconds. If it does not pass, ask {name} to leave and join again.",
  "details.auth-failed":
    "{arrives} but cannot be opened: something changed on the way, or another key was used.",
  "details.auth-failed.do":
    "Wait a few seconds. If it does not pass, ask {name} to leave and join again. If it comes back, somebody may be tampering: use another network.",
  "details.replayed": "{arrives} a second time. Repeats are not played.",
  "details.replayed.do":
    "There is nothing you need to do. If it goes on, the server or the network may be replaying old recordings: do not rely on this call.",
  "details.wrong-sender": "{arrives} but somebody else encrypted what is in there. It is not played.",
  "details.wrong-sender.do":
    "The server or the network may be passing off somebody else as {name}. If it does not pass, leave, and ask {name} another way.",
  "details.other-agreement":
    "Another kind of key agreement is in use there. Its audio and video cannot be decrypted here, and are not shown.",
  "details.other-agreement.do": "{name} has to join with the settings that everybody else uses.",
  "details.malformed": "{arrives} damaged, or not encrypted at all. It is not played.",
  "details.malformed.do": "Ask {name} to join again with end-to-end encryption turned on.",
  "details.since": "Since {time}",
  "details.verified": "Verified",
  "details.verified.detail":
    "You compared the safety number with {name}. The key behind it has not changed since.",
  "details.unverified": "Not verified",
  "details.unverified.detail":
    "You have not compared the safety number with {name}. Only that shows that nobody stands between you.",
  "details.compare": "Compare safety number",
  "details.show": "Show safety number",
  "details.technical": "Technical details",
  "details.key-id": "Key id",
  "details.fingerprint": "Identity fingerprint",
  "details.unknown": "Not known yet",
  "details.received": "{received} frames arrived: {passed} opened, {refused} refused, {waiting} waiting",
  "details.sent": "{received} frames to send: {passed} encrypted, {dropped} dropped",

  "media.audio": "Audio",
  "media.video": "Video",
  "media.never": "Nothing has arrived yet.",
  "media.quiet": "Nothing is arriving at the moment.",
  "media.opens": "Arrives and is opened.",
  "media.opened": "All that has arrived so far could be opened.",
  "media.fails": "Arrives but is not played: {why}.",
  "media.failed": "None of what has arrived so far could be played: {why}.",
  "media.partly": "Some of what arrives is not played: {why}.",
  "media.partly-so-far": "Some of what has arrived so far could not be played: {why}.",
  "media.waiting": "Arrives and waits for its key.",
  "media.unsent": "There was nothing to send yet.",
  "media.sealed": "All that was sent so far was encrypted first.",
  "media.dropped": "Some could not be encrypted and was not sent.",
  "why.no-key": "the key is missing",
  "why.auth-failed": "something changed on the way, or another key was used",
  "why.replayed": "it came once before",
  "why.wrong-sender": "somebody else encrypted it",
  "details.post-quantum":
    "The keys are post-quantum: everybody in this call agrees on them with X25519 and ML-KEM-768.",
  "why.other-agreement": "it uses another key agreement",
  "why.malformed": "it is damaged, or not encrypted",

  "banner.label": "Encryption of this call",
  "banner.encrypted": "What you receive is encrypted.",
  "banner.alone": "Nobody else is sending, so there is nothing to check yet.",
  "banner.settling": "Not checked yet: {names}",
  "banner.not-encrypted": "Not encrypted, or cannot be opened: {names}",
  "banner.not-encrypted.detail": "Nothing of theirs is played unless it could be opened.",
  "banner.self.protected": "What you send is encrypted.",
  "banner.both": "What you receive and send is encrypted.",
  "banner.self.waiting": "You are not sending.",
  "banner.show": "{name}: encryption details",
} as const satisfies Dictionary;
