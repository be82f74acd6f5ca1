import { DeviceToggle, type DeviceToggleProps } from "./DeviceToggle.tsx";

export type CameraButtonProps = DeviceToggleProps;

/** Turns the camera on and off; what it shows, problems included, is up to its props. */
export function CameraButton(props: CameraButtonProps) {
  return <DeviceToggle kind="camera" {...props} />;
}
