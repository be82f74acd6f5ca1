/** What this browser remembers of the key of somebody else. */
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

/**
 * Who a peer is, as far as its participant key tells. `none`: it proved no such key. `new`: this key is seen for the first
 * time. `known`: seen before, never compared. `verified`: compared, and it is the same key. `changed`: this user had another
 * key before. `invalid`: its statement does not verify.
 */
export const identityStatuses = ["none", "new", "known", "verified", "changed", "invalid"] as const;
export type IdentityStatus = (typeof identityStatuses)[number];

export interface PeerIdentity {
  readonly status: IdentityStatus;
  /** Fingerprint of the participant key that the peer proved; null: none. Connections with the same one are one participant. */
  readonly key: string | null;
  /** The name that the user gave this contact. */
  readonly label: string | null;
  /** Since when it is verified. */
  readonly verifiedAt: number | null;
  /** With `changed`: when the user's other key was verified; null: it never was. */
  readonly previousVerifiedAt: number | null;
}

export const noIdentity: PeerIdentity = {
  status: "none",
  key: null,
  label: null,
  verifiedAt: null,
  previousVerifiedAt: null,
};

/** Our own participant key. */
export interface OwnIdentity {
  /** How long it lives; `none`: there is none. */
  readonly kind: "session" | "device" | "none";
  /** SHA-256 of the participant key: 32 lower-case hex pairs joined by colons. */
  readonly key: string | null;
  /** It was made for this call: a browser that was here before has lost its storage. */
  readonly isNew: boolean;
}

export const noOwnIdentity: OwnIdentity = { kind: "none", key: null, isNew: false };
