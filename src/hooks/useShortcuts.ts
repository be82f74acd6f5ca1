import { useEffect, useRef } from "react";

export interface UseShortcutsOptions {
  /** False turns all keys off. Default true. */
  readonly enabled?: boolean;
}

/**
 * Single keys for a call, such as `m`. Each calls the latest function given for it. Keys have no effect while
 * the person types, chooses from a list or uses a dialog, together with Ctrl, Alt or Meta, or when a held key
 * repeats. Let people turn them off (`enabled`): speech input presses single keys by accident (WCAG 2.1.4).
 *
 * @param actions By `KeyboardEvent.key`, in lower case. Undefined actions are ignored.
 */
export function useShortcuts(
  actions: Readonly<Record<string, (() => void) | undefined>>,
  { enabled = true }: UseShortcutsOptions = {},
): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    if (!enabled) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || event.isComposing) return;
      if (event.ctrlKey || event.altKey || event.metaKey || isBusy(event)) return;
      const key = event.key.toLowerCase();
      const action = Object.hasOwn(latest.current, key) ? latest.current[key] : undefined;
      if (!action) return;
      event.preventDefault();
      action();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [enabled]);
}

/** Elements in which keys have their own meaning. */
const busyPlaces =
  "input, textarea, select, [contenteditable]:not([contenteditable=false]), dialog, [role=dialog]";

function isBusy(event: Event): boolean {
  // For an event in a shadow root, `target` is its host. The path has the elements on both sides.
  return event.composedPath().some((one) => one instanceof Element && one.matches(busyPlaces));
}
