/**
 * Resolves in a later task of the event loop. Events that came in the meantime are handled first. Promises alone do not
 * give way to events: Chromium can settle WebCrypto's promises without a task between them.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
