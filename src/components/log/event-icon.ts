import type { EventToTell } from "../../i18n/index.ts";
import { type IconName, isIconName } from "../common/Icon.tsx";

const icons: Readonly<Record<EventToTell["kind"], IconName>> = {
  phase: "waiting",
  "peer-joined": "joined",
  "peer-left": "left",
  encryption: "exchanging",
  "self-encryption": "waiting",
  verified: "verified",
  refused: "blocked",
  device: "devices",
  error: "error",
};

/** The icon of an event, which is the icon of its status if there is one. */
export function eventIcon({ kind, detail }: EventToTell): IconName {
  if (kind === "verified" && detail === "unverified") return "failing";
  const [status = ""] = detail.split(":");
  return (kind === "encryption" || kind === "self-encryption") && isIconName(status) ? status : icons[kind];
}
