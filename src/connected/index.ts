export {
  CameraToggle,
  type DeviceToggleProps,
  LeaveCallButton,
  MicrophoneToggle,
  ScreenShareToggle,
  type ScreenShareToggleProps,
} from "./controls.tsx";
export { PeerTile, type PeerTileProps } from "./PeerTile.tsx";
export { SelfTile, type SelfTileProps } from "./SelfTile.tsx";
