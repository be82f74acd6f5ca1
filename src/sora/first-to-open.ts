/**
 * A socket to the signaling server that answers first. The SDK's own search never closes a socket to a silent server
 * once another one has answered; and closing one that may still open makes browsers report an error, so each has its
 * time.
 */
export function firstToOpen(urls: readonly string[], timeout: number): Promise<WebSocket> {
  let found = false;
  const open = (url: string) =>
    new Promise<WebSocket>((resolve, reject) => {
      const ws = new WebSocket(url);
      const timer = setTimeout(() => ws.close(), timeout);
      ws.addEventListener("open", () => {
        clearTimeout(timer);
        if (found) ws.close();
        else resolve(ws);
        found = true;
      });
      ws.addEventListener("close", () => {
        clearTimeout(timer);
        reject(new Error(`No signaling server answers at ${url}.`));
      });
    });
  return Promise.any(urls.map(open));
}
