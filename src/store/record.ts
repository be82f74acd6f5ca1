/**
 * Records with keys from the network. They have no prototype, so a key such as `constructor` finds only
 * entries that were added. A spread would restore the prototype, so all changes use these functions.
 */
export type IdRecord<Value> = Readonly<Record<string, Value>>;

export function recordOf<Value>(entries: Iterable<readonly [string, Value]>): IdRecord<Value> {
  const record: Record<string, Value> = Object.create(null);
  for (const [key, value] of entries) record[key] = value;
  return record;
}

/** Returns the same record when it has `value` already. */
export function withEntry<Value>(record: IdRecord<Value>, key: string, value: Value): IdRecord<Value> {
  return record[key] === value ? record : recordOf([...Object.entries(record), [key, value]]);
}

/** Returns the same record when it has no such entry. */
export function withoutEntry<Value>(record: IdRecord<Value>, key: string): IdRecord<Value> {
  return Object.hasOwn(record, key) ? recordOf(Object.entries(record).filter(([id]) => id !== key)) : record;
}
