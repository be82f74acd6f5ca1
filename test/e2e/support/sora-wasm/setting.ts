import { afterEach, inject } from "vitest";
import type { DevServerOptions } from "../../../../dev-server/src/index.ts";
import type { Meeting } from "../meeting.ts";
import { setting } from "../setting.ts";
import type { Host, HostOptions } from "./host.ts";
import { openWasmHost } from "./stand-ins.ts";

export interface WasmMeeting {
  readonly meeting: Meeting;
  /** Serves the demo and the wasm. */
  readonly host: Host;
}

export interface WasmMeetingOptions extends DevServerOptions, HostOptions {
  /** The page that participants open [the demo]. */
  readonly page?: string;
}

/** To be called once in a test file. Returns how to open a meeting with its own host, both closed with their test. */
export function wasmSetting(): (options?: WasmMeetingOptions) => Promise<WasmMeeting> {
  const { meeting: open } = setting();
  const hosts: Host[] = [];

  afterEach(async () => {
    await Promise.all(hosts.splice(0).map((host) => host.close()));
  });

  return async ({ policy, page = "", ...options } = {}) => {
    const host = await openWasmHost(inject("demoUrl"), policy === undefined ? {} : { policy });
    hosts.push(host);
    return { host, meeting: await open(options, host.url + page) };
  };
}
