import { createSoraCall, SoraE2EEError } from "react-sora-e2ee/core";

/** Joins a channel and shows its peers in `list`, without React. Returns a function that leaves the channel. */
export async function join(channelId: string, list: HTMLElement): Promise<() => Promise<void>> {
  const call = createSoraCall({
    signalingUrls: "wss://sora.example.com/signaling",
    channelId,
    constraints: { audio: true, video: true },
  });
  const unsubscribe = call.store.subscribe(({ peers }, before) => {
    if (peers === before.peers) return;
    list.replaceChildren(
      ...Object.values(peers).map((peer) => {
        const item = document.createElement("li");
        item.textContent = `${peer.connectionId}: ${peer.encryption.status}`;
        return item;
      }),
    );
  });
  try {
    await call.connect({ signal: AbortSignal.timeout(20_000) });
  } catch (error) {
    unsubscribe();
    throw error instanceof SoraE2EEError
      ? new Error(`Could not join: ${error.code}`, { cause: error })
      : error;
  }
  return async () => {
    unsubscribe();
    await call.disconnect();
  };
}
