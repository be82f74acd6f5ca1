/** What we are called in our own language. */
export function ownNames(locale: string): string {
  return locale === "ja" ? "さくら" : "Sakura";
}
