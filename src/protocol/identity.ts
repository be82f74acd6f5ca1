/** A contact: this browser's record of another participant's key. */
export interface Contact {
  /** SHA-256 of the participant key: 32 lower-case hex pairs joined by colons. */
  readonly key: string;
  /** The name that the user gave; null: none. */
  readonly label: string | null;
  /** The stable id that the app gave; null: none. */
  readonly userId: string | null;
  /** Milliseconds since the epoch, as all times here. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** When a person compared the safety number; null: never. */
  readonly verifiedAt: number | null;
  /** When a person accepted this key as another device of the same user; null: never. */
  readonly acceptedAt: number | null;
}

/** Where contacts are kept. An app can bring its own, to synchronize them between devices. */
export interface ContactStore {
  /** The contact with this participant key's fingerprint; null when there is none. */
  get(key: string): Promise<Contact | null>;
  /** Adds a contact, or replaces the one with the same key. */
  put(contact: Contact): Promise<void>;
  /** All contacts, in any order. */
  list(): Promise<readonly Contact[]>;
  /** Forgets a contact. Does nothing when there is none. */
  delete(key: string): Promise<void>;
  /** Calls `listener` after each change, also of another tab. Returns how to stop. */
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
  /** Which login server it was, in words for people; null: unnamed. */
  readonly by?: string | null;
}

/** Why what a login server says of a key does not count. `vouch-unchecked`: it could not be checked. */
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
  /** Fingerprint of the participant key that the peer proved; null: none. Connections with the same one are one participant. */
  readonly key: string | null;
  /**
   * The connection's own key signed as well that it belongs to this participant. False with Sora's wasm: then a verified person
   * who works with the server can lend the name to another connection.
   */
  readonly confirmed: boolean;
  /** The name that the user gave this contact. */
  readonly label: string | null;
  /** When a person compared its safety number; null: never. */
  readonly verifiedAt: number | null;
  /** Why it is verified: a person compared the safety number, or a login server vouches for the key. Null: it is not. */
  readonly by: "comparison" | "vouch" | null;
  /** The checked statement of the app's login server about the key; null if there is none or it is not checked yet. */
  readonly vouch: PeerVouch | null;
  /** With `changed`: when the user's other key was verified; null: it never was. */
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

/** The login server that vouches for a peer whom no person compared; empty: one without a name. Null: none does. */
export function vouchedBy({ by, vouch }: Pick<PeerIdentity, "by" | "vouch">): string | null {
  return by === "vouch" && vouch?.status === "vouched" ? (vouch.by ?? "") : null;
}

/** Our own participant key. */
export interface OwnIdentity {
  /** Lifetime of the key; `none`: there is no key. */
  readonly kind: "session" | "device" | "none";
  /** SHA-256 of the participant key: 32 lower-case hex pairs joined by colons. */
  readonly key: string | null;
  /** It was made for this call: a browser that was here before has lost its storage. */
  readonly isNew: boolean;
}

export const noOwnIdentity: OwnIdentity = { kind: "none", key: null, isNew: false };
