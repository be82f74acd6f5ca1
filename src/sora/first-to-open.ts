/**
 * Opens sockets to several signaling servers and uses the first that opens. The SDK's own search never closes
 * a socket to a silent server. A socket that may still open is closed after a time limit, because browsers
 * report an error otherwise.
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
