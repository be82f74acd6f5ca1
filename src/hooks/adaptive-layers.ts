import { LayerRequests, layerFor } from "../call/layer-requests.ts";
import type { SoraCall } from "../call/types.ts";
import { type Clock, systemClock } from "../protocol/clock.ts";
import { watchTile } from "./tile-visibility.ts";

/** Sora's method that asks for a layer (its documentation, page "RPC"). */
const requestRid = "2025.2.0/RequestSimulcastRid";

export interface AdaptiveLayersOptions {
  /** Height of the peers' cameras in pixels, which is the height of the layer `r2`. Default 720. */
  readonly cameraHeight?: number;
}

/** The tiles of peers. Their sizes decide the requested layers. */
export interface TileRegistry {
  /** Registers an element that shows the peer. Returns a function that unregisters it. */
  add(connectionId: string, element: HTMLElement): () => void;
  /** This peer has no tile for now, so no video is requested. */
  withoutTile(connectionId: string): void;
}

export interface AdaptiveLayersController extends TileRegistry {
  /** Starts requesting layers. Returns a function that stops it. */
  start(): () => void;
}

/** Height in device pixels of each element that shows a peer. NaN while it is unknown. */
type Heights = Map<HTMLElement, number>;

/** Requests the layers that fit the tiles of a call, when the server offers the method for it. */
export function createAdaptiveLayers(
  call: SoraCall,
  { cameraHeight = 720 }: AdaptiveLayersOptions = {},
  clock: Clock = systemClock,
): AdaptiveLayersController {
  const tiles = new Map<string, Heights>();
  let requests: LayerRequests | null = null;

  function update(connectionId: string): void {
    const { server, peers } = call.store.getState();
    const heights = tiles.get(connectionId);
    if (!requests || !heights || !(connectionId in peers) || !server?.rpcMethods.includes(requestRid)) return;
    const height = Math.max(0, ...heights.values());
    if (Number.isNaN(height)) return;
    requests.want(connectionId, layerFor(height, cameraHeight, requests.requested(connectionId)));
  }

  function heightsOf(connectionId: string): Heights {
    const heights = tiles.get(connectionId) ?? new Map<HTMLElement, number>();
    tiles.set(connectionId, heights);
    return heights;
  }

  return {
    add(connectionId, element) {
      heightsOf(connectionId).set(element, Number.NaN);
      const stop = watchTile(element, (height) => {
        heightsOf(connectionId).set(element, height);
        update(connectionId);
      });
      return () => {
        stop();
        tiles.get(connectionId)?.delete(element);
        update(connectionId);
      };
    },
    withoutTile(connectionId) {
      heightsOf(connectionId);
      update(connectionId);
    },
    start() {
      const own = new LayerRequests({
        clock,
        request: (connectionId, rid) => call.rpc(requestRid, { rid, sender_connection_id: connectionId }),
      });
      requests = own;
      const stop = call.store.subscribe((state, before) => {
        const isNew = state.self.connectionId !== before.self.connectionId;
        if (isNew) own.reset();
        if (!isNew && state.server === before.server && state.peers === before.peers) return;
        for (const id of Object.keys(before.peers)) {
          if (id in state.peers) continue;
          own.forget(id);
          if (tiles.get(id)?.size === 0) tiles.delete(id);
        }
        for (const id of tiles.keys()) {
          if (isNew || state.server !== before.server || !(id in before.peers)) update(id);
        }
      });
      for (const id of tiles.keys()) update(id);
      return () => {
        stop();
        own.end();
        if (requests === own) requests = null;
      };
    },
  };
}
