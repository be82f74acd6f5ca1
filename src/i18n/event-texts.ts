import { en } from "./en/index.ts";
import type { I18n, PlainMessageKey } from "./types.ts";

/** An entry of a call's event log. */
export interface EventToTell {
  readonly kind:
    | "phase"
    | "peer-joined"
    | "peer-left"
    | "encryption"
    | "self-encryption"
    | "verified"
    | "refused"
    | "device"
    | "error";
  /** A phase, a status (`failing:no-key` with its reason), a device (`video.lost`) or an error code. */
  readonly detail: string;
}

/** One event in a sentence. `name` is the event's peer, if the app knows it. */
export function eventText(i18n: I18n, { kind, detail }: EventToTell, name?: string): string {
  const { t } = i18n;
  const who = name ?? t("log.someone");
  switch (kind) {
    case "phase":
      return t("log.phase", { detail: word(i18n, `phase.${detail}`, detail) });
    case "peer-joined":
      return t("log.peer-joined", { name: who });
    case "peer-left":
      return t("log.peer-left", { name: who });
    case "encryption":
      return t("log.encryption", { name: who, detail: encryptionWords(i18n, detail) });
    case "self-encryption":
      return t("log.self-encryption", { detail: encryptionWords(i18n, detail) });
    case "verified":
      return t(verificationText(detail), { name: who });
    case "refused":
      return t("log.refused", { name: who, detail: word(i18n, `error.${detail}.what`, detail) });
    case "device":
      return word(i18n, `log.device.${detail}`, detail);
    case "error":
      return t("log.error", { detail: word(i18n, `error.${detail}.what`, detail) });
  }
}

function verificationText(detail: string): "log.verified" | "log.unverified" | "log.changed" {
  if (detail === "changed") return "log.changed";
  return detail === "unverified" ? "log.unverified" : "log.verified";
}

function encryptionWords(i18n: I18n, detail: string): string {
  const [status, reason] = detail.split(":");
  return reason === undefined
    ? word(i18n, `encryption.${status}`, detail)
    : word(i18n, `failing.${reason}`, detail);
}

/** The log contains plain strings. A string without a dictionary entry is shown unchanged. */
function word({ t }: I18n, key: string, otherwise: string): string {
  return isPlainKey(key) ? t(key) : otherwise;
}

function isPlainKey(key: string): key is PlainMessageKey {
  return Object.hasOwn(en, key);
}
