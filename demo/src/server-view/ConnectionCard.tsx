import { useRef } from "react";
import { EncryptionBadge, type EncryptionBadgeProps, usePeer, useSelf } from "react-sora-e2ee";
import { canvasSize } from "./drawing.ts";
import type { PeerView } from "./server-state.ts";
import { useServerTexts } from "./texts.ts";
import { useStreamOnCanvas } from "./useStreamOnCanvas.ts";
import { ViewCard } from "./ViewCard.tsx";

interface ConnectionCardProps {
  readonly peer: PeerView;
  readonly name: string;
  readonly nameOf: (connectionId: string) => string;
}

export function ConnectionCard({ peer, name, nameOf }: ConnectionCardProps) {
  const texts = useServerTexts();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { own, stream, encryption } = useSeen(peer.connectionId);
  useStreamOnCanvas(canvas, stream);
  return (
    <ViewCard
      peer={peer}
      name={name}
      heading={
        <>
          <bdi>{name}</bdi>
          {own && <span className="server-quiet"> ({texts.you})</span>}
        </>
      }
      seenHeading={texts.seen}
      seen={
        <>
          <canvas ref={canvas} {...canvasSize} role="img" aria-label={texts.seenAlt(name)} />
          {encryption && <EncryptionBadge encryption={encryption} />}
        </>
      }
    >
      {peer.layers && <Layers layers={peer.layers} nameOf={nameOf} />}
    </ViewCard>
  );
}

type LayersProps = Pick<ConnectionCardProps, "nameOf"> & { readonly layers: NonNullable<PeerView["layers"]> };

/** The layers of this video that the server forwards to each peer. It cannot decrypt them. */
function Layers({ layers, nameOf }: LayersProps) {
  const texts = useServerTexts();
  return (
    <dl className="server-layers" aria-label={texts.layers}>
      {layers.map(([connectionId, layer]) => (
        <div key={connectionId} data-to={connectionId} data-layer={layer}>
          <dt>
            {texts.layerTo} <bdi>{nameOf(connectionId)}</bdi>
          </dt>
          <dd>{texts.layer[layer as keyof typeof texts.layer] ?? layer}</dd>
        </div>
      ))}
    </dl>
  );
}

interface Seen {
  readonly own: boolean;
  readonly stream: MediaStream | null;
  readonly encryption: EncryptionBadgeProps["encryption"] | null;
}

/** The video of a peer's tile. Empty without observed protection. */
function useSeen(connectionId: string): Seen {
  const self = useSelf();
  const peer = usePeer(connectionId);
  if (self.connectionId === connectionId) {
    return { own: true, stream: self.stream, encryption: self.encryption };
  }
  if (!peer) return { own: false, stream: null, encryption: null };
  const { encryption, stream } = peer;
  return { own: false, stream: encryption.status === "encrypted" ? stream : null, encryption };
}
