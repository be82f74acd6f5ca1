import { useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import { createDeviceList, type DeviceListState } from "../devices/device-list.ts";
import type { LocalMediaSource } from "../devices/types.ts";

export interface UseDevicesResult extends DeviceListState {
  /** Lists the devices again, because browsers do not report that names have become visible. */
  readonly refresh: () => Promise<void>;
}

/**
 * The microphones, cameras and speakers of this computer, updated when one is plugged in or out, and the
 * permission to use them. @param media Causes a new list when it opens a device, because names become visible
 * then.
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
