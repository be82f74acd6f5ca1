import type { ContactStore } from "../protocol/identity.ts";
import type { PeerFacts } from "../status.ts";
import { Acquaintances, type AcquaintancesOptions } from "./acquaintances.ts";
import { contactsFor, type IdentityOption } from "./identity-options.ts";
import type { ResolvedOptions } from "./options.ts";
import { readOr } from "./readable.ts";
import { sameOptions } from "./same-options.ts";
import type { SoraCallOptions } from "./types.ts";

/**
 * The contacts that a call compares participant keys with. The options name the store, which is open during a
 * run.
 */
export class CallContacts {
  #option: IdentityOption | undefined;
  #store: ContactStore;
  #acquaintances: Acquaintances | null = null;

  constructor(options: SoraCallOptions) {
    this.#option = identityOf(options);
    this.#store = contactsFor(this.#option);
  }

  get store(): ContactStore {
    return this.#store;
  }

  /** Starts a run. Its options may name another store than earlier options. */
  open(
    options: SoraCallOptions,
    { identity }: ResolvedOptions,
    call: Pick<AcquaintancesOptions, "state" | "dispatch">,
  ): void {
    this.close();
    const option = identityOf(options);
    if (!sameOptions(option, this.#option)) {
      this.#option = option;
      this.#store = contactsFor(option);
    }
    const { userId, verifyVouch } = identity;
    this.#acquaintances = new Acquaintances({
      ...{ ...call, contacts: this.#store, userId, verifyVouch, now: Date.now },
    });
  }

  /** To be called after each report of the worker, when the call's state has it. */
  look(reported: readonly PeerFacts[]): void {
    this.#acquaintances?.look(reported);
  }

  /** To be called after each announcement of a peer. */
  announced(connectionId: string): void {
    this.#acquaintances?.announced(connectionId);
  }

  /** A person compared the safety number of this key, or withdraws that. */
  verify(key: string, isVerified: boolean): void {
    this.#acquaintances?.verify(key, isVerified);
  }

  /** A person accepts this key as another device of the same user, without comparing. */
  accept(key: string): void {
    this.#acquaintances?.accept(key);
  }

  /** Ends the run. */
  close(): void {
    this.#acquaintances?.close();
    this.#acquaintances = null;
  }
}

function identityOf(options: SoraCallOptions): IdentityOption | undefined {
  return readOr<IdentityOption | undefined>(undefined, () => options.identity);
}
