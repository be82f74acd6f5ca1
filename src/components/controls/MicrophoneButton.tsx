import { DeviceToggle, type DeviceToggleProps } from "./DeviceToggle.tsx";

export type MicrophoneButtonProps = DeviceToggleProps;

/** Turns the microphone on and off; what it shows, problems included, is up to its props. */
export function MicrophoneButton(props: MicrophoneButtonProps) {
  return <DeviceToggle kind="microphone" {...props} />;
}
