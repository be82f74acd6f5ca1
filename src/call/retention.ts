/** Keeps an object alive for the components that hold it. */
export interface Retention {
  /**
   * Holds the object. Returns a function that releases it.
   * @param onHeld called a moment later, if this holder
   * still holds the object
   */
  retain(onHeld?: () => void): () => void;
}

/**
 * Calls `onReleased` when the last holder has released it. StrictMode mounts, unmounts and mounts again in
 * one task, so holders are counted afterwards.
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
