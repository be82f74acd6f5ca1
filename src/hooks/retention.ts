/** Keeps something for the components that hold it. */
export interface Retention {
  /** Returns how to let go. */
  retain(): () => void;
}

/**
 * Calls `onHeld` when somebody holds on and `onReleased` when nobody does any more. StrictMode mounts, unmounts and
 * mounts again in one go: only what holds afterwards counts.
 */
export function createRetention(onHeld: () => void, onReleased: () => void): Retention {
  let holders = 0;
  let held = false;
  const settle = () => {
    if (holders > 0 === held) return;
    held = !held;
    if (held) onHeld();
    else onReleased();
  };
  return {
    retain: () => {
      let mine = true;
      holders += 1;
      queueMicrotask(settle);
      return () => {
        if (!mine) return;
        mine = false;
        holders -= 1;
        queueMicrotask(settle);
      };
    },
  };
}
