/** Keeps something for the components that hold it. */
export interface Retention {
  /**
   * Holds it. Returns how to let go.
   * @param onHeld called a moment later, if it is still held by this holder then
   */
  retain(onHeld?: () => void): () => void;
}

/**
 * Calls `onReleased` when the last holder has let go. StrictMode mounts, unmounts and mounts again in one go: only the
 * holders that are there afterwards count.
 */
export function createRetention(onReleased: () => void): Retention {
  let holders = 0;
  let released = true;
  return {
    retain: (onHeld) => {
      let mine = true;
      holders += 1;
      released = false;
      queueMicrotask(() => {
        if (mine) onHeld?.();
      });
      return () => {
        if (!mine) return;
        mine = false;
        holders -= 1;
        queueMicrotask(() => {
          if (holders > 0 || released) return;
          released = true;
          onReleased();
        });
      };
    },
  };
}
