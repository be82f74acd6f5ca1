/** The last versions that route key messages by themselves are 2024.1.x. */
const firstWithoutRouting: readonly [number, number] = [2024, 2];

/** The server's version in the offer ("2026.1.0"). Null without one. */
export function serverVersion(offer: object): string | null {
  const { version } = offer as { readonly version?: unknown };
  return typeof version === "string" && /^\d{4}\.\d+/.test(version) ? version : null;
}

export function routesKeyMessages(version: string): boolean {
  const [year = 0, release = 0] = version.split(".").map(Number);
  const [lastYear, lastRelease] = firstWithoutRouting;
  return year < lastYear || (year === lastYear && release < lastRelease);
}
