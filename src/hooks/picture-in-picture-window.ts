/** `documentPictureInPicture`, which TypeScript does not know yet. */
export interface DocumentPictureInPicture {
  requestWindow(options?: { readonly width?: number; readonly height?: number }): Promise<Window>;
}

/** Null when the browser has none: outside of Chromium, on phones, in frames and on a server. */
export function documentPictureInPicture(): DocumentPictureInPicture | null {
  if (typeof window === "undefined" || window.top !== window.self) return null;
  return (
    (window as { readonly documentPictureInPicture?: DocumentPictureInPicture }).documentPictureInPicture ??
    null
  );
}

/** Language, direction and theme of the page's root element. */
const rootAttributes = ["lang", "dir", "class", "style", "data-theme"];

/**
 * Copies this page's style sheets, language, direction and theme to another window, and follows their
 * changes. Returns a function that stops it.
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
    // A style sheet of another origin hides its rules, so the window loads it itself.
    const link = other.createElement("link");
    link.rel = "stylesheet";
    link.href = sheet.href ?? "";
    return link;
  }
}
