import { createSoraCall } from "react-sora-e2ee/core";

const { signaling, channel } = Object.fromEntries(new URLSearchParams(location.search));
const call = createSoraCall({ signalingUrls: signaling, channelId: channel });

function tile(id, encryption) {
  const element = document.createElement("p");
  Object.assign(element.dataset, { soraTile: id, encryption });
  return element;
}

call.store.subscribe(({ self, peers }) => {
  const own = tile(self.connectionId, self.encryption.status);
  own.dataset.local = "";
  const others = Object.entries(peers).map(([id, peer]) => tile(id, peer.encryption.status));
  document.body.replaceChildren(...(self.connectionId ? [own, ...others] : []));
});
call.connect().catch(({ code }) => {
  document.body.dataset.soraError = code;
});
