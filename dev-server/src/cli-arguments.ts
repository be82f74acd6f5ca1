import type { DevServerOptions } from "./options.ts";

export type CliRequest =
  | { readonly kind: "run"; readonly options: DevServerOptions }
  | { readonly kind: "help" }
  | { readonly kind: "error"; readonly message: string };

export const USAGE = `A Sora-compatible SFU in one process, for development and tests. Not for production: production is Sora.

  --port N                        HTTP and WebSocket port (default 0: any free one)
  --host ADDRESS                  address to listen on, for media too (default 127.0.0.1)
  --no-e2ee                       e2ee = false
  --no-notify                     signaling_notify = false
  --no-notify-connection-id       signaling_notify_connection_id = false
  --no-notify-metadata            signaling_notify_metadata = false
  --key-frame-after-keys          ask publishers for a key frame after their key messages (Sora does not)
  --help                          this text
`;

const SWITCHES: Readonly<Record<string, DevServerOptions>> = {
  "--no-e2ee": { e2ee: false },
  "--no-notify": { signalingNotify: false },
  "--no-notify-connection-id": { signalingNotifyConnectionId: false },
  "--no-notify-metadata": { signalingNotifyMetadata: false },
  "--key-frame-after-keys": { keyFrameAfterKeys: true },
};

/** Reads the command line; `--name value` and `--name=value` both do. */
export function readArguments(args: readonly string[]): CliRequest {
  let options: DevServerOptions = {};
  const rest = args.flatMap((arg) => (/^--\w[\w-]*=/.test(arg) ? splitOnce(arg) : [arg]));
  while (rest.length > 0) {
    const flag = rest.shift() ?? "";
    const turned = SWITCHES[flag];
    if (flag === "--help") return { kind: "help" };
    if (turned) options = { ...options, ...turned };
    else if (flag === "--port") {
      const value = rest.shift() ?? "";
      if (!/^\d+$/.test(value) || Number(value) > 65535) {
        return { kind: "error", message: `--port needs a number from 0 to 65535, not "${value}"` };
      }
      options = { ...options, port: Number(value) };
    } else if (flag === "--host") {
      const value = rest.shift();
      if (!value || value.startsWith("--")) return { kind: "error", message: "--host needs an address" };
      options = { ...options, host: value };
    } else return { kind: "error", message: `unknown argument "${flag}"` };
  }
  return { kind: "run", options };
}

function splitOnce(arg: string): string[] {
  const at = arg.indexOf("=");
  return [arg.slice(0, at), arg.slice(at + 1)];
}

/** The settings that differ from Sora with E2EE on, by Sora's names. */
export function describe(options: DevServerOptions): string[] {
  const settings: [string, boolean | undefined][] = [
    ["e2ee", options.e2ee],
    ["signaling_notify", options.signalingNotify],
    ["signaling_notify_connection_id", options.signalingNotifyConnectionId],
    ["signaling_notify_metadata", options.signalingNotifyMetadata],
  ];
  return settings.filter(([, value]) => value === false).map(([name]) => `${name} = false`);
}
