import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { describe as describeSettings, readArguments } from "../../../dev-server/src/cli-arguments.ts";

const cli = fileURLToPath(new URL("../../../dev-server/src/cli.ts", import.meta.url));

function run(args: readonly string[]) {
  const child = spawn(process.execPath, ["--import", "tsx", cli, ...args], { stdio: "pipe" });
  let output = "";
  child.stdout.on("data", (data: Buffer) => {
    output += data.toString();
  });
  const exited = new Promise<number | null>((resolve) => child.on("exit", resolve));
  const printed = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve) => {
      const check = () => {
        const found = pattern.exec(output);
        if (found) resolve(found);
      };
      child.stdout.on("data", check);
      check();
    });
  return { child, exited, printed, output: () => output };
}

describe("the command line", () => {
  it("is parsed", () => {
    expect(
      readArguments(["--port", "5000", "--host=::1", "--no-e2ee", "--no-notify", "--key-frame-after-keys"]),
    ).toEqual({
      kind: "run",
      options: { port: 5000, host: "::1", e2ee: false, signalingNotify: false, keyFrameAfterKeys: true },
    });
    expect(readArguments(["--no-notify-connection-id", "--no-notify-metadata"])).toEqual({
      kind: "run",
      options: { signalingNotifyConnectionId: false, signalingNotifyMetadata: false },
    });
    expect(
      readArguments([
        "--bundle-id",
        "--no-rpc",
        "--api-port=0",
        "--auth-webhook-url=http://127.0.0.1:3000/auth",
        "--connection-lifetime=60",
      ]),
    ).toEqual({
      kind: "run",
      options: {
        signalingBundleId: true,
        dataChannelRpc: false,
        apiPort: 0,
        authWebhookUrl: "http://127.0.0.1:3000/auth",
        connectionLifetime: 60,
      },
    });
    expect(readArguments(["--help"])).toEqual({ kind: "help" });
  });

  it.each([
    [["--no-e2e"]],
    [["7000"]],
    [["constructor"]],
    [["--port"]],
    [["--port", "-1"]],
    [["--port", "70000"]],
    [["--host", "--port"]],
    [["--no-e2ee=false"]],
    [["--api-port", "api"]],
    [["--auth-webhook-url", "auth"]],
    [["--auth-webhook-url", "file:///etc/passwd"]],
    [["--connection-lifetime", "0"]],
    [["--sora-version", "2023.1"]],
  ])("is refused: %j", (args) => expect(readArguments(args).kind).toBe("error"));

  it("uses Sora's names for settings", () => {
    expect(
      describeSettings({
        e2ee: false,
        signalingNotify: false,
        signalingNotifyConnectionId: false,
        signalingNotifyMetadata: false,
      }),
    ).toEqual([
      "e2ee = false",
      "signaling_notify = false",
      "signaling_notify_connection_id = false",
      "signaling_notify_metadata = false",
    ]);
  });

  it.each(["SIGTERM", "SIGINT"] as const)(
    "starts, prints its addresses, and ends cleanly on %s",
    async (signal) => {
      const { child, exited, printed, output } = run(["--port", "0", "--no-e2ee"]);
      const [, stats] = await printed(/^Stats: (http:\S+\/stats)$/m);
      expect(output()).toMatch(/^e2ee = false\nSignaling: ws:\/\/127\.0\.0\.1:\d+\/signaling\n/);
      expect(await (await fetch(stats!)).json()).toEqual({ channels: {} });
      child.kill(signal);
      expect(await exited).toBe(0);
    },
  );

  it("prints the address of the HTTP API when there is one", async () => {
    const { child, exited, printed } = run(["--port", "0", "--api-port", "0"]);
    const [, api] = await printed(/^API: (http:\S+)$/m);
    const response = await fetch(api!, {
      method: "POST",
      headers: { "X-Sora-Target": "Sora_20201013.ListConnections" },
    });
    expect(await response.json()).toEqual([]);
    child.kill("SIGTERM");
    expect(await exited).toBe(0);
  });

  it("exits with 2 on an unknown flag", async () => {
    expect(await run(["--nonsense"]).exited).toBe(2);
  });
});
