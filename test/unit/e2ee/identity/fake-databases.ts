import { vi } from "vitest";

type Handler = (() => void) | null;

class FakeRequest<Result = unknown> extends EventTarget {
  onsuccess: Handler = null;
  onerror: Handler = null;
  onupgradeneeded: Handler = null;
  result: Result | undefined;
  error: DOMException | null = null;

  succeed(result: Result): void {
    this.result = result;
    this.onsuccess?.();
    this.dispatchEvent(new Event("success"));
  }

  fail(error: DOMException): void {
    this.error = error;
    this.onerror?.();
    this.dispatchEvent(new Event("error"));
  }

  upgrade(database: FakeDatabase): void {
    Object.assign(this, { result: database });
    this.onupgradeneeded?.();
    this.dispatchEvent(new Event("upgradeneeded"));
  }
}

interface Store {
  readonly keyPath: string | undefined;
  readonly records: Map<string, unknown>;
}

class FakeStore {
  constructor(
    readonly transaction: FakeTransaction,
    readonly stored: Store,
  ) {}

  get(key: string): FakeRequest {
    return this.transaction.ask(() => structuredClone(this.stored.records.get(key)));
  }

  getAll(): FakeRequest {
    return this.transaction.ask(() => structuredClone([...this.stored.records.values()]));
  }

  put(value: unknown, key?: string): FakeRequest {
    const { keyPath, records } = this.stored;
    const used = key ?? (value as Record<string, unknown>)[keyPath ?? ""];
    if (typeof used !== "string") throw new DOMException("no key", "DataError");
    return this.#write(() => void records.set(used, structuredClone(value)));
  }

  delete(key: string): FakeRequest {
    return this.#write(() => void this.stored.records.delete(key));
  }

  #write(work: () => void): FakeRequest {
    if (this.transaction.mode !== "readwrite") throw new DOMException("read only", "ReadOnlyError");
    return this.transaction.ask(work);
  }
}

class FakeTransaction extends EventTarget {
  oncomplete: Handler = null;
  onabort: Handler = null;
  error: DOMException | null = null;
  readonly objectStoreNames: readonly string[];
  readonly #waiting: (() => void)[] = [];

  constructor(
    readonly database: FakeDatabase,
    readonly name: string,
    readonly mode: string,
    ended: () => void,
    begins: Promise<void>,
  ) {
    super();
    this.objectStoreNames = [name];
    void begins.then(() => this.#work()).then(ended);
  }

  objectStore(name: string): FakeStore {
    return new FakeStore(this, this.database.stores.get(name) as Store);
  }

  ask(work: () => unknown): FakeRequest {
    const request = new FakeRequest();
    this.#waiting.push(() => request.succeed(work()));
    return request;
  }

  /** As in a browser, a transaction ends when it has no more requests after all callbacks. */
  async #work(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = this.#waiting.shift();
      if (next === undefined) break;
      next();
    }
    const { abortsWith } = this.database.origin;
    this.error = abortsWith;
    if (abortsWith === null) this.oncomplete?.();
    else this.onabort?.();
    this.dispatchEvent(new Event(abortsWith === null ? "complete" : "abort"));
  }
}

class FakeDatabase extends EventTarget {
  readonly stores = new Map<string, Store>();

  constructor(readonly origin: FakeDatabases) {
    super();
  }

  createObjectStore(name: string, options: { readonly keyPath?: string } = {}): void {
    this.stores.set(name, { keyPath: options.keyPath, records: new Map() });
  }

  transaction(name: string, mode: string): FakeTransaction {
    if (!["readonly", "readwrite"].includes(mode)) throw new TypeError(`There is no mode ${mode}.`);
    if (!this.stores.has(name)) throw new DOMException("no store", "NotFoundError");
    return this.origin.inTurn((begins, ended) => new FakeTransaction(this, name, mode, ended, begins));
  }

  close(): void {
    this.origin.open--;
  }
}

class FakeCursor {
  advance(): void {}
  continue(): void {}
  continuePrimaryKey(): void {}
}

/** The part of IndexedDB that this library uses, in memory. Transactions follow each other. */
export class FakeDatabases {
  /** Number of connections that are open. */
  open = 0;
  /** The browser allows no database: each attempt to open one fails with this error. */
  refusesWith: DOMException | null = null;
  /** When this is set, each transaction is aborted with this error. */
  abortsWith: DOMException | null = null;
  readonly #databases = new Map<string, { readonly version: number; readonly database: FakeDatabase }>();
  #last: Promise<void> = Promise.resolve();

  /** Until the end of the test, `indexedDB` is this. */
  install(): this {
    vi.stubGlobal("indexedDB", { open: (name: string, version: number) => this.#open(name, version) });
    vi.stubGlobal("IDBRequest", FakeRequest);
    vi.stubGlobal("IDBDatabase", FakeDatabase);
    vi.stubGlobal("IDBTransaction", FakeTransaction);
    vi.stubGlobal("IDBObjectStore", FakeStore);
    vi.stubGlobal("IDBIndex", class {});
    vi.stubGlobal("IDBCursor", FakeCursor);
    return this;
  }

  /** A database as another program, or another version of this library, has left it. */
  has(
    name: string,
    version: number,
    stores: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ): void {
    const database = new FakeDatabase(this);
    for (const [store, records] of Object.entries(stores)) {
      database.createObjectStore(store);
      for (const [key, value] of Object.entries(records)) database.stores.get(store)?.records.set(key, value);
    }
    this.#databases.set(name, { version, database });
  }

  /** The names of all databases. */
  get names(): readonly string[] {
    return [...this.#databases.keys()];
  }

  /** All records of a store. */
  records(name: string, store: string): ReadonlyMap<string, unknown> | undefined {
    return this.#databases.get(name)?.database.stores.get(store)?.records;
  }

  inTurn<Made>(make: (begins: Promise<void>, ended: () => void) => Made): Made {
    const begins = this.#last;
    let ended = (): void => undefined;
    this.#last = new Promise((resolve) => {
      ended = resolve;
    });
    return make(begins, ended);
  }

  #open(name: string, version: number): FakeRequest<FakeDatabase> {
    const request = new FakeRequest<FakeDatabase>();
    setImmediate(() => {
      const known = this.#databases.get(name);
      if (this.refusesWith !== null) return request.fail(this.refusesWith);
      if (known && known.version > version) return request.fail(new DOMException("later", "VersionError"));
      const database = known?.database ?? new FakeDatabase(this);
      this.open++;
      if (!known) {
        this.#databases.set(name, { version, database });
        request.upgrade(database);
      }
      request.succeed(database);
    });
    return request;
  }
}
