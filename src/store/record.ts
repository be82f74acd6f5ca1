/**
 * Records keyed by what the network sends. They have no prototype: a key such as `constructor` finds nothing that was not
 * put there. A spread would give the prototype back, so every change goes through here.
 */
export type IdRecord<Value> = Readonly<Record<string, Value>>;

export function recordOf<Value>(entries: Iterable<readonly [string, Value]>): IdRecord<Value> {
  const record: Record<string, Value> = Object.create(null);
  for (const [key, value] of entries) record[key] = value;
  return record;
}

/** The same record when `value` is there already. */
export function withEntry<Value>(record: IdRecord<Value>, key: string, value: Value): IdRecord<Value> {
  return record[key] === value ? record : recordOf([...Object.entries(record), [key, value]]);
}

/** The same record when there is no such entry. */
export function withoutEntry<Value>(record: IdRecord<Value>, key: string): IdRecord<Value> {
  return Object.hasOwn(record, key) ? recordOf(Object.entries(record).filter(([id]) => id !== key)) : record;
}
