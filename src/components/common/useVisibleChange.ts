import { useEffect, useRef } from "react";
import { useMountedEffect } from "./useMountedEffect.ts";

/**
 * Calls the latest `onChange` when `value` changes, and not when the function changes, because it may set a
 * state of the app.
 */
export function useVisibleChange(
  visible: readonly string[] | null,
  onChange: ((keys: readonly string[]) => void) | undefined,
): void {
  const latest = useRef(onChange);
  useMountedEffect(() => {
    latest.current = onChange;
  });
  const text = JSON.stringify(visible);
  useEffect(() => {
    const keys: string[] | null = JSON.parse(text);
    if (keys) latest.current?.(keys);
  }, [text]);
}
