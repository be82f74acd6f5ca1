import type { SoraE2EEErrorCode } from "../errors.ts";
import type { I18n } from "../i18n/index.ts";

const names = {
  "device-permission-denied": "denied",
  "device-not-found": "missing",
  "device-in-use": "busy",
} as const;

type DeviceProblemName = (typeof names)[keyof typeof names] | "broken";

/** Everything else that can go wrong with a device is one thing to the person in front of it. */
function nameOf(code: SoraE2EEErrorCode): DeviceProblemName {
  return code in names ? names[code as keyof typeof names] : "broken";
}

/** One or two words. */
export function deviceProblemLabel({ t }: I18n, code: SoraE2EEErrorCode): string {
  return t(`device.${nameOf(code)}`);
}

/** What is wrong and what to do about it, each in a sentence. */
export function deviceProblemTexts({ t }: I18n, role: "microphone" | "camera", code: SoraE2EEErrorCode) {
  const name = nameOf(code);
  return { what: t(`device.${role}.${name}.what`), todo: t(`device.${name}.do`) };
}
