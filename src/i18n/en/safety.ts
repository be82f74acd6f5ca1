import type { Dictionary } from "../types.ts";

export const safety = {
  "safety.title": "Safety number with {name}",
  "safety.lead":
    "If {name} sees exactly the same, nobody between your devices, not even the server, can see or hear what you two send each other.",
  "safety.format": "Show it as",
  "safety.format.digits": "Numbers",
  "safety.format.emoji": "Emoji",
  "safety.format.words": "Words",
  "safety.how": "How to compare",
  "safety.how.meet": "Meet {name}, or phone them. Be sure that it is really {name}.",
  "safety.how.read":
    "One of you reads all of it aloud, the other follows. Every part must be the same, in the same order.",
  "safety.how.not-here": "Do not compare in a chat: whoever stands between you could change what you write.",
  "safety.meaning": "What this means",
  "safety.meaning.detail":
    "It is made from the keys of both your devices. If somebody had put other keys in between, each of you would see something else. It is a new one in every call, and whenever one of you joins again.",
  "safety.strength":
    "The numbers are the strongest form. The words and the emoji are shorter. An attacker who controls the server, has very large computing power and prepares in advance could find keys that show you both the same words or emoji. If that matters to you, compare the numbers.",
  "safety.match": "They match",
  "safety.differ": "They do not match",
  "safety.verified.what": "You compared it with {name}: it matches.",
  "safety.verified.detail": "This holds until one of you leaves, or a key changes.",
  "safety.unverify": "Take this back",
  "safety.changed.what": "{name}'s key has changed since you compared it.",
  "safety.changed.detail":
    "That happens when {name} joins again or changes device. It can also mean that somebody is pretending to be {name}. Compare again before you say anything confidential.",
  "safety.interrupted.what": "The keys changed while you were comparing.",
  "safety.interrupted.detail":
    "The number that you compared does not count any more, and nothing was verified. {name} may have left or joined again, or your connection was lost. It can also mean that somebody is pretending to be {name}.",
  "safety.interrupted.show": "Compare the new number",
  "safety.unknown.what": "There is no safety number yet.",
  "safety.unknown.detail": "It appears as soon as {name}'s key has arrived.",
  "safety.differ.what": "Say nothing confidential in this call for now.",
  "safety.differ.harmless":
    "It can be harmless: one of you looked at the number with somebody else, or one of you joined again and the number is a new one.",
  "safety.differ.attack":
    "It can also mean that somebody stands between you and {name}, and can see and hear what you send each other.",
  "safety.differ.do":
    "Both open the safety number with each other once more, and compare again. If it still differs, leave the call, and tell {name} another way.",
  "safety.again": "Compare again",
} as const satisfies Dictionary;
