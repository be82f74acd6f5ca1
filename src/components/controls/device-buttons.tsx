import type { ReactNode } from "react";
import type { I18n, MessageKey } from "../../i18n/index.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { deviceProblemLabel } from "../devices/device-problem.ts";
import type { ShownDevice } from "../tile/shown-media.ts";
import { ControlButton } from "./ControlButton.tsx";
import { ControlMenu } from "./ControlMenu.tsx";

interface CommonProps {
  readonly disabled?: boolean;
  /** The person wants it on, or off. A device that failed is wanted on again, one that is opening off. */
  readonly onToggle: (on: boolean) => void;
  /** Opened by an arrow beside the button: a `DeviceMenu`, say. */
  readonly menu?: ReactNode;
}

/** Either the whole device, as `useLocalMedia` tells of it, or only whether it is on. */
type DeviceButtonProps = CommonProps &
  ({ readonly device: WithoutDeviceId<ShownDevice> } | { readonly on: boolean });

type WithoutDeviceId<Device> = Device extends unknown ? Omit<Device, "deviceId"> : never;

export type MicrophoneButtonProps = DeviceButtonProps;
export type CameraButtonProps = DeviceButtonProps;

/** Turns the microphone on and off. Its props say what it shows, problems included. */
export function MicrophoneButton(props: MicrophoneButtonProps) {
  return <DeviceButton kind="microphone" {...props} />;
}

/** Turns the camera on and off. Its props say what it shows, problems included. */
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
