import { useEffect, useState } from "react";
import { isSupported, type Support } from "../call/support.ts";

/**
 * Whether this browser, in this page, can protect a call, and what it lacks. Null on the server and in the first render:
 * only a browser can tell.
 */
export function useSupport(): Support | null {
  const [support, setSupport] = useState<Support | null>(null);
  useEffect(() => setSupport(isSupported()), []);
  return support;
}
