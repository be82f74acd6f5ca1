import { createDeviceContacts, createMemoryContacts } from "../e2ee/identity/contact-storage.ts";
import type { ContactStore } from "../protocol/identity.ts";
import type { Peer } from "../store/types.ts";
import { CallIdentity } from "./call-identity.ts";
import { isRecord } from "./readable.ts";
import type { VerifyVouch, Vouch } from "./vouching.ts";

export interface IdentityOptions {
  /** Default `session`. */
  readonly type?: "session" | "device";
  /** Names one of several identities of this browser, each with contacts of its own. Default `default`. */
  readonly profile?: string;
  /**
   * Returns the stable id of a peer's user in the app, from its `clientId` or `metadata`. Null: unknown.
   * Reveals a changed key.
   */
  readonly userId?: (peer: Peer) => string | null;
  /** Asks the app's login server to vouch for this browser's key: a token that peers and the server can read. */
  readonly vouch?: Vouch;
  /**
   * Checks a login server's statement about a peer's key. A peer that passes is verified.
   * `react-sora-e2ee/jwt` has one for JWTs.
   */
  readonly verifyVouch?: VerifyVouch;
  /** The storage of contacts. Default: IndexedDB with `device`, and the page's memory with `session`. */
  readonly contacts?: ContactStore;
  /**
   * Fails the call when there is no identity of this type, or no vouch for it. Default false: the call
   * continues without it.
   */
  readonly required?: boolean;
}

/**
 * `session`: a key that lives as long as this call object. `device`: a key of this browser profile that lives
 * until it is forgotten. `none`: no key. A `CallIdentity` shares the key of another call of the page.
 */
export type IdentityOption = "session" | "device" | "none" | IdentityOptions | CallIdentity;

export interface ResolvedIdentity {
  readonly type: "session" | "device" | "none";
  readonly profile: string;
  readonly userId: (peer: Peer) => string | null;
  readonly vouch: Vouch | null;
  readonly verifyVouch: VerifyVouch | null;
  readonly required: boolean;
  /** The call of the page that signs for this one. */
  readonly signer: CallIdentity | null;
}

const types: readonly unknown[] = ["session", "device"];
const functions = ["userId", "vouch", "verifyVouch"] as const;
const methods = ["get", "put", "list", "delete", "subscribe"] as const;

/** The problem with the option `identity`; null if it is valid. */
export function identityProblem(identity: unknown): string | null {
  if (identity === undefined || identity === "none" || types.includes(identity)) return null;
  if (identity instanceof CallIdentity) return null;
  if (!isRecord(identity)) {
    return 'identity must be "session", "device", "none", an object, or the identity of another call';
  }
  const { type = "session", profile = "default", contacts, required = false } = identity;
  if (!types.includes(type)) return 'identity.type must be "session" or "device"';
  if (typeof profile !== "string" || profile === "") return "identity.profile must be a non-empty string";
  for (const name of functions) {
    const given = identity[name];
    if (given !== undefined && typeof given !== "function") return `identity.${name} must be a function`;
  }
  if (typeof required !== "boolean") return "identity.required must be true or false";
  if (contacts === undefined) return null;
  const isStore = isRecord(contacts) && methods.every((name) => typeof contacts[name] === "function");
  return isStore ? null : `identity.contacts must be an object with the methods ${methods.join(", ")}`;
}

export function resolveIdentity(identity: IdentityOption = "session"): ResolvedIdentity {
  const none = {
    profile: "default",
    userId: () => null,
    vouch: null,
    verifyVouch: null,
    required: false,
    signer: null,
  };
  if (identity instanceof CallIdentity) return { ...none, type: "session", signer: identity };
  if (typeof identity === "string") return { ...none, type: identity };
  const { type = "session", profile = none.profile, userId = none.userId, required = false } = identity;
  const { vouch = null, verifyVouch = null } = identity;
  return { type, profile, userId, vouch, verifyVouch, required, signer: null };
}

/** Contacts are available with any options, because they exist before the options are checked. */
export function contactsFor(identity: IdentityOption | undefined): ContactStore {
  if (identityProblem(identity) !== null || identity instanceof CallIdentity) return createMemoryContacts();
  const { type, profile, contacts }: IdentityOptions =
    typeof identity === "object" ? identity : { type: identity === "device" ? "device" : "session" };
  return contacts ?? (type === "device" ? createDeviceContacts(profile) : createMemoryContacts());
}
