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

export interface AdaptiveLayersProps extends AdaptiveLayersOptions {
  /** Replaces the call of the nearest `SoraCallProvider`. */
  readonly call?: SoraCall;
  /** Default true. */
  readonly enabled?: boolean;
  readonly children?: ReactNode;
}

/**
 * Requests, for each tile below it, the smallest simulcast layer that fills the tile: by its size in device
 * pixels, and no video while the tile is not visible. `PeerTile` does this automatically. Other tiles need the
 * `ref` of `useTileLayer`. Needs `simulcast` in the connection options and a server with RPC (Sora 2025.2 and
 * newer). Without them nothing is requested. All layers stay encrypted: the server only chooses the layer that
 * it forwards.
 */
export function AdaptiveLayers({ call, cameraHeight, enabled = true, children }: AdaptiveLayersProps) {
  const owner = useSoraCall(call);
  const layers = useMemo(
    () => createAdaptiveLayers(owner, cameraHeight === undefined ? {} : { cameraHeight }),
    [owner, cameraHeight],
  );
  useEffect(() => (enabled ? layers.start() : undefined), [layers, enabled]);
  return <TilesContext.Provider value={layers}>{children}</TilesContext.Provider>;
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
