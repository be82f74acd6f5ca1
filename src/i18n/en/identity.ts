import type { Dictionary } from "../types.ts";

/** Texts about the identity of people over several calls. */
export const identity = {
  "identity.vouched": "Vouched",
  "identity.vouched.by": "Vouched by {by}",
  "identity.vouched.detail":
    "{by} says that this is {who}. Your app checked that this belongs to the device in this call. Compare the safety number if you do not want to rely on {by}.",
  "identity.vouched.detail.unnamed":
    "Your app's login server says that this is {who}. Compare the safety number if you do not want to rely on it.",
  "identity.changed": "New device",
  "identity.invalid": "Not confirmed",
  "identity.warning.what": "{name} is here with another device than the one that you verified on {date}.",
  "identity.warning.detail":
    "{name} may have a new phone, computer or browser. Somebody else may also be pretending to be {name}. Compare before you say anything confidential.",
  "identity.warning.accept": "Accept without comparing",
  "identity.warning.leave": "Leave the call",

  "contacts.label": "People you know",
  "contacts.lead": "This browser recognizes them in later calls. Nobody else can see this list.",
  "contacts.empty": "Nobody yet. Whoever you meet in a call is added here.",
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
  "contacts.forget.sure": "Forget {name}? In the next call, this browser does not recognize them any more.",
  "contacts.export": "Save as a file",
  "contacts.import": "Add from a file",
  "contacts.imported": { one: "Added {count} person.", other: "Added {count} people." },

  "device.label": "This device",
  "device.device": "People whom you meet recognize this browser in later calls.",
  "device.new":
    "This browser was not used here before, or its data was deleted. Other people see it as a new device of yours.",
  "device.session":
    "This browser is recognized until you close this page. In later calls you are new to other people.",
  "device.none": "Nothing tells other people that you are the same person as before.",
  "device.fingerprint": "Fingerprint of this device",
  "device.forget": "Forget this device",
  "device.forget.sure":
    "From the next call on, other people see a new device, and those who verified you are warned. This cannot be undone.",
  "device.forgotten": "Forgotten. You are a new device from the next call on.",

  "safety.lasting.device":
    "Compare once. After that, {name} stays verified on this browser, in later calls too, for as long as you both keep your devices.",
  "safety.lasting.session":
    "After you compare, {name} stays verified until one of you closes the page, also when somebody joins again.",
  "safety.lasting.connection":
    "This number is only for this connection: if one of you joins again, compare the new one.",
  "safety.verified.detail.device":
    "{name} stays verified on this browser. If another device comes in {name}'s name, you are warned.",
  "safety.verified.detail.session": "This holds until one of you closes the page.",
  "safety.meaning.participant":
    "It is made from a key that your device keeps and one that {name}'s device keeps. If somebody had put other keys in between, each of you would see something else.",
  "safety.qr": "QR code",
  "safety.qr.label": "QR code of the safety number with {name}",
  "safety.qr.hint": "Let {name} scan this code, or scan theirs.",
  "safety.scan": "Scan {name}'s code",
  "safety.scan.stop": "Stop scanning",
  "safety.scan.hint": "Hold {name}'s code in front of the camera.",
  "safety.scan.failed": "The camera could not be opened.",
  "safety.scan.other": "This is no code of a safety number.",
} as const satisfies Dictionary;
