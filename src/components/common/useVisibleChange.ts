import { useEffect, useRef } from "react";
import { useMountedEffect } from "./useMountedEffect.ts";

/** Calls the latest `onChange`, and not because it is another function: it may well set a state of the app. */
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
