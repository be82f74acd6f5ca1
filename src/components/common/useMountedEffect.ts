import { useEffect, useLayoutEffect } from "react";

/**
 * An effect before the first paint. A server does not paint, and React 18 warns about layout effects there.
 */
export const useMountedEffect = typeof document === "undefined" ? useEffect : useLayoutEffect;
