import type { Dictionary } from "../types.ts";

/** Texts about the identity of people over several calls. */
export const identity = {
  "identity.vouched": "Vouched",
  "identity.vouched.by": "Vouched by {by}",
  "identity.vouched.detail":
    "{by} says that this is {who}. Your app checked that {by} said so about the device in this call. Compare the safety number if you do not want to rely on {by}.",
  "identity.vouched.detail.unnamed":
    "Your app's login server says that this is {who}. Compare the safety number if you do not want to rely on it.",
  "identity.changed": "New device",
  "identity.invalid": "Not confirmed",
  "identity.invalid.detail":
    "{name}'s device could not show that it is the one that it says it is. The server or another participant may have changed or copied what it announced. Do not rely on the name before you have compared the safety number.",
  "identity.unconfirmed.detail":
    "{name}'s device says that this connection is its own, but the connection cannot confirm that. This is normal with Sora's own encryption program. In rare cases, {name} may have lent the name to somebody else.",
  "identity.warning.what": "{name} is here with another device than the one that you verified on {date}.",
  "identity.warning.detail":
    "{name} may have a new phone, computer or browser. Somebody else may also be pretending to be {name}. Compare before you say anything confidential.",
  "identity.warning.accept": "Accept without comparing",
  "identity.warning.leave": "Leave the call",

  "contacts.label": "People you know",
  "contacts.lead": "This browser recognizes them in later calls. Only you can see this list.",
  "contacts.empty": "The list is empty. People whom you meet in a call are added here.",
  "contacts.unnamed": "Without a name",
  "contacts.verified": "Verified since {date}",
  "contacts.seen": "First met {first}, last met {last}",
  "contacts.rename": "Rename",
  "contacts.rename.of": "Rename {name}",
  "contacts.name.of": "Your name for {name}",
  "contacts.save": "Save",
  "contacts.cancel": "Cancel",
  "contacts.forget": "Forget",
  "contacts.forget.of": "Forget {name}",
  "contacts.forget.sure": "Forget {name}? After that, this browser no longer recognizes them.",
  "contacts.export": "Save as a file",
  "contacts.import": "Add from a file",
  "contacts.imported": { one: "Added {count} person.", other: "Added {count} people." },

  "device.label": "This device",
  "device.device": "People whom you meet recognize this browser in later calls.",
  "device.new":
    "This browser was not used here before, or its data was deleted. Other people see it as a new device of yours.",
  "device.session":
    "Other people recognize you until you close this page, also when you leave and join again. After that, you are new to them.",
  "device.none": "Other people cannot tell whether you are somebody whom they have met before.",
  "device.fingerprint": "Fingerprint of this device (a short form of its key)",
  "device.forget": "Forget this device",
  "device.forget.sure":
    "From the next call on, you are a new device to other people, and those who verified you have to compare again. This cannot be undone.",
  "device.forgotten": "Forgotten. You are a new device from the next call on.",

  "safety.lasting.device":
    "Compare once. After that, {name} stays verified on this browser, in later calls too, for as long as you both keep your devices.",
  "safety.lasting.session":
    "After you compare, {name} stays verified until one of you closes this page. A lost connection changes nothing.",
  "safety.lasting.connection":
    "This number is only for this connection. If one of you joins again, there is a new number to compare.",
  "safety.verified.detail.device":
    "{name} stays verified on this browser. Another device that joins under {name}'s name is not verified.",
  "safety.verified.detail.session":
    "This holds until one of you closes this page. A lost connection changes nothing.",
  "safety.meaning.participant":
    "It is made from two keys: one that your device keeps, and one that {name}'s device keeps. If somebody had swapped a key on the way, the two of you would see different things.",
  "safety.qr": "QR code",
  "safety.qr.label": "QR code of the safety number with {name}",
  "safety.qr.hint": "Let {name} scan this code, or scan theirs.",
  "safety.scan": "Scan {name}'s code",
  "safety.scan.stop": "Stop scanning",
  "safety.scan.hint": "Hold {name}'s code in front of the camera.",
  "safety.scan.failed": "The camera could not be opened.",
  "safety.scan.other": "This is no code of a safety number.",
} as const satisfies Dictionary;
