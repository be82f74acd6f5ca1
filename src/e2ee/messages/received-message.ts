import type { MessageHeader, MessageSignedBy } from "./message-header.ts";

/** A sealed message as it came. Its header is parsed, and nothing of it is authenticated. */
export interface ReceivedMessage {
  readonly label: string;
  readonly header: MessageHeader;
  readonly message: Uint8Array<ArrayBuffer>;
  /** When it stops waiting for its key, by the inbox's clock. */
  readonly until: number;
}

/** A sealed message whose seal and signature were verified. */
export interface OpenedMessage {
  readonly label: string;
  readonly from: string;
  /** Only for us, though everybody in the channel could have opened it. */
  readonly addressed: boolean;
  /** Which key of the sender the signature was verified with. */
  readonly signedBy: MessageSignedBy;
  readonly data: Uint8Array;
}
