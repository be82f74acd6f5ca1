import type { SoraE2EEErrorCode } from "../../errors.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";
import { screenProblem } from "../controls/screen-problem.ts";
import type { ShownDevice, ShownMedia } from "../tile/shown-media.ts";
import { DeviceProblem } from "./DeviceProblem.tsx";

export interface MediaNoticesProps {
  /** The result of `useLocalMedia`. Null: this person only watches. */
  readonly media: Pick<ShownMedia, "microphone" | "camera"> | null;
  /** The result of `useScreenShare`. Null: the app shares no screen. */
  readonly share?:
    | { readonly status: "off" | "choosing" | "starting" | "on" }
    | { readonly status: "failed"; readonly error: { readonly code: SoraE2EEErrorCode } }
    | null;
}

/**
 * Notices about our own devices and screen during a call: a device that was lost, replaced or muted by the
 * system, and a screen that could not be shared. Screen readers read new notices out.
 */
export function MediaNotices({ media, share = null }: MediaNoticesProps) {
  const i18n = useI18n();
  const screen = share?.status === "failed" ? screenProblem(i18n, share.error.code) : null;
  return (
    <div className="sora-notices" role="status">
      {(["microphone", "camera"] as const).map(
        (which) =>
          media &&
          isNews(media[which]) && (
            <DeviceProblem key={which} which={which} device={media[which]} withEffect />
          ),
      )}
      {screen && (
        <div className="sora-problem" data-problem="screen" data-tone="problem">
          <Icon name="failing" />
          <p>{screen.sentences}</p>
        </div>
      )}
    </div>
  );
}

/**
 * The button of a device reports that it could not be opened at the start, so this notice does not repeat it.
 */
function isNews(device: ShownDevice): boolean {
  return (
    device.status === "muted" ||
    device.status === "on" ||
    (device.status === "failed" && device.lost === true)
  );
}
