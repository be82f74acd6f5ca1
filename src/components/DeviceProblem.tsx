import { deviceProblemTexts } from "./device-problem.ts";
import { useI18n } from "./I18nProvider.tsx";
import { Icon } from "./Icon.tsx";
import type { ShownDevice } from "./shown-media.ts";

interface DeviceProblemProps {
  readonly which: "microphone" | "camera";
  readonly device: ShownDevice;
}

/** What is wrong with a device and what to do about it; nothing as long as nothing is wrong. */
export function DeviceProblem({ which, device }: DeviceProblemProps) {
  const i18n = useI18n();
  if (device.status !== "failed") return null;
  const { what, todo } = deviceProblemTexts(i18n, which, device.error.code);
  return (
    <div className="sora-problem" data-problem={which}>
      <Icon name="failing" />
      <p>
        <strong>{what}</strong> {todo}
      </p>
    </div>
  );
}
