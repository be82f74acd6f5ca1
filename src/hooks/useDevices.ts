import { useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import { createDeviceList, type DeviceListState } from "../devices/device-list.ts";
import type { LocalMediaSource } from "../devices/types.ts";

export interface UseDevicesResult extends DeviceListState {
  /** Looks again: browsers do not say that names have become visible. */
  readonly refresh: () => Promise<void>;
}

/**
 * The microphones, cameras and speakers of this computer as they are plugged in and out, and whether they may be used.
 *
 * @param media Looks again when it opens a device: names become visible then.
 */
export function useDevices(media?: LocalMediaSource): UseDevicesResult {
  const [list] = useState(createDeviceList);
  const devices = useStore(list.store);
  useEffect(
    () =>
      media?.store.subscribe(({ stream }, before) => {
        if (stream !== before.stream) void list.refresh();
      }),
    [list, media],
  );
  return useMemo(() => ({ ...devices, refresh: list.refresh }), [devices, list]);
}
