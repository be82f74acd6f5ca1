import { LayerRequests, layerFor } from "../call/layer-requests.ts";
import type { SoraCall } from "../call/types.ts";
import { type Clock, systemClock } from "../protocol/clock.ts";
import type { LayerId } from "../protocol/server.ts";
import { claimsScreen } from "../store/participants.ts";
import { watchTile } from "./tile-visibility.ts";

/** Sora's methods that ask for a layer (its documentation, page "RPC"). */
const requestRid = "2025.2.0/RequestSimulcastRid";
const requestSpotlightRid = "2025.2.0/RequestSpotlightRid";
const resetSpotlightRid = "2025.2.0/ResetSpotlightRid";

export interface AdaptiveLayersOptions {
  /** Height of the peers' cameras in pixels, which is the height of the layer `r2`. Default 720. */
  readonly cameraHeight?: number;
  /** The layer of a camera that was stopped and whose tile's size is unknown. Default `r1`. */
  readonly resumedLayer?: LayerId;
}

/** True when this server offers all methods that stop the video of single peers, and start it again. */
export function canStopVideo(rpcMethods: readonly string[], spotlight: boolean): boolean {
  const needed = spotlight ? [requestSpotlightRid, resetSpotlightRid] : [requestRid];
  return needed.every((method) => rpcMethods.includes(method));
}

export interface LayersMode {
  /** True: the size of each tile decides its layer. Without it, layers are only requested to stop cameras. */
  readonly byTile: boolean;
  /** True in a call with spotlight, in which the server chooses layers, and can be asked for no video. */
  readonly spotlight: boolean;
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
  start(mode: LayersMode): () => void;
  /** True: no video of the peers' cameras is requested. Their screens continue. */
  stopCameras(stopped: boolean): void;
}

/** Height in device pixels of each element that shows a peer. NaN while it is unknown. */
type Heights = Map<HTMLElement, number>;

/** Requests the layers that fit the tiles of a call, when the server offers the method for it. */
export function createAdaptiveLayers(
  call: SoraCall,
  { cameraHeight = 720, resumedLayer = "r1" }: AdaptiveLayersOptions = {},
  clock: Clock = systemClock,
): AdaptiveLayersController {
  const tiles = new Map<string, Heights>();
  let active: (LayersMode & { readonly requests: LayerRequests }) | null = null;
  let stopped = false;

  function request({ spotlight }: LayersMode, id: string, rid: LayerId): Promise<unknown> {
    if (!spotlight) return call.rpc(requestRid, { rid, sender_connection_id: id });
    if (rid !== "none") return call.rpc(resetSpotlightRid, { send_connection_id: id });
    const rids = { spotlight_focus_rid: rid, spotlight_unfocus_rid: rid };
    return call.rpc(requestSpotlightRid, { ...rids, send_connection_id: id });
  }

  function update(id: string): void {
    const { server, peers } = call.store.getState();
    const peer = peers[id];
    if (!active || !peer || !server || !canStopVideo(server.rpcMethods, active.spotlight)) return;
    const { requests } = active;
    const requested = requests.requested(id);
    if (stopped && !claimsScreen(peer)) {
      requests.want(id, "none", true);
      return;
    }
    const layer = layerOfTile(id, requested) ?? (requested === "none" ? resumedLayer : null);
    if (layer !== null) requests.want(id, layer);
  }

  /** Null: nothing is known about its tile. */
  function layerOfTile(id: string, requested: LayerId | null): LayerId | null {
    const heights = tiles.get(id);
    if (!active?.byTile || !heights) return null;
    const height = Math.max(0, ...heights.values());
    return Number.isNaN(height) ? null : layerFor(height, cameraHeight, requested);
  }

  function heightsOf(connectionId: string): Heights {
    const heights = tiles.get(connectionId) ?? new Map<HTMLElement, number>();
    tiles.set(connectionId, heights);
    return heights;
  }

  const updateAll = () => {
    for (const id of Object.keys(call.store.getState().peers)) update(id);
  };

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
    start(mode) {
      const requests = new LayerRequests({ clock, request: (id, rid) => request(mode, id, rid) });
      const own = { ...mode, requests };
      active = own;
      const stop = call.store.subscribe((state, before) => {
        const isNew = state.self.connectionId !== before.self.connectionId;
        if (isNew) requests.reset();
        if (!isNew && state.server === before.server && state.peers === before.peers) return;
        for (const id of Object.keys(before.peers)) {
          if (id in state.peers) continue;
          requests.forget(id);
          if (tiles.get(id)?.size === 0) tiles.delete(id);
        }
        for (const [id, peer] of Object.entries(state.peers)) {
          if (isNew || state.server !== before.server || peer !== before.peers[id]) update(id);
        }
      });
      updateAll();
      return () => {
        stop();
        requests.end();
        if (active === own) active = null;
      };
    },
    stopCameras(now) {
      stopped = now;
      updateAll();
    },
  };
}
