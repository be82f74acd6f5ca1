import type { CallState, CallStore, Peer } from "react-sora-e2ee/core";

interface Shown {
  readonly id: string;
  readonly attributes: Readonly<Record<string, string | null>>;
  readonly stream: MediaStream | null;
  readonly local: boolean;
}

const toShow = ({ self, peers }: CallState): Shown[] => [
  ...(self.connectionId === null ? [] : [ownTile(self.connectionId, self)]),
  ...Object.values(peers).map(peerTile),
];

function ownTile(id: string, { encryption, keyId, stream }: CallState["self"]): Shown {
  return { id, stream, local: true, attributes: { "data-encryption": encryption.status, ...keyIdOf(keyId) } };
}

function peerTile({
  connectionId: id,
  identity,
  verified,
  encryption,
  keyId,
  stream,
  presence,
  sending,
}: Peer): Shown {
  const attributes = {
    "data-encryption": encryption.status,
    "data-identity": identity.status,
    "data-verified": verified ? "" : null,
    "data-encryption-reason": encryption.status === "failing" ? encryption.reason : null,
    "data-reconnecting": presence === "reconnecting" ? "" : null,
    "data-sending": (["audio", "video"] as const).filter((kind) => sending[kind]).join(" "),
    ...keyIdOf(keyId),
  };
  return { id, stream, local: false, attributes };
}

const keyIdOf = (keyId: number | null) => ({ "data-key-id": keyId === null ? null : String(keyId) });

/**
 * Shows the peers of a call with the attributes of the library's tiles. Returns a function that removes them.
 */
export function showTiles(name: string, store: CallStore): () => void {
  const section = document.createElement("section");
  section.dataset.call = name;
  document.body.append(section);
  const elements = new Map<string, HTMLElement>();

  const render = (state: CallState): void => {
    section.dataset.phase = state.phase;
    if (state.error) section.dataset.soraError = state.error.code;
    else delete section.dataset.soraError;
    const shown = toShow(state);
    for (const [id, element] of elements) {
      if (shown.some((tile) => tile.id === id)) continue;
      element.remove();
      elements.delete(id);
    }
    for (const tile of shown) {
      const element = elements.get(tile.id) ?? createTile(tile);
      if (!elements.has(tile.id)) section.append(element);
      elements.set(tile.id, element);
      for (const [attribute, value] of Object.entries(tile.attributes)) {
        if (value === null) element.removeAttribute(attribute);
        else element.setAttribute(attribute, value);
      }
      const video = element.querySelector("video") as HTMLVideoElement;
      if (video.srcObject !== tile.stream) video.srcObject = tile.stream;
    }
  };

  const stop = store.subscribe(render);
  render(store.getState());
  return () => {
    stop();
    section.remove();
  };
}

function createTile({ id, local }: Shown): HTMLElement {
  const element = document.createElement("article");
  element.dataset.soraTile = id;
  if (local) element.dataset.local = "";
  const video = document.createElement("video");
  Object.assign(video, { autoplay: true, playsInline: true, muted: local });
  element.append(video);
  return element;
}
