import { isRecord } from "../untrusted-json.ts";

/** A DataChannel as an offer lists it. Nothing of it is checked. */
interface OfferedChannel {
  readonly label?: unknown;
  readonly direction?: unknown;
  readonly compress?: unknown;
  readonly header?: unknown;
}

/** The DataChannels that an offer lists, whatever the server put there. Entries that are no objects are left out. */
export function offeredChannels(offer: object): readonly OfferedChannel[] {
  const { data_channels: channels } = offer as { readonly data_channels?: unknown };
  return Array.isArray(channels) ? channels.filter(isRecord) : [];
}
