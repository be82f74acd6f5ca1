import { isRecord } from "../untrusted-json.ts";

/** A DataChannel in an offer. Its fields are not checked. */
interface OfferedChannel {
  readonly label?: unknown;
  readonly direction?: unknown;
  readonly compress?: unknown;
  readonly header?: unknown;
}

/** The DataChannels in an offer with any contents. Entries that are not objects are left out. */
export function offeredChannels(offer: object): readonly OfferedChannel[] {
  const { data_channels: channels } = offer as { readonly data_channels?: unknown };
  return Array.isArray(channels) ? channels.filter(isRecord) : [];
}
