/** Names by connection id. Ids come from the network, so an id such as `constructor` must not find anything. */
export function nameOf(names: Readonly<Record<string, string>>, connectionId: string): string | undefined {
  return Object.hasOwn(names, connectionId) ? names[connectionId] : undefined;
}
