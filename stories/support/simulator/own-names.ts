/** Our own name in the chosen language. */
export function ownNames(locale: string): string {
  return locale === "ja" ? "さくら" : "Sakura";
}
