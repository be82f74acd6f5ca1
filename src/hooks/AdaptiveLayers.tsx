import {
  createContext,
  type ReactNode,
  type RefCallback,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
} from "react";
import type { SoraCall } from "../call/types.ts";
import { type AdaptiveLayersOptions, createAdaptiveLayers, type TileRegistry } from "./adaptive-layers.ts";
import { useSoraCall } from "./SoraCallProvider.tsx";

const TilesContext = createContext<TileRegistry | null>(null);
const CamerasStoppedContext = createContext(false);

export interface AdaptiveLayersProps extends AdaptiveLayersOptions {
  /** Replaces the call of the nearest `SoraCallProvider`. */
  readonly call?: SoraCall;
  /** False: the size of a tile has no effect. Default true. */
  readonly enabled?: boolean;
  /** True in a call with spotlight, in which the server chooses the layers. Default false. */
  readonly spotlight?: boolean;
  /**
   * True: asks the server for no video of the peers' cameras, and tiles below show initials. Sound and shared
   * screens continue. `useIncomingVideo` says when that helps. Default false.
   */
  readonly camerasStopped?: boolean;
  readonly children?: ReactNode;
}

/**
 * Requests, for each tile below it, the smallest simulcast layer that fills the tile: by its size in device
 * pixels, and no video while the tile is not visible. `PeerTile` does this automatically. Other tiles need the
 * `ref` of `useTileLayer`. Needs `simulcast` in the connection options and a server with RPC (Sora 2025.2 and
 * newer). Without them nothing is requested. All layers stay encrypted: the server only chooses the layer that
 * it forwards.
 */
export function AdaptiveLayers({
  call,
  cameraHeight,
  resumedLayer,
  enabled = true,
  spotlight = false,
  camerasStopped = false,
  children,
}: AdaptiveLayersProps) {
  const owner = useSoraCall(call);
  const layers = useMemo(
    () =>
      createAdaptiveLayers(owner, {
        ...(cameraHeight !== undefined && { cameraHeight }),
        ...(resumedLayer !== undefined && { resumedLayer }),
      }),
    [owner, cameraHeight, resumedLayer],
  );
  useEffect(() => layers.start({ byTile: enabled && !spotlight, spotlight }), [layers, enabled, spotlight]);
  useEffect(() => layers.stopCameras(camerasStopped), [layers, camerasStopped]);
  return (
    <TilesContext.Provider value={layers}>
      <CamerasStoppedContext.Provider value={camerasStopped}>{children}</CamerasStoppedContext.Provider>
    </TilesContext.Provider>
  );
}

/** True while the nearest `AdaptiveLayers` asks for no video of cameras. */
export function useCamerasStopped(): boolean {
  return useContext(CamerasStoppedContext);
}

/**
 * The `ref` of an element that shows this peer, for the nearest `AdaptiveLayers`. Without one it does nothing.
 */
export function useTileLayer(connectionId: string): RefCallback<HTMLElement> {
  const tiles = useContext(TilesContext);
  const remove = useRef<(() => void) | null>(null);
  return useCallback(
    (element: HTMLElement | null) => {
      remove.current?.();
      remove.current = element && tiles ? tiles.add(connectionId, element) : null;
    },
    [tiles, connectionId],
  );
}

/**
 * Marks a peer as having no tile while the calling component is mounted, for example because it is on another
 * page of a grid.
 */
export function useWithoutTile(connectionId: string): void {
  const tiles = useContext(TilesContext);
  useEffect(() => tiles?.withoutTile(connectionId), [tiles, connectionId]);
}
