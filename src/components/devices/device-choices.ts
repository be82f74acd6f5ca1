import type { I18n } from "../../i18n/index.ts";
import type { DeviceRole, ListedDevice, ShownDeviceLists, ShownMedia } from "../tile/shown-media.ts";

export interface DeviceOption {
  /** null: the browser or the system chooses. */
  readonly deviceId: string | null;
  readonly label: string;
}

export interface DeviceChoices {
  readonly options: readonly DeviceOption[];
  readonly chosen: string | null;
  /** The reason when there is no device to choose from. */
  readonly note: string | null;
}

const lists = { microphone: "microphones", camera: "cameras", speaker: "speakers" } as const;

/** The choices for one kind of device, and the chosen one. */
export function deviceChoices(
  i18n: I18n,
  which: DeviceRole,
  devices: ShownDeviceLists,
  media: ShownMedia,
): DeviceChoices {
  const { t } = i18n;
  const listed = devices[lists[which]];
  const id = which === "speaker" ? media.speakerId : media[which].deviceId;
  // Chrome also lists the system's default as a device, which equals "automatic".
  const chosen = id === "default" ? null : id;
  const own = listed.filter(({ deviceId }) => deviceId !== "" && deviceId !== "default");
  const options: DeviceOption[] = [
    { deviceId: null, label: automaticLabel(i18n, which, media) },
    ...own.map(({ deviceId, label }, index) => ({
      deviceId,
      label: label || t(`device.${which}.numbered`, { number: index + 1 }),
    })),
  ];
  const known = options.some(({ deviceId }) => deviceId === chosen);
  // Before the list is known, a chosen device may be connected.
  if (!known && devices.known !== false) options.push({ deviceId: chosen, label: t("device.unplugged") });
  return { options, chosen, note: isPending(which, devices, media) ? null : noteOf(i18n, which, listed) };
}

/** No message before devices were listed, or while a device is opened, because names become visible then. */
function isPending(which: DeviceRole, { known = true }: ShownDeviceLists, media: ShownMedia): boolean {
  return !known || (which !== "speaker" && media[which].status === "opening");
}

function automaticLabel({ t }: I18n, which: DeviceRole, media: ShownMedia): string {
  if (which === "speaker") return t("device.speaker.automatic");
  const device = media[which];
  const name = "track" in device && device.deviceId === null && (device.source ?? device.track).label;
  return name ? t("device.automatic.named", { name }) : t("device.automatic");
}

function noteOf({ t }: I18n, which: DeviceRole, listed: readonly ListedDevice[]): string | null {
  if (listed.length === 0) return t(`device.${which}.none`);
  // Before devices of a kind are allowed, browsers list one without a name.
  return listed.every(({ deviceId }) => deviceId === "") ? t(`device.${which}.unnamed`) : null;
}
