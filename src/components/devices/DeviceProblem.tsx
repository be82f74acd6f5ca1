import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";
import type { ShownDevice } from "../tile/shown-media.ts";
import { deviceMessage } from "./device-problem.ts";

interface DeviceProblemProps {
  readonly which: "microphone" | "camera";
  readonly device: ShownDevice;
}

/** The problem of a device and its remedy. Renders nothing without a problem. */
export function DeviceProblem({ which, device }: DeviceProblemProps) {
  const message = deviceMessage(useI18n(), which, device);
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
