/** Names by connection id. Ids come from the network: one such as `constructor` must find nothing. */
export function nameOf(names: Readonly<Record<string, string>>, connectionId: string): string | undefined {
  return Object.hasOwn(names, connectionId) ? names[connectionId] : undefined;
}
