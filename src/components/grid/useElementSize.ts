import { type RefObject, useState } from "react";
import { useMountedEffect } from "../common/useMountedEffect.ts";

export interface ElementSize {
  /** CSS pixels, without padding. */
  readonly width: number;
  readonly height: number;
}

/**
 * The size of an element before the first paint and after each change. Null before it exists. A hidden
 * element keeps its last size.
 */
export function useElementSize(ref: RefObject<HTMLElement | null>): ElementSize | null {
  const [size, setSize] = useState<ElementSize | null>(null);
  useMountedEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => {
      const style = getComputedStyle(element);
      const width = element.clientWidth - px(style.paddingLeft) - px(style.paddingRight);
      const height = element.clientHeight - px(style.paddingTop) - px(style.paddingBottom);
      setSize((last) => {
        const hidden = width <= 0 || height <= 0;
        const same = last?.width === width && last.height === height;
        return last !== null && (hidden || same) ? last : { width, height };
      });
    };
    measure();
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return size;
}

function px(length: string): number {
  return Number.parseFloat(length) || 0;
}
