import type { SoraE2EEErrorCode } from "../../errors.ts";
import type { I18n } from "../../i18n/index.ts";
import type { IconName } from "../common/Icon.tsx";
import type { ShownDevice } from "../tile/shown-media.ts";

const names = {
  "device-permission-denied": "denied",
  "device-not-found": "missing",
  "device-in-use": "busy",
} as const;

type DeviceProblemName = (typeof names)[keyof typeof names] | "broken";
type Role = "microphone" | "camera";

/** The information about a device that a person needs. */
export interface DeviceMessage {
  /** A fallback is not a problem, because the device works. */
  readonly tone: "problem" | "note";
  readonly icon: IconName;
  readonly what: string;
  readonly todo: string | null;
}

/** All other errors have the same text for the person. */
function nameOf(code: SoraE2EEErrorCode): DeviceProblemName {
  return code in names ? names[code as keyof typeof names] : "broken";
}

type Labelled =
  | { readonly status: Exclude<ShownDevice["status"], "failed"> }
  | Pick<Extract<ShownDevice, { status: "failed" }>, "status" | "error" | "lost">;

/** The problem in one or two words. Undefined: no problem. */
export function deviceProblemLabel({ t }: I18n, device: Labelled): string | undefined {
  if (device.status === "muted") return t("device.muted");
  if (device.status !== "failed") return undefined;
  return device.lost ? t("device.lost") : t(`device.${nameOf(device.error.code)}`);
}

/** The failure of a device's effect and its remedy. Null: no failure. */
export function effectMessage({ t }: I18n, role: Role, device: ShownDevice): DeviceMessage | null {
  if (!("processor" in device) || device.processor?.status !== "failed") return null;
  const [what, todo] = [t(`effects.${role}.failed`), t("effects.failed.do")];
  return { tone: "problem", icon: "failing", what, todo };
}

/** The problem of a device and its remedy. Null: no problem. */
export function deviceMessage({ t }: I18n, role: Role, device: ShownDevice): DeviceMessage | null {
  switch (device.status) {
    case "muted":
      return {
        tone: "problem",
        icon: `${role}-muted`,
        what: t(`device.${role}.muted.what`),
        todo: t(`device.${role}.muted.do`),
      };
    case "failed": {
      const name = nameOf(device.error.code);
      const [what, todo] = device.lost
        ? [t(`device.${role}.lost.what`), t("device.lost.do")]
        : [t(`device.${role}.${name}.what`), t(`device.${name}.do`)];
      return { tone: "problem", icon: "failing", what, todo };
    }
    case "on": {
      const { fallbackFor: name, track, source = track } = device;
      if (name === undefined) return null;
      const named = name !== "" && source.label !== "";
      const what = named ? t("device.fallback", { name, other: source.label }) : t("device.fallback.unnamed");
      return { tone: "note", icon: role, what, todo: null };
    }
    default:
      return null;
  }
}
