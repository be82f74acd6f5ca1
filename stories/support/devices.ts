import type { ListedDevice, ShownDevice, ShownDeviceLists, ShownMedia } from "react-sora-e2ee";

const listed = (deviceId: string, label: string): ListedDevice => ({ deviceId, label });

export const lists: ShownDeviceLists = {
  microphones: [
    listed("default", "Default - Built-in Microphone"),
    listed("mic-1", "Built-in Microphone"),
    listed("mic-2", "USB Headset"),
  ],
  cameras: [listed("cam-1", "FaceTime HD Camera"), listed("cam-2", "Document Camera")],
  speakers: [listed("default", "Default - Built-in Speakers"), listed("spk-1", "USB Headset")],
};

export const longLists: ShownDeviceLists = {
  microphones: [
    listed("mic-1", "Microphone Array (Intel® Smart Sound Technology for Digital Microphones) (8086:a0c8)"),
    listed("mic-2", "ヘッドセットマイク（会議室Ａ・天井埋込型ワイヤレスマイクロホンシステム・予備系統）"),
    listed(
      "mic-3",
      "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsmikrofon",
    ),
  ],
  cameras: [listed("cam-1", "会議室Ａの４Ｋカメラ（天井・広角・パン／チルト／ズーム対応）")],
  speakers: [listed("spk-1", "스피커(고음질 USB 오디오 장치, 2채널 24비트 48000Hz 스튜디오 음질)")],
};

/** The browser's device list before any permission. */
export const unnamed: ShownDeviceLists = {
  microphones: [listed("", "")],
  cameras: [listed("", "")],
  speakers: [listed("", "")],
};

export const noDevices: ShownDeviceLists = { microphones: [], cameras: [], speakers: [] };

export function failed(
  code: Extract<ShownDevice, { status: "failed" }>["error"]["code"],
  deviceId: string | null = null,
): ShownDevice {
  return { deviceId, status: "failed", error: { code } };
}

export const off: ShownDevice = { deviceId: null, status: "off" };
export const opening: ShownDevice = { deviceId: null, status: "opening" };

/** A device that stopped while it was on. */
export const lost: ShownDevice = {
  deviceId: null,
  status: "failed",
  error: { code: "device-not-found" },
  lost: true,
};

/** A device that the system muted. */
export const muted: ShownDevice = {
  deviceId: null,
  status: "muted",
  track: { label: "Built-in Microphone" } as MediaStreamTrack,
};

/** A device that replaced the chosen one, because that was unplugged. */
export const fallback: ShownDevice = {
  deviceId: "gone",
  status: "on",
  track: { label: "FaceTime HD Camera" } as MediaStreamTrack,
  fallbackFor: "Document Camera (USB)",
};

/** Before the browser has listed its devices. */
export const notListed: ShownDeviceLists = { known: false, microphones: [], cameras: [], speakers: [] };

/** A device that is on. Only the name of its track is used. */
export function on(deviceId: string | null, label = "Built-in Microphone"): ShownDevice {
  return { deviceId, status: "on", track: { label } as MediaStreamTrack };
}

export const media: ShownMedia = { microphone: on(null), camera: on("cam-1"), speakerId: null };
