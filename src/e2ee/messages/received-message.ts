import type { MessageHeader, MessageSignedBy } from "./message-header.ts";

/** A received sealed message. Its header is parsed, and nothing is authenticated yet. */
export interface ReceivedMessage {
  readonly label: string;
  readonly header: MessageHeader;
  readonly message: Uint8Array<ArrayBuffer>;
  /** The time at which it stops waiting for its key, by the inbox's clock. */
  readonly until: number;
}

/** A sealed message whose seal and signature were verified. */
export interface OpenedMessage {
  readonly label: string;
  readonly from: string;
  /** True when it is for us only, although every peer of the channel could decrypt it. */
  readonly addressed: boolean;
  /** The key of the sender that verified the signature. */
  readonly signedBy: MessageSignedBy;
  readonly data: Uint8Array;
}
