import type { Curves } from "./curves.ts";
import { hasNativeEd25519, hasNativeX25519, nativeEd25519, nativeX25519 } from "./native.ts";

/** The browser's own curves. JavaScript ones replace missing curves, and are loaded only then. */
export async function selectCurves(): Promise<Curves> {
  const [x25519, ed25519] = await Promise.all([hasNativeX25519(), hasNativeEd25519()]);
  if (x25519 && ed25519) return { x25519: nativeX25519, ed25519: nativeEd25519 };
  const { createNobleCurves } = await import("./noble.ts");
  const noble = createNobleCurves();
  return {
    x25519: x25519 ? nativeX25519 : noble.x25519,
    ed25519: ed25519 ? nativeEd25519 : noble.ed25519,
  };
}
