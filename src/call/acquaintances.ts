import { accepted, compared, identityOf, keysOfUsers, seen } from "../e2ee/identity/contact-status.ts";
import { SoraE2EEError, type SoraE2EEErrorCode } from "../errors.ts";
import { changeContact, longestUserId, storedContacts, withUserId } from "../protocol/contact-users.ts";
import type { Contact, ContactStore, PeerVouch } from "../protocol/identity.ts";
import { maxPeers, type PeerFacts } from "../status.ts";
import type { CallEvent, CallState, Peer } from "../store/types.ts";
import { KnownContacts } from "./known-contacts.ts";
import { checkVouch, type VerifyVouch } from "./vouching.ts";

export interface AcquaintancesOptions {
  readonly contacts: ContactStore;
  readonly userId: (peer: Peer) => string | null;
  /** Null when the app does not use login servers. */
  readonly verifyVouch: VerifyVouch | null;
  readonly state: () => CallState;
  readonly dispatch: (event: CallEvent) => void;
  readonly now: () => number;
}

/**
 * Number of new keys that one call stores. A peer or a server can make up any number of keys. Further ones count as new, and
 * are stored when a person verifies or accepts them.
 */
const maxNewStored = maxPeers;

/** The log says that the contacts do not answer after this time. */
const answerTimeMs = 10_000;

/**
 * Compares the participant keys in one call with the contacts, and stores new keys and a person's answers.
 */
export class Acquaintances {
  readonly #options: AcquaintancesOptions;
  readonly #since: number;
  readonly #stop: () => void;
  readonly #contacts: KnownContacts;
  /** By connection id: the key of a lookup in progress. */
  readonly #looking = new Map<string, string>();
  /** Connections that were announced again, whose user id waits to be read. */
  readonly #announced = new Set<string>();
  /** By participant key. It is valid during the call, like the checked connections. */
  readonly #vouches = new Map<string, PeerVouch>();
  /** By connection id: the last token that was checked, while the connection is in the call. */
  readonly #tokens = new Map<string, string>();
  #tail: Promise<void> = Promise.resolve();
  #newStored = 0;
  #reported = false;
  #refreshes = false;
  #closed = false;

  constructor(options: AcquaintancesOptions) {
    this.#options = options;
    this.#since = options.now();
    this.#contacts = new KnownContacts(this.#since);
    this.#stop = this.#subscribed();
  }

  /** A store of the app may throw, or return nothing. Then a change in it counts from the next lookup on. */
  #subscribed(): () => void {
    try {
      const stop: unknown = this.#options.contacts.subscribe(() => this.#refreshSoon());
      return typeof stop === "function" ? () => void stop() : () => undefined;
    } catch (error) {
      this.#report(error);
      return () => undefined;
    }
  }

  /** To be called after each report of the worker, when the call's state has it. */
  look(reported: readonly PeerFacts[]): void {
    const { peers } = this.#options.state();
    for (const connectionId of this.#tokens.keys()) {
      if (!Object.hasOwn(peers, connectionId)) this.#tokens.delete(connectionId);
    }
    for (const facts of reported) this.#checkVouch(facts);
    for (const peer of Object.values(peers)) {
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

  /** To be called after each announcement of a peer. One that was looked up may be announced with another user id. */
  announced(connectionId: string): void {
    const key = this.#options.state().peers[connectionId]?.identity.key ?? null;
    if (key === null || this.#announced.has(connectionId)) return;
    this.#announced.add(connectionId);
    this.#next(async () => {
      this.#announced.delete(connectionId);
      const peer = this.#options.state().peers[connectionId];
      const userId = peer ? userIdOf(peer, this.#options.userId) : null;
      if (userId !== null && userId !== this.#contacts.get(key)?.userId) await this.#meet(connectionId, key);
    });
  }

  /** A person compared the safety number of this key, or withdraws that. */
  verify(key: string, isVerified: boolean): void {
    const verifiedAt = isVerified ? this.#options.now() : null;
    this.#change(key, (contact) => compared(contact, verifiedAt));
  }

  /** A person accepts this key as another device of the same user, without comparing. */
  accept(key: string): void {
    this.#change(key, (contact) => accepted(contact, this.#options.now()));
  }

  close(): void {
    try {
      this.#stop();
    } catch (error) {
      this.#report(error);
    }
    this.#closed = true;
  }

  /** Runs beside the contact lookup, because a login server may take seconds to answer. */
  #checkVouch({ connectionId, statement }: PeerFacts): void {
    const { verifyVouch, state, dispatch } = this.#options;
    if (verifyVouch === null || statement?.status !== "proven" || statement.vouch === null) return;
    const { key, publicKey, vouch: token } = statement;
    const peer = state().peers[connectionId];
    if (peer === undefined || this.#tokens.get(connectionId) === token) return;
    this.#tokens.set(connectionId, token);
    void checkVouch(verifyVouch, token, publicKey, peer).then((vouch) => {
      if (this.#closed) return;
      if (vouch.status === "refused") dispatch({ type: "refused", connectionId, code: vouch.code });
      // A screen's token may be older than the camera's. Both are for the same key.
      if (vouch.status === "refused" && this.#vouches.get(key)?.status === "vouched") return;
      this.#vouches.set(key, vouch);
      this.#next(() => this.#vouchedFor(key));
    });
  }

  async #vouchedFor(key: string): Promise<void> {
    const known = this.#contacts.get(key);
    // During a lookup, the lookup itself finds the vouch.
    if (known === undefined) return;
    const contact = this.#vouched(known);
    if (contact !== known) {
      this.#contacts.set(contact);
      if (!this.#contacts.isUnread(key)) await this.#keep(key);
    }
    this.#refreshSoon();
  }

  /** The login server's user id takes precedence over the app's value from the metadata, which counts too. */
  #vouched(contact: Contact): Contact {
    const vouch = this.#vouches.get(contact.key);
    return vouch?.status === "vouched"
      ? withUserId(contact, vouch.userId, this.#contacts.isKept(contact.key))
      : contact;
  }

  #change(key: string, change: (contact: Contact) => Contact): void {
    const known = this.#contacts.get(key);
    if (known === undefined) {
      const peer = Object.values(this.#options.state().peers).find(({ identity }) => identity.key === key);
      const userId = peer ? userIdOf(peer, this.#options.userId) : null;
      // It is still being looked up. Storage can be slow, and the person's answer must not get lost, also when the peer has
      // left before its lookup.
      this.#next(async () => {
        if (!this.#contacts.get(key)) await this.#lookUp(key, userId);
        this.#change(key, change);
      });
      return;
    }
    const contact = change(known);
    this.#contacts.answer(contact);
    // Updates the call's state at once, because the person sees it on the screen.
    this.#tell();
    this.#next(() => this.#keep(key));
  }

  async #meet(connectionId: string, key: string): Promise<void> {
    const peer = this.#options.state().peers[connectionId];
    if (peer?.identity.key === key) await this.#lookUp(key, userIdOf(peer, this.#options.userId));
  }

  async #lookUp(key: string, userId: string | null): Promise<void> {
    const isRead = await this.#write(key, (known) => this.#seen(key, userId, known));
    if (!isRead) {
      this.#seen(key, userId, this.#contacts.known(key));
      this.#contacts.unread(key);
    }
    this.#refreshSoon();
  }

  /** The contact of this call after its key was seen. Null when it is one new key too many to be stored. */
  #seen(key: string, userId: string | null, known: Contact | null): Contact | null {
    const sighting = { key, userId, now: this.#options.now() };
    const contact = this.#vouched(seen(known, sighting, this.#contacts.isKept(key)));
    this.#contacts.set(contact);
    if (known === null) this.#newStored += 1;
    return known !== null || this.#newStored <= maxNewStored ? contact : null;
  }

  /** A refresh costs work for each peer and each contact, so one follows all lookups that wait. */
  #refreshSoon(): void {
    if (this.#refreshes) return;
    this.#refreshes = true;
    this.#next(async () => {
      this.#refreshes = false;
      await this.#refresh();
    });
  }

  /** Stores the contact of this call, with what was stored in the meantime. */
  async #keep(key: string): Promise<void> {
    await this.#write(key, (known) => {
      if (known !== null) this.#contacts.set(known);
      return known;
    });
  }

  /**
   * Stores what `change` makes of the known contact. False when the stored one could not be read.
   * Our own screen and other tabs of this browser have our own key. They are not people that we know.
   */
  async #write(key: string, change: (known: Contact | null) => Contact | null): Promise<boolean> {
    const isOwn = key === this.#options.state().self.identity.key;
    let isRead = false;
    const kept = await this.#stored(async (store) => {
      const changed: { contact: Contact | null } = { contact: null };
      await changeContact(store, key, (stored) => {
        isRead = true;
        changed.contact = change(this.#contacts.read(key, stored));
        return isOwn ? null : changed.contact;
      });
      return changed.contact;
    });
    if (kept) this.#contacts.keep(kept, !isOwn);
    return isRead;
  }

  async #refresh(): Promise<void> {
    const listed = await this.#stored(async (store) => storedContacts(await store.list()));
    if (listed) this.#contacts.update(new Map(listed.map((contact) => [contact.key, contact])));
    this.#tell();
  }

  /** A store may answer after the call has ended, when the state belongs to the next one. */
  #tell(): void {
    if (this.#closed) return;
    const { dispatch, state } = this.#options;
    const users = keysOfUsers(this.#contacts.all());
    for (const key of comparedKeys(state())) {
      if (this.#contacts.get(key)?.verifiedAt === null) dispatch({ type: "withdrawn", key });
    }
    for (const { connectionId, identity } of Object.values(state().peers)) {
      const contact = identity.key === null ? undefined : this.#contacts.get(identity.key);
      if (contact === undefined) continue;
      const vouch = this.#vouches.get(contact.key) ?? null;
      dispatch({ type: "identity", connectionId, identity: identityOf(contact, users, this.#since, vouch) });
    }
  }

  /**
   * Undefined when nothing can be stored. The call logs that once. It waits for contacts that do not answer, because the
   * answer of a person must not be stored before an earlier one.
   */
  async #stored<Result>(work: (store: ContactStore) => Promise<Result>): Promise<Result | undefined> {
    const timer = setTimeout(() => this.#report(null), answerTimeMs);
    try {
      return await work(this.#options.contacts);
    } catch (error) {
      this.#report(error);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  #report(error: unknown): void {
    const code: SoraE2EEErrorCode = error instanceof SoraE2EEError ? error.code : "identity-storage-blocked";
    // The log may belong to the next call.
    if (this.#reported || this.#closed) return;
    this.#options.dispatch({ type: "refused", connectionId: null, code });
    this.#reported = true;
  }

  /** Work that throws is logged like a store that fails, and does not end the work after it. */
  #next(work: () => Promise<unknown>): void {
    this.#tail = this.#tail.then(work).then(
      () => undefined,
      (error: unknown) => this.#report(error),
    );
  }
}

/** The participant keys whose comparison includes a connection, also one that is absent. */
function comparedKeys({ peers, departed }: CallState): ReadonlySet<string> {
  const trusts = [...Object.values(peers), ...Object.values(departed)];
  return new Set(trusts.flatMap(({ comparedKey }) => comparedKey ?? []));
}

/** The app's function may throw; the peer's metadata can be anything. */
function userIdOf(peer: Peer, userId: AcquaintancesOptions["userId"]): string | null {
  try {
    const id: unknown = userId(peer);
    return typeof id === "string" && id !== "" && id.length <= longestUserId ? id : null;
  } catch {
    return null;
  }
}
