import type { ReactNode } from "react";
import type { I18n, MessageKey } from "../../i18n/index.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { deviceProblemLabel } from "../devices/device-problem.ts";
import type { ShownDevice } from "../tile/shown-media.ts";
import { ControlButton } from "./ControlButton.tsx";
import { ControlMenu } from "./ControlMenu.tsx";

interface CommonProps {
  readonly disabled?: boolean;
  /**
   * Called with the wanted state. A press on a failed device turns it on again, and a press on an opening
   * device turns it off.
   */
  readonly onToggle: (on: boolean) => void;
  /** Content of an arrow button next to it, such as a `DeviceMenu`. */
  readonly menu?: ReactNode;
}

/** The device from `useLocalMedia`, or only its on/off state. */
type DeviceButtonProps = CommonProps &
  ({ readonly device: WithoutDeviceId<ShownDevice> } | { readonly on: boolean });

type WithoutDeviceId<Device> = Device extends unknown ? Omit<Device, "deviceId"> : never;

export type MicrophoneButtonProps = DeviceButtonProps;
export type CameraButtonProps = DeviceButtonProps;

/** A toggle for the microphone, which also shows the microphone's problems. */
export function MicrophoneButton(props: MicrophoneButtonProps) {
  return <DeviceButton kind="microphone" {...props} />;
}

/** A toggle for the camera, which also shows the camera's problems. */
export function CameraButton(props: CameraButtonProps) {
  return <DeviceButton kind="camera" {...props} />;
}

function DeviceButton({ kind, ...props }: DeviceButtonProps & { readonly kind: "microphone" | "camera" }) {
  const i18n = useI18n();
  const device = "device" in props ? props.device : ({ status: props.on ? "on" : "off" } as const);
  const on = device.status === "on" || device.status === "muted";
  const problem = deviceProblemLabel(i18n, device);
  const busy = device.status === "opening" ? i18n.t("control.starting") : undefined;
  const button = (
    <ControlButton
      icon={device.status === "muted" ? `${kind}-muted` : on ? kind : `${kind}-off`}
      {...wordsOf(i18n, kind, on, problem !== undefined || busy !== undefined)}
      on={on}
      tone={on ? "normal" : "off"}
      disabled={props.disabled ?? device.status === "unused"}
      {...{ problem, busy }}
      onPress={() => props.onToggle(device.status === "off" || device.status === "failed")}
    />
  );
  if (props.menu === undefined) return button;
  const label: MessageKey = `device.${kind}.choose`;
  return (
    <span className="sora-split">
      {button}
      <ControlMenu icon="choose" text={i18n.t(label)} shape="arrow">
        {props.menu}
      </ControlMenu>
    </span>
  );
}

/** The text names the action of a press. It names the device while the button also shows a state of the device. */
function wordsOf({ t }: I18n, kind: "microphone" | "camera", on: boolean, named: boolean) {
  if (named) return { text: t(`control.${kind}`) };
  const press = on ? "off" : "on";
  return kind === "camera"
    ? { text: t(`control.camera.${press}`) }
    : { text: t(`control.microphone.${press}`), label: t(`control.microphone.${press}.label`) };
}
