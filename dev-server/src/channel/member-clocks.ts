import { CLOSE } from "../close-reasons.ts";
import type { Settings } from "../options.ts";
import type { Channel } from "./channel.ts";
import type { Member } from "./member.ts";
import type { Timers } from "./timers.ts";

/** The timers of one connection. They start when its media transport is up. */
export function startMemberClocks(
  member: Member,
  channel: Channel,
  settings: Settings,
  timers: Timers,
): void {
  const { updatedInterval, requestStatsInterval } = settings;
  const lifetime = member.request.grants.lifetime ?? settings.connectionLifetime;
  if (lifetime !== undefined) timers.later(lifetime * 1000, () => member.leave(CLOSE.lifetimeExpired));
  timers.every(updatedInterval, () => channel.tellOfUpdate(member));
  if (requestStatsInterval > 0) timers.every(requestStatsInterval, () => member.carriers.requestStats());
}
