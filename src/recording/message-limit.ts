/** Messages of one connection that are read within `span` milliseconds. An honest page sends one or two. */
const most = 10;
const span = 3000;

/**
 * Returns true if one more message of this connection may be read, so that no peer can keep the page busy with
 * changes.
 */
export function createMessageLimit(): (from: string) => boolean {
  const counts = new Map<string, { since: number; count: number }>();
  return (from) => {
    const now = Date.now();
    const known = counts.get(from);
    if (!known || now - known.since >= span) {
      counts.set(from, { since: now, count: 1 });
      // Connections come and go over a long call.
      for (const [one, { since }] of counts) if (now - since >= span) counts.delete(one);
      return true;
    }
    known.count += 1;
    return known.count <= most;
  };
}
