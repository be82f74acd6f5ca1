import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { SoraCallProvider, usePeer, usePeerIds, useSelf, useSoraE2EE, VideoTile } from "react-sora-e2ee";
import "react-sora-e2ee/styles.css";

const { signaling, channel } = Object.fromEntries(new URLSearchParams(location.search));

function Meeting() {
  const { call, phase, error } = useSoraE2EE({
    signalingUrls: signaling,
    channelId: channel,
    autoConnect: true,
  });
  if (phase !== "connected") return createElement("p", { "data-sora-error": error?.code }, phase);
  return createElement(SoraCallProvider, { call }, createElement(Everyone));
}

function Everyone() {
  const { connectionId, stream, encryption } = useSelf();
  return [
    connectionId &&
      createElement(VideoTile, { key: "me", local: true, connectionId, name: "Me", stream, encryption }),
    ...usePeerIds().map((id) => createElement(Member, { key: id, id })),
  ];
}

function Member({ id }) {
  const peer = usePeer(id);
  return peer && createElement(VideoTile, { connectionId: id, ...peer, name: id });
}

createRoot(document.getElementById("root")).render(createElement(Meeting));
