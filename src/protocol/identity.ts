/** A contact: this browser's record of another participant's key. */
export interface Contact {
  /** SHA-256 of the participant key: 32 lower-case hex pairs joined by colons. */
  readonly key: string;
  /** The name that the user gave. Null: none. */
  readonly label: string | null;
  /** The newest stable id that the app or its login server gave. Null: none. */
  readonly userId: string | null;
  /**
   * All user ids that the key was seen with, 64 at most. Absent: only `userId`. For each of them, another key is
   * `changed`.
   */
  readonly userIds?: readonly string[];
  /** Milliseconds since the epoch, like all times here. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** The time at which a person compared the safety number. Null: never. */
  readonly verifiedAt: number | null;
  /** The time at which a person accepted this key as another device of the same user. Null: never. */
  readonly acceptedAt: number | null;
  /** The user ids for which the key was accepted. Absent, with `acceptedAt`: all of them. */
  readonly acceptedUserIds?: readonly string[];
}

/**
 * The storage of contacts. An app can provide its own, to synchronize contacts between devices. It must keep all fields
 * of a contact.
 */
export interface ContactStore {
  /** The contact with this participant key's fingerprint; null when there is none. */
  get(key: string): Promise<Contact | null>;
  /** Adds a contact, or replaces the one with the same key. */
  put(contact: Contact): Promise<void>;
  /** All contacts, in any order. */
  list(): Promise<readonly Contact[]>;
  /**
   * Reads a contact and stores what `change` returns, or nothing for null. No other change, also by another tab, may come
   * between. Optional: without it, `get` and `put` are used, and a change that comes between is lost. A store that wraps another
   * one with `update` and replaces its `put` must replace its `update`, too.
   */
  update?(key: string, change: (stored: Contact | null) => Contact | null): Promise<void>;
  /** Forgets a contact. Does nothing when there is none. */
  delete(key: string): Promise<void>;
  /** Calls `listener` after each change, also by another tab. Returns a function that stops it. */
  subscribe(listener: () => void): () => void;
}

/** A participant's public key as a JSON Web Key (RFC 7517). */
export interface ParticipantPublicKey {
  readonly kty: "EC";
  readonly crv: "P-256";
  /** Base64url of 32 bytes. */
  readonly x: string;
  readonly y: string;
}

/** A login server's checked statement about a participant key. */
export interface Vouched {
  /** The stable id of the user who has this key. */
  readonly userId: string;
  /** The user's name at the login server; null: none. */
  readonly name: string | null;
  /** The name of the login server for people. Null: unnamed. */
  readonly by?: string | null;
}

/**
 * The reason why a login server's statement about a key is not accepted. `vouch-unchecked`: it could not be
 * checked.
 */
export const vouchRefusals = [
  "vouch-invalid",
  "vouch-expired",
  "vouch-wrong-key",
  "vouch-wrong-issuer",
  "vouch-wrong-audience",
  "vouch-unchecked",
] as const;
export type VouchRefusal = (typeof vouchRefusals)[number];

export type PeerVouch =
  | ({ readonly status: "vouched" } & Required<Vouched>)
  | { readonly status: "refused"; readonly code: VouchRefusal };

/**
 * The identity of a peer by its participant key. `none`: it proved no such key. `new`: this key is seen for the first
 * time. `known`: seen before, never compared. `verified`: compared or vouched for, and it is the same key. `changed`: this
 * user had another key before. `invalid`: its statement does not verify.
 */
export const identityStatuses = ["none", "new", "known", "verified", "changed", "invalid"] as const;
export type IdentityStatus = (typeof identityStatuses)[number];

export interface PeerIdentity {
  readonly status: IdentityStatus;
  /**
   * Fingerprint of the participant key that the peer proved. Null: none. Connections with the same key are
   * one participant.
   */
  readonly key: string | null;
  /**
   * True when the connection's identity key also signed that it belongs to this participant. False with Sora's
   * wasm: a verified person who works with the server can then make another connection appear under their name.
   */
  readonly confirmed: boolean;
  /** The name that the user gave this contact. */
  readonly label: string | null;
  /** The time at which a person compared its safety number. Null: never. */
  readonly verifiedAt: number | null;
  /**
   * The reason why it is verified: a person compared the safety number, or a login server vouches for the
   * key. Null: not verified.
   */
  readonly by: "comparison" | "vouch" | null;
  /** The checked statement of the app's login server about the key; null if there is none or it is not checked yet. */
  readonly vouch: PeerVouch | null;
  /** With `changed`: the time at which the user's other key was verified. Null: never. */
  readonly previousVerifiedAt: number | null;
}

export const noIdentity: PeerIdentity = {
  status: "none",
  key: null,
  confirmed: false,
  label: null,
  verifiedAt: null,
  by: null,
  vouch: null,
  previousVerifiedAt: null,
};

/** The login server that vouches for a peer that no person compared. Empty: it has no name. Null: none. */
export function vouchedBy({ by, vouch }: Pick<PeerIdentity, "by" | "vouch">): string | null {
  return by === "vouch" && vouch?.status === "vouched" ? (vouch.by ?? "") : null;
}

/** Our own participant key. */
export interface OwnIdentity {
  /** Lifetime of the key; `none`: there is no key. */
  readonly kind: "session" | "device" | "none";
  /** SHA-256 of the participant key: 32 lower-case hex pairs joined by colons. */
  readonly key: string | null;
  /** True when the key was made for this call. A browser that was used before has then lost its storage. */
  readonly isNew: boolean;
}

export const noOwnIdentity: OwnIdentity = { kind: "none", key: null, isNew: false };
