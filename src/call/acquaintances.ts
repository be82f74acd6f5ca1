import { identityOf, seen } from "../e2ee/identity/contact-status.ts";
import type { SoraE2EEErrorCode } from "../errors.ts";
import type { Contact, ContactStore } from "../protocol/identity.ts";
import type { CallEvent, CallState, Peer } from "../store/types.ts";

export interface AcquaintancesOptions {
  readonly contacts: ContactStore;
  readonly userId: (peer: Peer) => string | null;
  readonly state: () => CallState;
  readonly dispatch: (event: CallEvent) => void;
  readonly now: () => number;
}

/** Compares the participant keys in one call with the contacts, and writes down whom it sees and what a person answers. */
export class Acquaintances {
  readonly #options: AcquaintancesOptions;
  readonly #since: number;
  readonly #stop: () => void;
  /** Kept here as well, so that the call goes on where nothing can be stored. */
  readonly #contacts = new Map<string, Contact>();
  /** By connection id: the key that is being looked up. */
  readonly #looking = new Map<string, string>();
  #tail: Promise<void> = Promise.resolve();
  #reported = false;

  constructor(options: AcquaintancesOptions) {
    this.#options = options;
    this.#since = options.now();
    this.#stop = options.contacts.subscribe(() => this.#next(() => this.#refresh()));
  }

  /** To be called after each change of the call's state. */
  look(): void {
    for (const peer of Object.values(this.#options.state().peers)) {
      const { connectionId, identity } = peer;
      const { key, status } = identity;
      if (key === null || status !== "none" || this.#looking.get(connectionId) === key) continue;
      this.#looking.set(connectionId, key);
      this.#next(async () => {
        await this.#meet(connectionId, key);
        if (this.#looking.get(connectionId) === key) this.#looking.delete(connectionId);
      });
    }
  }

  /** A person compared the safety number of this key, or takes that back. */
  verify(key: string, isVerified: boolean): void {
    const verifiedAt = isVerified ? this.#options.now() : null;
    this.#change(key, (contact) => ({ ...contact, verifiedAt, acceptedAt: null }));
  }

  /** A person accepts this key as another device of the same user, without comparing. */
  accept(key: string): void {
    this.#change(key, (contact) => ({ ...contact, acceptedAt: this.#options.now() }));
  }

  close(): void {
    this.#stop();
  }

  #change(key: string, change: (contact: Contact) => Contact): void {
    const known = this.#contacts.get(key);
    if (known === undefined) return;
    const contact = change(known);
    this.#contacts.set(key, contact);
    // At once, from what is known here: the person is looking at it.
    this.#tell([...this.#contacts.values()]);
    this.#next(() => this.#stored((store) => store.put(contact)));
  }

  async #meet(connectionId: string, key: string): Promise<void> {
    const { userId, now, state } = this.#options;
    const peer = state().peers[connectionId];
    if (peer?.identity.key !== key) return;
    const stored = await this.#stored((store) => store.get(key));
    const known = this.#contacts.get(key) ?? stored ?? null;
    const contact = seen(known, { key, userId: userIdOf(peer, userId), now: now() });
    this.#contacts.set(key, contact);
    await this.#stored((store) => store.put(contact));
    await this.#refresh();
  }

  async #refresh(): Promise<void> {
    const listed = await this.#stored((store) => store.list());
    if (listed) {
      const byKey = new Map(listed.map((contact) => [contact.key, contact]));
      // Forgotten ones that are in this call are new people from now on.
      for (const [key, contact] of this.#contacts) {
        const fresh = seen(null, { key, userId: contact.userId, now: this.#since });
        this.#contacts.set(key, byKey.get(key) ?? fresh);
      }
    }
    this.#tell(listed ?? [...this.#contacts.values()]);
  }

  #tell(all: readonly Contact[]): void {
    const { dispatch, state } = this.#options;
    for (const { connectionId, identity } of Object.values(state().peers)) {
      const contact = identity.key === null ? undefined : this.#contacts.get(identity.key);
      if (contact)
        dispatch({ type: "identity", connectionId, identity: identityOf(contact, all, this.#since) });
    }
  }

  /** Null where nothing can be stored, which is reported once. */
  async #stored<Result>(work: (store: ContactStore) => Promise<Result>): Promise<Result | null> {
    try {
      return await work(this.#options.contacts);
    } catch {
      const code: SoraE2EEErrorCode = "identity-storage-blocked";
      if (!this.#reported) this.#options.dispatch({ type: "refused", connectionId: null, code });
      this.#reported = true;
      return null;
    }
  }

  #next(work: () => Promise<unknown>): void {
    this.#tail = this.#tail.then(work).then(() => undefined);
  }
}

/** The app's function may throw; the peer's metadata can be anything. */
function userIdOf(peer: Peer, userId: AcquaintancesOptions["userId"]): string | null {
  try {
    const id: unknown = userId(peer);
    return typeof id === "string" && id !== "" ? id : null;
  } catch {
    return null;
  }
}
