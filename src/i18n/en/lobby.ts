import type { Dictionary } from "../types.ts";

export const lobby = {
  "lobby.title": "Ready to join?",
  "lobby.preview": "Preview of your camera",
  "lobby.camera-off": "The camera is off",
  "lobby.camera-muted": "The system has stopped the camera",
  "lobby.camera-opening": "The camera is starting…",
  "lobby.devices": "Microphone, camera and speaker",
  "lobby.name": "Your name",
  "lobby.name.missing": "Enter your name.",
  "lobby.join": "Join",
  "lobby.joining": "Joining…",
  "support.yes": "This browser can encrypt the call end to end.",
  "support.no":
    "You cannot join from here: calls are end-to-end encrypted, and something for that is missing.",
  "support.insecure-context.what": "This page was not opened over a secure connection.",
  "support.insecure-context.do": "Open it with an address that begins with https://.",
  "support.no-webrtc.what": "This browser cannot make calls, or calls are turned off in it.",
  "support.no-webrtc.do":
    "Use a current Chrome, Edge or Firefox. If you do, turn off extensions that block WebRTC.",
  "support.no-worker.what":
    "This browser does not let pages work in the background, where the keys are kept.",
  "support.no-worker.do": "Use a current Chrome, Edge or Firefox.",
  "support.no-webcrypto.what": "The browser's encryption functions are not available on this page.",
  "support.no-webcrypto.do": "Open the page with an address that begins with https://, in a current browser.",
  "support.no-encoded-transform.what": "This browser cannot encrypt audio and video before it sends them.",
  "support.no-encoded-transform.do": "Update the browser, or use a current Chrome, Edge or Firefox.",
} as const satisfies Dictionary;
