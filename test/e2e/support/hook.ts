import { expect, inject } from "vitest";
import type { DevServerOptions } from "../../../dev-server/src/index.ts";
import type { MediaKind } from "../../../src/status.ts";
import type { CallRequest, HookState } from "../pages/hook.tsx";
import type {} from "../pages/traces.ts";
import type { Meeting, Person } from "./meeting.ts";
import { everythingReleased } from "./released.ts";
import { setting } from "./setting.ts";
import { eventually } from "./wait.ts";

/** Meetings of people whose page is one component with `useSoraE2EE`. To be called once in a test file. */
export function hookSetting(): (options?: DevServerOptions) => Promise<Meeting> {
  const { meeting } = setting();
  return (options) => meeting(options, `${inject("hookPageUrl")}hook.html`);
}

/** Mounts a participant's component, or renders it again with these options. */
export function render(meeting: Meeting, { tab }: Person, request: Partial<CallRequest> = {}): Promise<void> {
  const { channel, server } = meeting;
  return tab.evaluate((asked) => window.__hook.render(asked), {
    channel,
    signaling: server.signalingUrl,
    ...request,
  });
}

export function unmount({ tab }: Person): Promise<void> {
  return tab.evaluate(() => window.__hook.unmount());
}

export function hookState({ tab }: Person): Promise<HookState> {
  return tab.evaluate(() => window.__hook.state());
}

/** Turns a participant's own camera or microphone on or off, as a button would. */
export function turn({ tab }: Person, kind: MediaKind, on: boolean): Promise<void> {
  return tab.evaluate(([which, how]) => window.__hook.turn(which, how), [kind, on] as const);
}

/** The participants with an open page and a mounted component. */
export async function joinWithHook(
  meeting: Meeting,
  name: string,
  request?: Partial<CallRequest>,
): Promise<Person> {
  const person = await meeting.join(name);
  await render(meeting, person, request);
  return person;
}

/** Checks that soon after a failed call nothing is open, and that only the timers of mounted hooks run. */
export async function nothingOpen({ tab }: Person): Promise<void> {
  await everythingReleased(tab);
  await eventually("connections and sound are closed", async () => {
    expect(await tab.evaluate(() => window.__traces())).toMatchObject({ connections: 0, audioContexts: 0 });
  });
}

/**
 * Checks that an unmounted component leaves nothing on the page, and that React and the SDK logged no errors.
 */
export async function nothingLeft({ tab }: Person): Promise<void> {
  await everythingReleased(tab);
  await eventually("connections, sound, timers and listeners are gone", async () => {
    expect(await tab.evaluate(() => window.__traces())).toEqual({
      timers: [],
      connections: 0,
      audioContexts: 0,
      listeners: [],
      warnings: [],
    });
  });
  expect(tab.problems, "errors on the console").toEqual([]);
}
