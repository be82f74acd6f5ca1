/** `documentPictureInPicture`, which TypeScript does not know yet. */
export interface DocumentPictureInPicture {
  requestWindow(options?: { readonly width?: number; readonly height?: number }): Promise<Window>;
}

/** Null where the browser has none: outside of Chromium, on phones, in frames and on a server. */
export function documentPictureInPicture(): DocumentPictureInPicture | null {
  if (typeof window === "undefined" || window.top !== window.self) return null;
  return (
    (window as { readonly documentPictureInPicture?: DocumentPictureInPicture }).documentPictureInPicture ??
    null
  );
}

/** What the page's root says of language, direction and theme. */
const rootAttributes = ["lang", "dir", "class", "style", "data-theme"];

/**
 * Makes another window look like this page: its style sheets, and language, direction and theme, also when they change.
 * Follows until the function that it returns is called.
 */
export function dressLikeThisPage({ document: other }: Window): () => void {
  other.title = document.title;
  for (const sheet of document.styleSheets) other.head.append(copyOf(sheet, other));
  const follow = () => {
    for (const name of rootAttributes) {
      const value = document.documentElement.getAttribute(name);
      if (value === null) other.documentElement.removeAttribute(name);
      else other.documentElement.setAttribute(name, value);
    }
  };
  follow();
  const observer = new MutationObserver(follow);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: rootAttributes });
  return () => observer.disconnect();
}

function copyOf(sheet: CSSStyleSheet, other: Document): HTMLElement {
  try {
    const style = other.createElement("style");
    style.textContent = [...sheet.cssRules].map(({ cssText }) => cssText).join("\n");
    return style;
  } catch {
    // A sheet of another origin does not show its rules: the window loads it itself.
    const link = other.createElement("link");
    link.rel = "stylesheet";
    link.href = sheet.href ?? "";
    return link;
  }
}
