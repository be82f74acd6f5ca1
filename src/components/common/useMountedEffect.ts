import { useEffect, useLayoutEffect } from "react";

/** Before the first paint. On a server there is nothing to paint, and React 18 warns about layout effects there. */
export const useMountedEffect = typeof document === "undefined" ? useEffect : useLayoutEffect;
