import type { Dictionary } from "../types.ts";

export const meeting = {
  "meeting.lead":
    "Everyone's audio and video is encrypted on their own device. The server cannot see or hear it.",
  "meeting.guest": "Guest",
  "meeting.alone": "You are the only one here. Share the link to invite others.",
  "meeting.alone.no-link": "You are the only one here.",
  "meeting.invite": "Copy invitation link",
  "meeting.invite.copied": "Link copied",
  "meeting.invite.failed": "Could not copy. Select the link and copy it by hand.",
  "meeting.invite.link": "Invitation link",
  "meeting.second": "Open in another tab",
  "meeting.participants": "People",
  "meeting.events": "Events",
  "meeting.contacts": "Known people",
  "meeting.chat": "Chat",
  "meeting.chat.unread": "Chat ({count})",
  "meeting.chat.hint":
    "Sealed on your device like your voice: the server cannot read it. Who comes later sees only what follows.",
  "meeting.chat.less-certain":
    "Who wrote this is less certain: another participant who works with the server could have written it in this name.",
  "meeting.chat.line": "Your message",
  "meeting.chat.send": "Send",
  "meeting.chat.failed": "This was not sent. Try again in a moment.",
  "meeting.panel.close": "Close {panel}",
  "meeting.pin": "Pin {name}",
  "meeting.unpin": "Unpin {name}",
  "meeting.details.of": "Encryption of {name}",
  "meeting.left": "You left the call.",
  "meeting.replaced": "The call continues in another connection.",
  "meeting.ended": "The server ended the call for you.",
  "meeting.ended.removed": "You were removed from the call.",
  "meeting.ended.lifetime": "The time limit of your connection was reached, so the server ended the call.",
  "meeting.ended.reason": "Reason given by the server (code {code}):",
  "meeting.ended.no-reason": "The server gave no reason (code {code}).",
  "meeting.rejoin": "Join again",
  "meeting.back": "Back to the start",
} as const satisfies Dictionary;
