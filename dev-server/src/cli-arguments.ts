import type { DevServerOptions } from "./options.ts";
import { capabilitiesOf, SORA_VERSIONS } from "./sora-version.ts";

export type CliRequest =
  | { readonly kind: "run"; readonly options: DevServerOptions }
  | { readonly kind: "help" }
  | { readonly kind: "error"; readonly message: string };

export const USAGE = `A Sora-compatible SFU in one process, for development and tests. Not for production: production is Sora.

  --port N                        HTTP and WebSocket port (default 0: any free one)
  --host ADDRESS                  address to listen on, for media too (default 127.0.0.1)
  --sora-version VERSION          pass for 2024.1, 2024.2, 2025.1, 2025.2 or 2026.1 (default: offer what any of them does)
  --api-port N                    port of the HTTP API (default: there is no API; 0: any free one)
  --auth-webhook-url URL          auth_webhook_url: ask this URL who may come, and with what
  --bundle-id                     signaling_bundle_id = true
  --connection-lifetime SECONDS   end each connection after this time
  --no-e2ee                       e2ee = false (up to 2024.1: later versions have no such setting)
  --no-notify                     signaling_notify = false
  --no-notify-connection-id       signaling_notify_connection_id = false
  --no-notify-metadata            signaling_notify_metadata = false
  --no-data-channel-signaling     data_channel_signaling = false
  --close-message                 data_channel_signaling_close_message = true
  --no-messaging                  data_channel_messaging = false
  --no-rpc                        data_channel_rpc = false (versions from 2025.2 on)
  --key-frame-after-keys          ask publishers for a key frame after their key messages (Sora does not)
  --recordings FOLDER             where recordings are written (default: recordings)
  --help                          this text
`;

const SWITCHES: Readonly<Record<string, DevServerOptions>> = {
  "--no-e2ee": { e2ee: false },
  "--no-notify": { signalingNotify: false },
  "--no-notify-connection-id": { signalingNotifyConnectionId: false },
  "--no-notify-metadata": { signalingNotifyMetadata: false },
  "--no-data-channel-signaling": { dataChannelSignaling: false },
  "--close-message": { dataChannelSignalingCloseMessage: true },
  "--no-messaging": { dataChannelMessaging: false },
  "--no-rpc": { dataChannelRpc: false },
  "--bundle-id": { signalingBundleId: true },
  "--key-frame-after-keys": { keyFrameAfterKeys: true },
};

/** The option for a value, or the problem with it. */
const VALUES: Readonly<Record<string, (value: string) => DevServerOptions | string>> = {
  "--port": portAs((port) => ({ port })),
  "--api-port": portAs((apiPort) => ({ apiPort })),
  "--host": textAs("an address", (host) => ({ host })),
  "--recordings": textAs("a folder", (recordingsFolder) => ({ recordingsFolder })),
  "--auth-webhook-url": (value) =>
    /^https?:/.test(value) && URL.canParse(value)
      ? { authWebhookUrl: value }
      : `needs an http or https URL, not "${value}"`,
  "--connection-lifetime": (value) =>
    /^\d{1,8}$/.test(value) && Number(value) > 0
      ? { connectionLifetime: Number(value) }
      : `needs a number of seconds above 0, not "${value}"`,
  "--sora-version": (value) => {
    const soraVersion = SORA_VERSIONS.find((version) => version === value);
    return soraVersion ? { soraVersion } : `must be one of ${SORA_VERSIONS.join(", ")}`;
  },
};

function portAs(options: (port: number) => DevServerOptions) {
  return (value: string) =>
    /^\d+$/.test(value) && Number(value) <= 65535
      ? options(Number(value))
      : `needs a number from 0 to 65535, not "${value}"`;
}

function textAs(what: string, options: (text: string) => DevServerOptions) {
  return (value: string) => (value === "" || value.startsWith("--") ? `needs ${what}` : options(value));
}

/** Parses the command line. Accepts `--name value` and `--name=value`. */
export function readArguments(args: readonly string[]): CliRequest {
  let options: DevServerOptions = {};
  const rest = args.flatMap((arg) => (/^--\w[\w-]*=/.test(arg) ? splitOnce(arg) : [arg]));
  while (rest.length > 0) {
    const flag = rest.shift() ?? "";
    const turned = Object.hasOwn(SWITCHES, flag) ? SWITCHES[flag] : undefined;
    if (flag === "--help") return { kind: "help" };
    if (turned) {
      options = { ...options, ...turned };
      continue;
    }
    const read = Object.hasOwn(VALUES, flag) ? VALUES[flag] : undefined;
    if (!read) return { kind: "error", message: `unknown argument "${flag}"` };
    const value = read(rest.shift() ?? "");
    if (typeof value === "string") return { kind: "error", message: `${flag} ${value}` };
    options = { ...options, ...value };
  }
  if (options.e2ee === false && !capabilitiesOf(options.soraVersion).keyRouting) {
    return { kind: "error", message: `Sora ${options.soraVersion} has no e2ee setting: leave out --no-e2ee` };
  }
  return { kind: "run", options };
}

function splitOnce(arg: string): string[] {
  const at = arg.indexOf("=");
  return [arg.slice(0, at), arg.slice(at + 1)];
}

/** The settings that differ from a Sora with E2EE on, in Sora's names. */
export function describe(options: DevServerOptions): string[] {
  const settings: [string, boolean | undefined][] = [
    ["e2ee", options.e2ee],
    ["signaling_notify", options.signalingNotify],
    ["signaling_notify_connection_id", options.signalingNotifyConnectionId],
    ["signaling_notify_metadata", options.signalingNotifyMetadata],
    ["data_channel_signaling", options.dataChannelSignaling],
    ["data_channel_messaging", options.dataChannelMessaging],
    ["data_channel_rpc", options.dataChannelRpc],
  ];
  return settings.filter(([, value]) => value === false).map(([name]) => `${name} = false`);
}
