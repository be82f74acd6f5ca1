import { fileURLToPath } from "node:url";
import { bundle } from "lightningcss";
import type { Tab } from "./browser.ts";

/** The styles as they are published. */
export function ownStyles(): string {
  const filename = fileURLToPath(new URL("../../../src/styles/styles.css", import.meta.url));
  return bundle({ filename, minify: true }).code.toString();
}

/** A style sheet of an app: rules for the page around our elements, and rules that match our elements. */
export interface AppStyles {
  readonly page: string;
  readonly rest: string;
}

/** Sets the page's style sheets, in this order. */
export function setStyles({ tab }: { readonly tab: Tab }, sheets: readonly string[]): Promise<void> {
  return tab.evaluate((texts) => {
    for (const old of document.querySelectorAll("head style")) old.remove();
    for (const text of texts)
      document.head.append(Object.assign(document.createElement("style"), { textContent: text }));
  }, sheets);
}

/** Each element of ours, with its place, size and looks in words. */
export function looksOf({ tab }: { readonly tab: Tab }): Promise<string[]> {
  return tab.evaluate(async () => {
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    const properties = [
      "font-size",
      "font-weight",
      "font-family",
      "letter-spacing",
      "line-height",
      "text-align",
      "text-transform",
      "color",
      "background-color",
      "margin",
      "padding",
      "border-width",
      "border-radius",
      "box-shadow",
      "display",
      "list-style-type",
      "text-decoration-line",
    ];
    // The browser draws options itself, and the contents of an icon have no box.
    const ours = "[class^='sora-'], [class^='sora-'] :not(option, path, svg *)";
    return [...document.querySelectorAll<HTMLElement>(ours)].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      const name = `${element.parentElement?.className || element.parentElement?.localName} > ${element.localName}.${element.getAttribute("class")}`;
      const style = getComputedStyle(element);
      const box = [x, y, width, height].map((value) => Math.round(value * 4) / 4).join(" ");
      return `${name} [${box}] ${properties.map((key) => `${key}: ${style.getPropertyValue(key)}`).join("; ")}`;
    });
  });
}
