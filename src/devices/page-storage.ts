/**
 * Text that `localStorage` has under `key`; null without a key, without that text, and where the page must not
 * use storage. In a sandboxed frame even `typeof localStorage` throws.
 */
export function readText(key: string | undefined): string | null {
  if (key === undefined) return null;
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Without a key, and where storage is full or forbidden, nothing is stored. Stored choices are only a convenience. */
export function writeText(key: string | undefined, text: string): void {
  if (key === undefined) return;
  try {
    localStorage.setItem(key, text);
  } catch {
    // Full, forbidden, or not in a browser.
  }
}
