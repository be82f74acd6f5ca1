import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";
import type { ShownDevice } from "../tile/shown-media.ts";
import { deviceMessage, effectMessage } from "./device-problem.ts";

interface DeviceProblemProps {
  readonly which: "microphone" | "camera";
  readonly device: ShownDevice;
  /** Say also that its effect failed. Default false. */
  readonly withEffect?: boolean;
}

/** The problem of a device and its remedy. Renders nothing without a problem. */
export function DeviceProblem({ which, device, withEffect = false }: DeviceProblemProps) {
  const i18n = useI18n();
  const message =
    deviceMessage(i18n, which, device) ?? (withEffect ? effectMessage(i18n, which, device) : null);
  if (message === null) return null;
  const { tone, icon, what, todo } = message;
  return (
    <div className="sora-problem" data-problem={which} data-tone={tone}>
      <Icon name={icon} />
      <p>
        <strong>{what}</strong> {todo}
      </p>
    </div>
  );
}
